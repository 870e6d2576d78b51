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
  /Epoch \d+/i,
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
  fc.record({
    event: fc.constant('epoch' as const),
    number: fc.nat(),
    startS: number,
    endS: number,
    complete: fc.boolean(),
    devices,
  }),
  fc.record({
    event: fc.constant('end' as const),
    elapsedS: number,
    exitCode: orNull(fc.nat(255)),
    signal: orNull(text),
    devices,
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
