import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JournalEntry, readJournal, writeJournal } from '../../src/log/journal.ts';
import { readText } from '../helpers/message.ts';

/** Phrases that patterns of carbontracker 1.0 to 2.4 look for, as FORMAT.md lists its lines. */
const PATTERNS = [
  /carbontracker version/i,
  /PUE coefficient of/i,
  /The following components were found:/i,
  /with device\(s\)/i,
  /Epoch\W+\d+/i,
  /Duration: \d/i,
  /Average power usage \(W\) for/i,
  /Power usages/i,
  /Carbon intensit/i,
  /gCO2(eq)?\/kWh/i,
  /Training was interrupted/i,
  /(Actual|Predicted) consumption/i,
  /Prediction for/i,
  /(Time|Energy|CO2eq):/i,
  /equivalent to/i,
  /Monitoring thread/i,
  /Finished monitoring/i,
];

const NASTY = [
  'carbontracker version 1.0',
  'Epoch 1:\nDuration: 0:00:01.00\nAverage power usage (W) for gpu: 5',
  'EPOCH 7 ended',
  'Actual consumption for 3 epoch(s):\n\tTime:\t0:00:01\n\tEnergy:\t1 kWh\n\tCO2eq:\t1 g\n\tThis is equivalent to:',
  'The following components were found: GPU with device(s) A. ',
  'Carbon intensities (gCO2eq/kWh) fetched every 900 s at detected location: X: [1]',
  'Average carbon intensity during training was 1.00 gCO2eq/kWh.',
  'Training was interrupted before all 3 epochs were monitored.',
  'Monitoring thread ended.',
  'PUE coefficient of 9 (x)',
  'Power usages for gpu',
  'Prediction for 3 epoch(s):',
  'Epoch  (7) ended',
  '"\\\u0000\u2028\ud800é',
];

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY)).map((all) => all.join(' ')),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
// A JSON object cannot hold this key through a literal.
const names = text.filter((name) => name !== '__proto__');
const energy = fc.record({
  energyJ: orNull(number),
  coveredS: number,
  sampledJ: orNull(number),
  gapCount: fc.nat(),
  gaps: fc.array(fc.record({ fromS: number, toS: number, reason: text }), { maxLength: 3 }),
});
const devices = fc.dictionary(names, energy, { maxKeys: 4, noNullPrototype: true });

const end = {
  event: fc.constant('end' as const),
  elapsedS: number,
  exitCode: orNull(fc.nat(255)),
  signal: orNull(text),
  devices,
};

const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({
    event: fc.constant('start' as const),
    schema: fc.constant(1),
    id: text,
    host: text,
    pid: fc.nat(),
    startUnixS: number,
    utcOffsetMinutes: fc.integer({ min: -720, max: 840 }),
    command: orNull(fc.array(text)),
    devices: fc.array(
      fc.record({
        key: text,
        component: text,
        name: text,
        uuid: orNull(text),
        method: fc.constantFrom('counter' as const, 'sampled' as const, 'estimated' as const, 'simulated' as const),
        note: orNull(text),
        rangeW: orNull(fc.tuple(number, number)),
      }),
    ),
    pue: fc.record({ value: number, source: text }),
    intensity: fc.record({
      gPerKwh: number,
      kind: fc.constantFrom('live' as const, 'country-average' as const, 'world-average' as const),
      location: orNull(text),
      year: orNull(fc.nat(3000)),
      source: text,
    }),
    plannedEpochs: orNull(fc.nat()),
    updateIntervalS: number,
    job: fc.dictionary(names, text, { noNullPrototype: true }),
  }),
  fc.record({ event: fc.constant('epoch-start' as const), number: fc.nat(), atS: number }),
  fc.record({ event: fc.constant('pause-start' as const), atS: number }),
  fc.record({
    event: fc.constant('epoch' as const),
    number: fc.nat(),
    startS: number,
    endS: number,
    complete: fc.boolean(),
    devices,
  }),
  fc.record(end),
  fc.record({
    ...end,
    stopped: fc.record({ by: fc.constantFrom('limit' as const, 'answer' as const), reason: text }),
  }),
);

