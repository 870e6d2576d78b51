import { describe, expect, it } from 'vitest';
import { examine, figuresOf, readRuns } from '../../../../src/index.ts';
import { type JournalEnergy, type JournalEntry, type JournalEpoch, writeJournal } from '../../../../src/log/journal.ts';
import type { Epoch, Intensity, Method } from '../../../../src/model/run.ts';
import {
  addEntry,
  type Journal,
  newJournal,
  trackedComponents,
  trackedIntensity,
  trackingOf,
  withJournalEpochs,
} from '../../../../src/parser/carbontracker/repair/tracking.ts';
import { withFolder, writeFiles } from '../../../helpers/fixtures.ts';
import { line, names, outputLog, standardLog } from '../../../helpers/logs.ts';
import { codesOf, runOf, runsOf } from '../../../helpers/runs.ts';
import { device, START_UNIX_S, samplesText, startEntry, type TrackLog, trackLog } from '../../../helpers/track-logs.ts';

const GPUS = [device('gpu:0'), device('gpu:1')];
const TWO_EPOCHS: TrackLog = {
  devices: GPUS,
  epochs: [
    { startS: 0, endS: 10, energyJ: { 'gpu:0': 1000, 'gpu:1': 500 } },
    { startS: 10, endS: 20.004, energyJ: { 'gpu:0': 2000, 'gpu:1': 700 } },
  ],
};
const runFrom = (log: TrackLog) => {
  const { standard, output } = trackLog(log);
  return runOf(standard, output);
};
const examined = (log: TrackLog) => {
  const run = runFrom(log);
  return examine(run);
};

describe('the journal', () => {
  it('places the pauses of a run, and one that is impossible is damage', () => {
    const pauses = [{ atS: 4, durationS: 100 }];
    expect(runFrom({ ...TWO_EPOCHS, pauses }).tracking?.pauses).toEqual(pauses);
    const damaged = runFrom({ ...TWO_EPOCHS, pauses: [{ atS: -1, durationS: 3 }] });
    expect(damaged.tracking?.pauses).toEqual([]);
    expect(damaged.findings.map(({ code }) => code)).toContain('journal-damaged');
  });

  it('reaches the record', () => {
    const run = runFrom({ ...TWO_EPOCHS, start: { command: ['python', 'x.py'] } });
    expect(run.writer).toEqual({ tool: 'ct-track', version: '0.1.0' });
    expect(run.tracking).toMatchObject({
      id: 'run',
      host: 'node1',
      utcOffsetMinutes: 60,
      startUnixS: START_UNIX_S,
      command: ['python', 'x.py'],
      job: { SLURM_JOB_ID: '12', SLURM_PROCID: '0' },
      unfinished: null,
      exitCode: 0,
      devices: [
        { key: 'gpu:0', uuid: 'uuid-gpu:0', method: 'counter', coverage: 1, gapCount: 0 },
        { key: 'gpu:1', uuid: 'uuid-gpu:1' },
      ],
      epochs: [
        { startS: 0, endS: 10, energyJ: [1000, 500], coveredS: [10, 10] },
        { startS: 10, endS: 20.004, energyJ: [2000, 700] },
      ],
    });
    expect(run.components).toEqual([{ name: 'gpu', devices: ['gpu:0', 'gpu:1'], method: 'counter' }]);
    expect(run.intensity).toEqual({
      gPerKwh: 100,
      kind: 'country-average',
      location: 'DK',
      year: 2024,
      values: [100],
      source: 'a table',
    });
    expect(codesOf(run)).toEqual([]);
    expect(codesOf({ findings: examine(run) })).toEqual(['intensity-fallback']);
  });

  it('is null in logs of carbontracker', () => {
    expect(runOf(standardLog(), outputLog()).tracking).toBeNull();
  });

  it('tells the planned epochs where no prediction does', () => {
    expect(runFrom({ ...TWO_EPOCHS, start: { plannedEpochs: 2 } }).plannedEpochs).toBe(2);
  });

  it('names devices whole, with the least exact of their methods', () => {
    const devices = [device('cpu:0', { name: 'Xeon, 2.4 GHz.' }), device('cpu:1', { method: 'estimated' })];
    expect(runFrom({ devices }).components).toEqual([
      { name: 'cpu', devices: ['Xeon, 2.4 GHz.', 'cpu:1'], method: 'estimated' },
    ]);
  });

  it('live values of the log count, not what was known before them', () => {
    const { standard, output } = trackLog(TWO_EPOCHS);
    const run = runOf(standard + line(21, 'Carbon intensity fetched: 50.00 gCO2/kWh at DK'), output);
    expect(run.intensity).toMatchObject({ kind: 'live', gPerKwh: 50 });
  });

  it('several devices are a sum, never multiplied, also when the first line is lost', () => {
    const { standard, output } = trackLog(TWO_EPOCHS);
    const headless = standard.slice(standard.indexOf('\n') + 1);
    const truthKwh = (4200 * 1.5) / 3.6e6;
    for (const text of [standard, headless]) {
      const run = runOf(text, output);
      expect(run.epochs.map(({ powerW }) => powerW.gpu?.scope)).toEqual(['sum', 'sum']);
      expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(truthKwh, 11);
      // Without the total the epochs are added up by the exact durations of the journal.
      expect(figuresOf(runOf(text)).corrected.energyKwh).toBeCloseTo(truthKwh, 14);
    }
  });

  it('stands in for epochs whose lines are damaged', () => {
    const { standard } = trackLog(TWO_EPOCHS);
    const run = runOf(standard.replace(' - Epoch 2:', ' - Epxch 2:').replace(/.*Duration: 0:00:10.00\n.*\n/g, ''));
    expect(run.epochs).toHaveLength(2);
    expect(run.epochs[1]).toMatchObject({ number: 2, powerW: { gpu: { scope: 'sum' } } });
    expect(run.epochs[1]?.durationS).toBeCloseTo(10.004, 9);
  });
});

