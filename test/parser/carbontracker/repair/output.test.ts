import { describe, expect, it } from 'vitest';
import { readErrorLog, readOutputLog } from '../../../../src/parser/carbontracker/repair/output.ts';
import { block, blockText, line, outputLog } from '../../../helpers/logs.ts';

const alone = { concurrent: false, doubled: false };

describe('one session', () => {
  it('components, intensity, both blocks, end', () => {
    const text = [
      line(0, 'CarbonTracker: The following components were found: GPU with device(s) A, B.'),
      block(60, { heading: 'Predicted consumption for 3 epoch(s):', energy: '0.3 kWh' }),
      line(180, 'CarbonTracker: Average carbon intensity during training was 157.00 gCO2eq/kWh. '),
      block(180, { heading: 'Actual consumption for 3 epoch(s):', energy: '0.2 kWh' }),
      line(181, 'CarbonTracker: Finished monitoring.'),
    ].join('');
    const { sessions, findings } = readOutputLog(text, alone);
    expect(findings).toEqual([]);
    expect(sessions).toMatchObject([
      {
        startedAt: '2025-01-01 08:00:00',
        endedAt: '2025-01-01 08:03:01',
        components: [{ name: 'gpu', devices: ['A', 'B'] }],
        actual: { epochs: 3, energyKwh: 0.2 },
        predicted: { epochs: 3, energyKwh: 0.3 },
        first: null,
        finished: true,
        intensity: [{ source: 'average', values: [157] }],
      },
    ]);
  });

  it('Actual before Predicted, as up to 2.0.0', () => {
    const text = outputLog([
      { energy: '0.1 kWh' },
      { heading: 'Predicted consumption for 10 epoch(s):', energy: '1.0 kWh' },
    ]);
    expect(readOutputLog(text, alone).sessions).toMatchObject([
      { actual: { energyKwh: 0.1 }, predicted: { energyKwh: 1 } },
    ]);
  });

  it('of many Predicted blocks the last one stays', () => {
    const predicted = Array.from({ length: 21 }, (_, i) => ({
      heading: 'Predicted consumption for 21 epoch(s):',
      energy: `${i}.0 kWh`,
    }));
    const text = outputLog([...predicted, { heading: 'Actual consumption for 0 epoch(s):' }]);
    expect(readOutputLog(text, alone).sessions).toMatchObject([
      { predicted: { energyKwh: 20 }, actual: { epochs: 0 } },
    ]);
  });

  it('a traceback between the blocks is no block', () => {
    const text = `${line(0, 'CarbonTracker: Ignored error: Traceback (most recent call last):\n  File "a.py", line 1\n    ^^^^^\nValueError: Actual consumption:')}${outputLog()}`;
    expect(readOutputLog(text, alone)).toMatchObject({ sessions: [{ actual: { energyKwh: 0.00395 } }], findings: [] });
  });

  it('empty text has no session', () =>
    expect(readOutputLog('', alone)).toMatchObject({ sessions: [], findings: [], notes: { blank: true } }));
});

describe('damage', () => {
  it('a block without energy is said', () => {
    const text = line(60, 'CarbonTracker: \nActual consumption for 1 epoch(s):\n\tTime:\t0:01:00');
    expect(readOutputLog(text, alone)).toMatchObject({ sessions: [], findings: [{ code: 'total-unreadable' }] });
  });

  it('NUL before a heading does not hide it', () => {
    const text = outputLog().replace('2025', `${'\0'.repeat(40)}2025`);
    expect(readOutputLog(text, alone)).toMatchObject({
      sessions: [{ actual: { energyKwh: 0.00395 } }],
      findings: [],
      notes: { hadNul: true },
    });
  });

  it('an over-long record is said', () => {
    const { notes } = readOutputLog(line(0, `CarbonTracker: ${'x'.repeat(1_100_000)}`), alone);
    expect(notes.cutRecords).toBe(1);
  });
});

describe('several sessions', () => {
  it('appended runs, with and without their end lines', () => {
    const two = outputLog([{ energy: '0.1 kWh' }]) + outputLog([{ energy: '0.2 kWh' }], 300);
    expect(readOutputLog(two, alone).sessions.map(({ actual }) => actual?.energyKwh)).toEqual([0.1, 0.2]);
    const open = block(60, { energy: '0.1 kWh' }) + block(120, { energy: '0.2 kWh' });
    expect(readOutputLog(open, alone).sessions.map(({ actual, finished }) => [actual?.energyKwh, finished])).toEqual([
      [0.1, false],
      [0.2, false],
    ]);
  });

  it('blocks of processes at once are paired by energy an epoch', () => {
    const predicted = (energy: string): object => ({ heading: 'Predicted consumption for 10 epoch(s):', energy });
    const text = [
      block(60, { energy: '0.100000 kWh' }),
      block(61, { energy: '0.200000 kWh' }),
      block(62, predicted('2.000000 kWh')),
      block(63, predicted('1.000000 kWh')),
      line(64, 'CarbonTracker: Finished monitoring.'),
      line(65, 'CarbonTracker: Finished monitoring.'),
    ].join('');
    const { sessions } = readOutputLog(text, { concurrent: true, doubled: false });
    expect(sessions.map(({ actual, predicted: p, finished }) => [actual?.energyKwh, p?.energyKwh, finished])).toEqual([
      [0.1, 1, true],
      [0.2, 2, true],
    ]);
  });

  it('doubled lines count once', () => {
    const doubled = outputLog([{}]).replace(/^.*(?:\n(?!2025).*)*\n/gm, '$&$&');
    expect(doubled.match(/Actual/g)).toHaveLength(2);
    expect(readOutputLog(doubled, { concurrent: false, doubled: true }).sessions).toHaveLength(1);
    expect(readOutputLog(doubled, alone).sessions).toHaveLength(2);
  });
});