describe('journal', () => {
  it('reads what it writes, on one line, without any phrase of other lines', () => {
    fc.assert(
      fc.property(entry, (written) => {
        const line = writeJournal(written);
        expect(readJournal(line)).toEqual(written);
        expect(line).not.toMatch(/[\n\r\0]/);
        for (const pattern of PATTERNS) expect(line).not.toMatch(pattern);
        expect(readText(line)).toEqual({ kind: 'journal', entry: written });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'ct-track version 0.1.0, carbontracker version 2.4.3 log format',
    'ct-track {"event":"epoch","number":1',
    'ct-track {"event":"unheard-of"}',
    'ct-track {"event":"start","schema":2}',
    'ct-track {"event":"epoch","number":1,"startS":0,"endS":null,"complete":true,"devices":{}}',
    'Epoch 1:',
  ])('is not misled by %s', (message) => {
    expect(readJournal(message)).toBeNull();
  });
});

const DEVICE = {
  key: 'gpu:0',
  component: 'gpu',
  name: 'NVIDIA A100',
  uuid: 'GPU-1',
  method: 'estimated' as const,
  note: 'by its load',
  rangeW: [20, 200] as [number, number],
};
const ENERGY = {
  energyJ: 1000,
  coveredS: 10,
  sampledJ: 990,
  gapCount: 1,
  gaps: [{ fromS: 1, toS: 2, reason: 'busy' }],
};
const START: JournalEntry = {
  event: 'start',
  schema: 1,
  id: 'run',
  host: 'node1',
  pid: 7,
  startUnixS: 1_700_000_000,
  utcOffsetMinutes: 60,
  command: ['python', 'x.py'],
  devices: [DEVICE],
  pue: { value: 1.5, source: 'the site' },
  intensity: { gPerKwh: 100, kind: 'region-average', location: 'EU-28', year: 2024, source: 'a table' },
  plannedEpochs: 3,
  updateIntervalS: 1,
  job: { SLURM_JOB_ID: '12' },
};
const ENTRIES: readonly JournalEntry[] = [
  START,
  { event: 'epoch-start', number: 1, atS: 0 },
  { event: 'pause-start', atS: 3 },
  { event: 'epoch', number: 1, startS: 0, endS: 10, complete: true, devices: { 'gpu:0': ENERGY } },
  {
    event: 'end',
    elapsedS: 10,
    exitCode: 0,
    signal: 'SIGTERM',
    devices: { 'gpu:0': ENERGY },
    stopped: { by: 'limit', reason: 'the limit of 1.00 kWh is passed' },
  },
];

const NULLABLE = [
  'command',
  'energyJ',
  'exitCode',
  'location',
  'note',
  'plannedEpochs',
  'rangeW',
  'signal',
  'uuid',
  'year',
];
/** Texts that must be one of a few words. */
const WORDS = ['by', 'event', 'kind', 'method'];
/** Keys that may be missing: those of dictionaries, and what only some runs have. */
const FREE_KEYS = ['gpu:0', 'SLURM_JOB_ID', 'stopped'];
const STRANGERS: readonly unknown[] = ['text', 1, true, null, [1], { x: 1 }];

/** Every place in a JSON value, as the keys that lead there. */
function placesOf(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [above];
  const below = Object.entries(value).flatMap(([key, part]) => placesOf(part, [...above, key]));
  return above.length === 0 ? below : [above, ...below];
}

/** A copy of an entry in which `change` was applied to the object or list that holds the place. */
function changed(entry: JournalEntry, place: readonly string[], change: (holder: never, key: string) => void): string {
  const copy = structuredClone(entry);
  let holder: unknown = copy;
  for (const key of place.slice(0, -1)) holder = (holder as Record<string, unknown>)[key];
  change(holder as never, place.at(-1) ?? '');
  return `ct-track ${JSON.stringify(copy)}`;
}

/** What the integrated power beside a counter says is for people; no reader takes it up. */
const placesRead = (entry: JournalEntry): string[][] => placesOf(entry).filter((place) => !place.includes('sampledJ'));

describe('a line that is damaged', () => {
  it.each(ENTRIES.map((entry) => [entry.event, entry] as const))('%s: by a value of another type', (_, entry) => {
    for (const place of placesRead(entry)) {
      const key = place.at(-1) ?? '';
      for (const stranger of STRANGERS) {
        const line = changed(entry, place, (holder: Record<string, unknown>) => {
          if (typeof holder[key] === typeof stranger && typeof stranger !== 'object' && !WORDS.includes(key)) return;
          if (stranger === null && NULLABLE.includes(key)) return;
          holder[key] = stranger;
        });
        const isWhole = line === `ct-track ${JSON.stringify(entry)}`;
        expect(readJournal(line), line).toEqual(isWhole ? entry : null);
      }
    }
  });

  it.each(ENTRIES.map((entry) => [entry.event, entry] as const))('%s: by a missing value', (_, entry) => {
    for (const place of placesRead(entry)) {
      const key = place.at(-1) ?? '';
      // Lists of any length are lists.
      if (/^\d+$/.test(key) && place.at(-2) !== 'rangeW') continue;
      const line = changed(entry, place, (holder: unknown[] & Record<string, unknown>) => {
        if (Array.isArray(holder)) holder.pop();
        else delete (holder as Record<string, unknown>)[key];
      });
      expect(readJournal(line) === null, line).toBe(!FREE_KEYS.includes(key));
    }
  });

  it('what may be null, may be', () => {
    for (const entry of ENTRIES) {
      for (const place of placesRead(entry).filter((all) => NULLABLE.includes(all.at(-1) ?? ''))) {
        const line = changed(entry, place, (holder: Record<string, unknown>, key) => {
          holder[key] = null;
        });
        expect(readJournal(line), line).not.toBeNull();
      }
    }
  });

  it('by a number beyond all numbers', () => {
    expect(readJournal('ct-track {"event":"epoch-start","number":1,"atS":1e999}')).toBeNull();
    expect(readJournal('ct-track {"event":"epoch-start","number":1,"atS":1e99}')).not.toBeNull();
  });

  it('is told from one of a later version', () => {
    expect(readJournal(writeJournal(START))).toEqual(START);
    expect(readJournal(writeJournal({ ...START, schema: 2 }))).toBeNull();
  });

  it('text of the same length in front is no journal', () => {
    expect(readJournal(writeJournal(START).replace('ct-track', 'ct_track'))).toBeNull();
  });
});