describe('damage', () => {
  const { standard, output } = trackLog(TWO_EPOCHS);
  const ofJournal = (change: (text: string) => string): string =>
    standard.replace(/(?<= - )ct-track \{.*/g, (text) => change(text));

  it.each([
    ['cut lines', (text: string) => text.slice(0, -3)],
    ['a later schema', (text: string) => text.replace('"schema":1', '"schema":2')],
    ['negative energies', (text: string) => text.replace('"energyJ":', '"energyJ":-')],
    ['huge energies', (text: string) => text.replace('"energyJ":', '"energyJ":1e300')],
    ['wrong types', (text: string) => text.replace('"host":"node1"', '"host":1').replace('"gaps":[]', '"gaps":[1]')],
    ['unknown components', (text: string) => text.replaceAll('"component":"gpu"', '"component":"__proto__"')],
    [
      'names of every object',
      (text: string) => text.replaceAll('gpu:0', 'constructor').replaceAll('gpu:1', '__proto__'),
    ],
  ])('%s never throw, and the figure stays', (_, change) => {
    const run = runOf(ofJournal(change), output);
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo((4200 * 1.5) / 3.6e6, 11);
    expect(examine(run).every(({ effectKwh }) => Number.isFinite(effectKwh ?? 0))).toBe(true);
  });

  it('is said', () => {
    const run = runOf(
      ofJournal((text) => text.slice(0, -3)),
      output,
    );
    expect(codesOf(run)).toContain('journal-damaged');
    expect(run.tracking).toBeNull();
  });

  it('a line that the kill cut is a cut line', () => {
    const cut = trackLog({ openAtS: 0 }).standard.slice(0, -10);
    expect(codesOf(runsOf(cut)[0] ?? { findings: [] })).toContain('cut-line');
  });
});

describe('findings', () => {
  it('estimates with their range, simulations', () => {
    const devices = [
      device('cpu:0', { method: 'estimated', rangeW: [20, 200] }),
      device('gpu:0', { method: 'simulated' }),
    ];
    expect(examined({ devices, epochs: [{ startS: 0, endS: 1, energyJ: { 'cpu:0': 1, 'gpu:0': 1 } }] })).toMatchObject([
      { code: 'power-estimated', message: expect.stringContaining('cpu:0 (cpu:0), truly 20 to 200 W') },
      { code: 'power-simulated', message: expect.stringContaining('gpu:0') },
      { code: 'intensity-fallback' },
    ]);
  });

  it('coverage, gaps and failed readings', () => {
    const gaps = [{ fromS: 2, toS: 4, reason: 'GPU_IS_LOST' }];
    const found = examined({
      devices: GPUS,
      epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 100, 'gpu:1': null }, coveredS: 8, gaps }],
    });
    expect(found.map(({ code }) => code)).toEqual([
      'reading-failed',
      'coverage-low',
      'reading-gaps',
      'intensity-fallback',
    ]);
    expect(found[0]?.message).toBe('gpu:1 gave no reading in 1 of 1 epochs (GPU_IS_LOST): its energy is missing');
    expect(found[1]?.message).toContain('80 % of gpu:0');
    expect(found[2]?.message).toContain('gpu:0 has 1 gap, the first for 2.00 s (GPU_IS_LOST)');
  });

  it('a device that does not count has no coverage to lack', () => {
    const found = examined({ devices: GPUS, epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 100 } }] });
    expect(found.map(({ code }) => code)).toEqual(['intensity-fallback']);
  });
});