it('a block without the line feed behind the tracker is read too', () => {
  expect(readOutputLog(line(1, `CarbonTracker: ${blockText()}`), alone).sessions).toHaveLength(1);
});

describe('where a session begins', () => {
  const components = (at: number): string =>
    line(at, 'CarbonTracker: The following components were found: GPU with device(s) A.');
  const intensity = (at: number): string =>
    line(at, 'CarbonTracker: Average carbon intensity during training was 157.00 gCO2eq/kWh. ');
  const finished = (at: number): string => line(at, 'CarbonTracker: Finished monitoring.');
  const first = (at: number): string => block(at, { heading: 'First 1 epoch(s):' });
  const starts = (text: string, concurrent = false): string[] =>
    readOutputLog(text, { concurrent, doubled: false }).sessions.map(({ startedAt }) => startedAt.slice(14));

  it.each([
    ['components behind components', components(0) + components(1), ['00:00', '00:01']],
    ['components behind a block', block(0) + components(1), ['00:00', '00:01']],
    ['components behind a First block', first(0) + components(1), ['00:00', '00:01']],
    ['components behind an intensity', intensity(0) + components(1), ['00:00']],
    ['an intensity behind the end', finished(0) + intensity(1), ['00:00', '00:01']],
    ['an intensity behind components', components(0) + intensity(1), ['00:00']],
    ['a block behind the end', block(0) + finished(1) + block(2), ['00:00', '00:02']],
    ['a second Actual block', block(0) + block(1), ['00:00', '00:01']],
    ['an Actual block behind a First one', first(0) + block(1), ['00:00']],
    ['an end alone', finished(0), ['00:00']],
    ['two ends', block(0) + finished(1) + finished(2), ['00:00', '00:02']],
  ])('%s', (_, text, expected) => expect(starts(text)).toEqual(expected));

  it('other lines begin none', () => {
    expect(starts(line(0, 'CarbonTracker: Epoch 1:') + line(1, 'odd'))).toEqual([]);
  });

  it('it ends with its latest line', () => {
    const [session] = readOutputLog(components(5) + intensity(3) + intensity(4), alone).sessions;
    expect(session).toMatchObject({ startedAt: '2025-01-01 08:00:05', endedAt: '2025-01-01 08:00:05' });
  });

  it('an end line is of the first run with a total that has none', () => {
    const text = block(0, { energy: '0.1 kWh' }) + block(1, { energy: '0.2 kWh' }) + finished(2);
    expect(readOutputLog(text, alone).sessions.map((session) => session.finished)).toEqual([true, false]);
  });

  it('of processes at once: a block whose energy an epoch no other has', () => {
    const predicted = { heading: 'Predicted consumption for 10 epoch(s):', energy: '1.0001 kWh' };
    expect(starts(block(0, { energy: '0.1 kWh' }) + block(1, predicted), true)).toEqual(['00:00', '00:01']);
    expect(starts(components(0) + block(1) + block(2), true)).toEqual(['00:00', '00:02']);
    expect(starts(finished(0) + block(1), true)).toEqual(['00:00', '00:01']);
    expect(starts(components(0) + first(1) + first(2), true)).toEqual(['00:00']);
  });

  it('a heading without a count stands for one epoch', () => {
    const actual = { heading: 'Actual consumption:', energy: '0.1 kWh' };
    const predicted = { heading: 'Predicted consumption for 10 epoch(s):', energy: '1.0 kWh' };
    expect(starts(block(0, actual) + block(1, { energy: '5 kWh' }) + block(2, predicted), true)).toHaveLength(2);
  });
});

it.each(['Actual consumption for 1 epoch(s):', 'Predicted consumption for 1 epoch(s):'])(
  'a block without energy is said: %s',
  (heading) => {
    const text = blockText({ heading, energy: 'nan kWh' });
    for (const message of [text, `CarbonTracker: ${text}`, `CarbonTracker: \n${text}`])
      expect(readOutputLog(line(0, message), alone).findings.map(({ code }) => code)).toEqual(['total-unreadable']);
    expect(readOutputLog(line(0, `ValueError: ${text}`), alone).findings).toEqual([]);
  },
);

const warning = (text: string): string => `2025-01-01 08:00:00,123 - MainThread - WARNING - ${text}\n`;

it('an err log names each fault once, and every fallback', () => {
  const fallback = (value: string): string =>
    warning(`No carbon intensity provider specified. Using average carbon intensity for DK: ${value} gCO2eq/kWh.`);
  const permission = warning('Could not read CPU/DRAM energy consumption due to lack of read-permissions.');
  const text = [
    permission,
    permission,
    fallback('143.30'),
    warning('GPU model does not support retrieval of power usages in NVML.'),
    fallback('150.00'),
    warning('Traceback (most recent call last):\n  File "x"'),
  ].join('');
  const { faults, intensity } = readErrorLog(text);
  expect(faults).toEqual(['cpu-permission', 'gpu-unsupported']);
  expect(intensity.map(({ values }) => values)).toEqual([[143.3], [150]]);
});

it('an empty err log names none', () => expect(readErrorLog('')).toEqual({ faults: [], intensity: [] }));