describe('a killed run', () => {
  const keys = ['gpu:0', 'gpu:1'];
  const ROWS = [
    [0, 0, 0],
    [10, 1000, 500],
    [15, 2000, 600],
    [17, 2500, null],
  ] as const;
  const killed: TrackLog = {
    devices: GPUS,
    epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000, 'gpu:1': 500 } }],
    openAtS: 12,
  };

  const readKilled = (standard: string, samples: string | null) =>
    withFolder(async (folder) => {
      const files: Record<string, string> = { [names().standard]: standard, [names().output]: '' };
      if (samples !== null) files[names().standard.replace('.log', '_samples.csv')] = samples;
      writeFiles(folder, files);
      const [run] = await readRuns(folder);
      if (run === undefined) throw new Error('no run');
      return run;
    });

  it('counts its epochs, and its samples after the start of the open one', async () => {
    const run = await readKilled(trackLog(killed).standard, samplesText(keys, ROWS));
    // Between the samples at 10 and 15 s the power is even: the epoch began at 1400 and 540 J.
    expect(run.tracking?.unfinished).toEqual({ number: 2, startS: 12, endS: 17, energyJ: [1100, expect.closeTo(60)] });
    const { basis, corrected } = figuresOf(run);
    expect(basis).toBe('recovered');
    expect(corrected.energyKwh).toBeCloseTo(((1500 + 1160) * 1.5) / 3.6e6, 14);
    expect(corrected.durationS).toBeCloseTo(15, 9);
    expect(corrected.co2eqG).toBeCloseTo(corrected.energyKwh * 100, 12);
    expect(run.findings.find(({ code }) => code === 'cut-off')?.message).toContain('with the samples of 5.00 s');
  });

  it('of one epoch has only its samples', async () => {
    const standard = trackLog({ devices: GPUS, openAtS: 0 }).standard;
    const { basis, corrected } = figuresOf(await readKilled(standard, samplesText(keys, ROWS)));
    expect(basis).toBe('recovered');
    expect(corrected.energyKwh).toBeCloseTo((3100 * 1.5) / 3.6e6, 14);
  });

  it('counts an epoch once whose journal line alone is missing', async () => {
    const { standard } = trackLog(TWO_EPOCHS);
    const cut = standard.slice(0, standard.indexOf(`ct-track {"event":"epoch","number":2`) - 22);
    const run = await readKilled(cut, samplesText(keys, [...ROWS, [20.004, 3000, 1200]]));
    expect(run.tracking?.unfinished).toBeNull();
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo((4200 * 1.5) / 3.6e6, 6);
  });

  it('counts an epoch once whose lines break off', async () => {
    const devices = [device('gpu:0'), device('cpu:0')];
    const { standard } = trackLog({
      devices,
      epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000, 'cpu:0': 50 } }],
    });
    const cut = standard.slice(0, standard.indexOf('Average power usage (W) for cpu') - 22);
    const samples = samplesText(
      ['gpu:0', 'cpu:0'],
      [
        [0, 0, 0],
        [10, 1000, 50],
      ],
    );
    const run = await readKilled(cut, samples);
    expect(run.epochs).toEqual([]);
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo((1050 * 1.5) / 3.6e6, 14);
    // Without samples the lines are all there is.
    expect(figuresOf(await readKilled(cut, null)).corrected.energyKwh).toBeCloseTo((1000 * 1.5) / 3.6e6, 12);
  });

  it('leaves damaged rows out, and says so', async () => {
    const text = `${samplesText(keys, ROWS).replace('15.0,', 'x,')}18.0,1`;
    const run = await readKilled(trackLog(killed).standard, text);
    expect(run.findings).toContainEqual(
      expect.objectContaining({ code: 'samples-damaged', message: '2 lines of the samples file could not be read' }),
    );
    expect(run.tracking?.unfinished?.endS).toBe(17);
  });

  it.each([null, '', 'garbage\n', samplesText(keys, [])])('without samples (%j) counts its epochs', async (samples) => {
    const run = await readKilled(trackLog(killed).standard, samples);
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo((1500 * 1.5) / 3.6e6, 14);
    expect(codesOf(run)).toContain('unrecorded-epoch');
  });

  it('a total that was printed in time counts alone', async () => {
    const { standard, output } = trackLog(TWO_EPOCHS);
    const { energyKwh } = figuresOf(
      runOf(standard.slice(0, standard.indexOf('ct-track {"event":"end"') - 22), output),
    ).corrected;
    expect(energyKwh).toBeCloseTo((4200 * 1.5) / 3.6e6, 11);
  });
});

it('an epoch that comes twice in the journal counts once', () => {
  const { standard } = trackLog(TWO_EPOCHS);
  const again = writeJournal({ event: 'epoch', number: 2, startS: 10, endS: 20.004, complete: true, devices: {} });
  expect(figuresOf(runOf(standard + line(21, again))).corrected.energyKwh).toBeCloseTo((4200 * 1.5) / 3.6e6, 14);
});

describe('what the journal alone tells', () => {
  const energy = (energyJ: number | null, changes: Partial<JournalEnergy> = {}): JournalEnergy => {
    return { energyJ, coveredS: 10, sampledJ: null, gapCount: 0, gaps: [], ...changes };
  };
  const epochOf = (
    number: number,
    startS: number,
    devices: JournalEpoch['devices'],
    endS = startS + 10,
  ): JournalEpoch => {
    return { event: 'epoch', number, startS, endS, complete: true, devices };
  };
  const journalOf = (...entries: JournalEntry[]): Journal => {
    const journal = newJournal();
    addEntry(journal, startEntry({ devices: GPUS }));
    for (const entry of entries) addEntry(journal, entry);
    return journal;
  };
  const printed = (number: number): Epoch => ({ number, durationS: 1, powerW: {} });

  it('how the command ended', () => {
    const ended = (exitCode: number | null, signal: string | null) =>
      trackingOf(journalOf({ event: 'end', elapsedS: 1, exitCode, signal, devices: {} }), []);
    expect(ended(3, null)).toMatchObject({ exitCode: 3, signal: null });
    expect(ended(null, 'SIGTERM')).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
    expect(trackingOf(journalOf(), [])).toMatchObject({ exitCode: null, signal: null });
    expect(trackingOf(newJournal(), [])).toBeNull();
  });

  it('why ct-track ended it', () => {
    const stopped = { by: 'limit', reason: 'the limit of 1.00 kWh is passed' } as const;
    const end = { event: 'end', elapsedS: 1, exitCode: 0, signal: null, devices: {} } as const;
    expect(trackingOf(journalOf({ ...end, stopped }), [])).toMatchObject({ stopped });
    expect(trackingOf(journalOf(end), [])).toMatchObject({ stopped: null });
  });

  it('how much of the time was measured, and the first five gaps', () => {
    const gaps = Array.from({ length: 4 }, (_, i) => ({ fromS: i, toS: i + 1, reason: `${i}` }));
    const journal = journalOf(
      epochOf(1, 10, { 'gpu:0': energy(1, { coveredS: 4, gapCount: 6, gaps }) }),
      epochOf(2, 20, { 'gpu:0': energy(1, { coveredS: 99, gapCount: 4, gaps }) }),
    );
    const [first, second] = trackingOf(journal, [])?.devices ?? [];
    expect(first).toMatchObject({ coverage: 0.7, gapCount: 10 });
    expect(first?.gaps.map(({ reason }) => reason)).toEqual(['0', '1', '2', '3', '0']);
    expect(second).toMatchObject({ coverage: null, gapCount: 0, gaps: [] });
  });

  it('the epoch that a command was killed in', () => {
    const command = startEntry({ devices: GPUS, command: ['python'] });
    const unfinished = (...entries: JournalEntry[]) => {
      const journal = newJournal();
      for (const entry of entries) addEntry(journal, entry);
      return trackingOf(journal, [])?.unfinished;
    };
    const whole = { number: 1, startS: 0, endS: null, energyJ: [null, null] };
    expect(unfinished(command)).toEqual(whole);
    expect(unfinished(startEntry({ devices: GPUS }))).toBeNull();
    expect(unfinished(command, { event: 'epoch-start', number: 4, atS: 7 })).toEqual({
      ...whole,
      number: 4,
      startS: 7,
    });
    expect(unfinished(command, epochOf(1, 0, {}))).toBeNull();
    const end = { event: 'end', elapsedS: 10, exitCode: 0, signal: null, devices: {} } as const;
    expect(unfinished(command, end)).toBeNull();
  });

  it('a component of several methods is as good as the last of them', () => {
    const methods = (...list: Method[]) => {
      const journal = newJournal();
      const devices = list.map((method, i) => device(`gpu:${i}`, { method }));
      addEntry(journal, startEntry({ devices }));
      const tracking = trackingOf(journal, []);
      return tracking && trackedComponents(tracking).map(({ method }) => method);
    };
    expect(methods('counter', 'estimated', 'sampled')).toEqual(['estimated']);
    expect(methods('simulated', 'counter')).toEqual(['simulated']);
    expect(methods('sampled', 'sampled')).toEqual(['sampled']);
  });

  it('epochs whose lines are lost, in their place', () => {
    const journal = journalOf(
      epochOf(1, 0, { 'gpu:0': energy(100), 'gpu:1': energy(300) }),
      epochOf(2, 10, { 'gpu:0': energy(50), 'gpu:1': energy(null) }),
      epochOf(3, 20, { 'gpu:0': energy(null) }),
      epochOf(4, 30, { 'gpu:0': energy(7) }, 30),
    );
    const epochs = withJournalEpochs([printed(3), printed(1)], journal);
    expect(epochs.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(epochs[1]).toEqual({ number: 2, durationS: 10, powerW: { gpu: { scope: 'sum', values: [5] } } });
    expect(epochs[3]).toEqual({ number: 4, durationS: 0, powerW: { gpu: null } });
    expect(withJournalEpochs([], journal)[0]?.powerW).toEqual({ gpu: { scope: 'sum', values: [40] } });
    expect(withJournalEpochs([], journal)[2]?.powerW).toEqual({ gpu: null });
    // Nothing is put in order that is whole.
    expect(withJournalEpochs([4, 2, 3, 1].map(printed), journal).map(({ number }) => number)).toEqual([4, 2, 3, 1]);
    expect(withJournalEpochs([printed(9)], { ...journal, start: null })).toEqual([printed(9)]);
  });

  it('one device is no sum, and components are apart', () => {
    const journal = newJournal();
    addEntry(journal, startEntry({ devices: [device('gpu:0'), device('cpu:0')] }));
    addEntry(journal, epochOf(1, 0, { 'gpu:0': energy(100), 'cpu:0': energy(20) }));
    expect(withJournalEpochs([], journal)[0]?.powerW).toEqual({
      gpu: { scope: 'device', values: [10] },
      cpu: { scope: 'device', values: [2] },
    });
  });

  it('its intensity where the log has no live one', () => {
    const journal = journalOf();
    const intensity = trackedIntensity(null, journal);
    expect(intensity).toMatchObject({ gPerKwh: 100, values: [100], source: 'a table' });
    const logged = { gPerKwh: 7, kind: 'unknown', location: null, year: null, values: [6, 8] } as unknown as Intensity;
    expect(trackedIntensity(logged, journal)).toMatchObject({ gPerKwh: 100, values: [6, 8] });
    const live = { ...logged, kind: 'live' } as Intensity;
    expect(trackedIntensity(live, journal)).toBe(live);
    expect(trackedIntensity(logged, { ...journal, start: null })).toBe(logged);
  });
});
