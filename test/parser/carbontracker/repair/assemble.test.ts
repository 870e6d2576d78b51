import { describe, expect, it } from 'vitest';
import { examine, figuresOf, type Run } from '../../../../src/index.ts';
import { block, line, outputLog, standardLog } from '../../../helpers/logs.ts';
import { codesOf, runOf, runsOf } from '../../../helpers/runs.ts';

const predicted = (epochs: number): string =>
  block(60, { heading: `Predicted consumption for ${epochs} epoch(s):`, energy: '0.5 kWh' });

describe('the end of a run', () => {
  it.each([
    ['an end line', standardLog(), outputLog(), 'finished'],
    ['only in the output log', standardLog({ closing: [] }), outputLog(), 'finished'],
    ['none', standardLog({ closing: [] }), block(60), 'cut-off'],
    [
      'interrupted',
      standardLog({
        closing: ['Training was interrupted before all 10 epochs were monitored.', 'Monitoring thread ended.'],
      }),
      outputLog(),
      'stopped-early',
    ],
    [
      '2.3.x: interrupted before all -1 epochs, as many as planned',
      standardLog({ version: '2.3.0', closing: ['Training was interrupted before all -1 epochs were monitored.'] }),
      predicted(1),
      'finished',
    ],
    [
      '2.3.x: interrupted before all -1 epochs, fewer than planned',
      standardLog({ version: '2.3.0', closing: ['Training was interrupted before all -1 epochs were monitored.'] }),
      predicted(5),
      'stopped-early',
    ],
    [
      '2.3.x without a word, as many epochs as planned',
      standardLog({ version: '2.3.2', closing: [] }),
      predicted(1),
      'finished',
    ],
    ['2.3.x without a word, fewer', standardLog({ version: '2.3.2', closing: [] }), predicted(5), 'cut-off'],
    [
      '2.4.x without a word, as many epochs as planned',
      standardLog({ version: '2.4.3', closing: [] }),
      predicted(1),
      'cut-off',
    ],
  ])('%s: %s', (_, standard, output, end) => expect(runOf(standard, output).end).toBe(end));
});

describe('a total whose run is not in the standard log', () => {
  const totals = outputLog([{}, { energy: '0.007900000000 kWh' }], 60);

  it('has the version, the PUE and the devices of the other runs of the file', () => {
    const [whole, lost] = runsOf(standardLog({ version: '1.1.5' }), totals);
    expect(lost?.actual?.energyKwh).toBe(0.0079);
    expect(codesOf(lost as Run)).toContain('no-standard-log');
    for (const part of ['writer', 'pue', 'components'] as const) expect(lost?.[part]).toEqual(whole?.[part]);
  });

  it('has none where they differ', () => {
    const twoHeads = standardLog({ version: '1.1.5' }) + standardLog({ version: '1.1.7', start: 600, epochs: [] });
    const other = runsOf(twoHeads, outputLog([{}, { energy: '0.02 kWh' }, { energy: '0.03 kWh' }], 60)).at(-1);
    expect([other?.writer.version, other?.pue]).toEqual([null, null]);
  });
});

describe('a prediction of a run that was cut off', () => {
  const ten = { heading: 'Predicted consumption for 10 epoch(s):', energy: '0.039500000000 kWh', co2eq: '7.9 g' };
  const cut = standardLog({ closing: [] });
  const next = standardLog({ start: 3600, epochs: [{ power: { gpu: '200.0', cpu: '100.0' } }] });
  const total = outputLog([{ energy: '0.007900000000 kWh', co2eq: '0.790000000000 g' }], 3660);

  it('is not that of the next run of the file', () => {
    const runs = runsOf(cut + next, block(60, ten) + total);
    expect(runs.map(({ plannedEpochs, end }) => [plannedEpochs, end])).toEqual([
      [10, 'cut-off'],
      [null, 'finished'],
    ]);
    const figures = runs.map((run) => figuresOf(run));
    expect(figures.map(({ basis }) => basis)).toEqual(['recovered', 'measured']);
    expect(figures.map(({ corrected }) => corrected.energyKwh.toFixed(9))).toEqual(['0.003950000', '0.007900000']);
    // The cut run has the intensity of its own prediction, the other that of its total.
    expect(figures.map(({ corrected }) => corrected.co2eqG?.toFixed(3))).toEqual(['0.790', '0.790']);
  });

  it('gives way to the one that the next run printed itself', () => {
    const own = { ...ten, heading: 'Predicted consumption for 1 epoch(s):' };
    const runs = runsOf(cut + next, block(60, ten) + block(3660, own) + total);
    expect(runs.map((run) => figuresOf(run).basis)).toEqual(['recovered', 'measured']);
    expect(runs[1]?.plannedEpochs).toBe(1);
  });
});

describe('lines that a second tracker wrote twice', () => {
  const second = outputLog([{ energy: '0.007900000000 kWh' }], 200).replace(/^.*(?:\n(?!2025).*)*\n/gm, '$&$&');

  it('count once where the standard log is lost', () => {
    const runs = runsOf(null, outputLog() + second);
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.00395, 0.0079]);
    expect(codesOf(runs[0] as Run)).toContain('doubled-lines');
  });

  it('are two where two processes printed them', () => {
    const later = outputLog([{ energy: '0.007900000000 kWh' }], 201);
    expect(runsOf(null, outputLog([{ energy: '0.007900000000 kWh' }], 200) + later)).toHaveLength(2);
  });
});

it('a CPU of 2.x whose name holds a comma is one device, and nothing is corrected', () => {
  const name = 'AMD A10-7850K Radeon R7, 12 Compute Cores 4C+8G';
  const log = (cpu: string, version = '2.4.3'): Run =>
    runOf(standardLog({ version, components: `GPU with device(s) A. CPU with device(s) ${cpu}.` }), outputLog());
  expect(log(name).components[1]?.devices).toEqual([name]);
  expect(figuresOf(log(name)).corrected.energyKwh).toBeCloseTo(0.00395, 12);
  expect(log('cpu:0, cpu:1').components[1]?.devices).toEqual(['cpu:0', 'cpu:1']);
  expect(log('a, b', '1.2.5').components[1]?.devices).toEqual(['a', 'b']);
});

describe('what one side lacks', () => {
  it('a standard log alone', () => {
    const run = runOf(standardLog());
    expect(run).toMatchObject({
      actual: null,
      plannedEpochs: null,
      startedAt: '2025-01-01 08:00:00',
      endedAt: '2025-01-01 08:01:00',
    });
    expect(codesOf(run)).toEqual(['no-output-log']);
  });

  it('an output log alone', () => {
    const run = runOf(
      null,
      line(0, 'CarbonTracker: The following components were found: GPU with device(s) A.') + outputLog(),
    );
    expect(run).toMatchObject({
      writer: { tool: 'carbontracker', version: null },
      components: [{ name: 'gpu', devices: ['A'], method: 'unknown' }],
      epochs: [],
      actual: { energyKwh: 0.00395 },
      startedAt: '2025-01-01 08:00:00',
      end: 'finished',
    });
    expect(codesOf(run)).toEqual(['no-standard-log']);
  });

  it('an empty partner', () => {
    expect(codesOf(runOf(standardLog(), ''))).toEqual(['empty-log']);
    expect(codesOf(runOf(' \n', outputLog()))).toEqual(['empty-log']);
  });

  it('empty files are one run that holds nothing', () => {
    const run = runOf('', '');
    expect(run).toMatchObject({ epochs: [], actual: null, startedAt: null, endedAt: null, end: 'cut-off' });
    expect(codesOf(run)).toEqual(['empty-log', 'empty-log']);
  });

  it('power without a components line makes a component without devices', () => {
    const text = standardLog().replace(/.*components.*\n/, '');
    expect(runOf(text).components).toEqual([
      { name: 'gpu', devices: [], method: 'unknown' },
      { name: 'cpu', devices: [], method: 'unknown' },
    ]);
  });
});

describe('components', () => {
  const method = (version: string, components: string, error: string | null = null): unknown =>
    runOf(standardLog({ version, components }), null, error).components.map(({ name, method }) => `${name} ${method}`);

  it('were read from sensors before 2.0.0; RAPL at any time', () => {
    expect(method('1.2.5', 'GPU with device(s) A. CPU with device(s) X.')).toEqual(['gpu sampled', 'cpu sampled']);
    expect(method('2.4.3', 'GPU with device(s) A. CPU with device(s) cpu:0, dram:0.')).toEqual([
      'gpu unknown',
      'cpu sampled',
    ]);
  });

  it('a TDP in the err log makes the CPU an estimate', () => {
    const error =
      '2025-01-01 08:00:00,123 - MainThread - WARNING - No matching TDP found for CPU: X. Using average TDP of 35.61W at 50% utilization as fallback.\n';
    const standard = standardLog({ components: 'CPU with device(s) X.' });
    const run = runOf(standard, null, error);
    expect(run.components[0]?.method).toBe('estimated');
    expect(codesOf({ findings: examine(run) })).toContain('power-estimated');
  });

  it('so does the power that 2.x takes for a CPU it does not know', () => {
    const methodOf = (version: string, cpu: string, components = 'CPU with device(s) X.'): string | undefined =>
      runOf(standardLog({ version, components, epochs: [{ power: { cpu } }] })).components[0]?.method;
    expect(methodOf('2.4.3', '35.61209406066786')).toBe('estimated');
    expect(methodOf('2.4.3', '35.63')).toBe('unknown');
    expect(methodOf('1.2.5', '[35.61209406]')).toBe('sampled');
    expect(methodOf('2.4.3', '35.61209406066786', 'CPU with device(s) cpu:0.')).toBe('sampled');
  });

  it('one value of an array shows that a name with a comma is one device', () => {
    const epochs = [{ power: { cpu: '[50.]' } }];
    const run = runOf(standardLog({ version: '1.2.5', components: 'CPU with device(s) Weird, Inc. CPU.', epochs }));
    expect(run.components[0]?.devices).toEqual(['Weird, Inc. CPU']);
  });
});

describe('what the err log adds', () => {
  it('the source of a fallback intensity', () => {
    const error =
      '2025-01-01 08:00:00,123 - MainThread - WARNING - No carbon intensity provider specified and no location detected. Defaulting to global average carbon intensity for 2024: 445.00 gCO2eq/kWh.\n';
    expect(runOf(standardLog(), null, error).intensity).toMatchObject({
      gPerKwh: 445,
      kind: 'world-average',
      year: 2024,
    });
  });

  it('tracebacks and rate limits are harmless', () => {
    const error =
      "2025-01-01 08:00:00,123 - MainThread - ERROR - Traceback (most recent call last):\n  File \"a.py\", line 3\nIPLocationError\n{'statusCode': 429, 'message': 'Rate limit is exceeded.'}\n";
    expect(runOf(standardLog(), outputLog(), error).findings).toEqual([]);
  });

  it('unreadable counters are said once', () => {
    const text =
      '2025-01-01 08:00:00,123 - MainThread - WARNING - Could not read CPU/DRAM energy consumption due to lack of read-permissions.\n\tsudo chmod +r x\n';
    expect(codesOf(runOf(standardLog(), outputLog(), text + text))).toEqual(['sensor-fault']);
  });
});

describe('unfinished epochs', () => {
  it('stop() inside an epoch tells how long the unrecorded part was', () => {
    const standard =
      standardLog({ closing: [] }) +
      line(102, 'Training was interrupted before all 10 epochs were monitored.') +
      line(102, 'Monitoring thread ended.');
    const run = runOf(standard, outputLog([{}], 102));
    expect(run.end).toBe('stopped-early');
    expect(run.findings).toEqual([expect.objectContaining({ code: 'unrecorded-epoch', severity: 'warning' })]);
    expect(run.findings[0]?.message).toContain('42 s');
  });

  it('stop() between epochs does not', () => {
    const standard = standardLog({ closing: ['Training was interrupted before all 10 epochs were monitored.'] });
    expect(codesOf(runOf(standard, outputLog()))).toEqual([]);
  });
});

describe('several runs of a file', () => {
  it('have ids of their own; findings of the file are told once', () => {
    const runs = runsOf(`${standardLog()}\0${standardLog({ start: 600 })}`, outputLog() + outputLog([{}], 660));
    expect(runs.map(({ id }) => id)).toEqual(['x', 'x#2']);
    expect(runs.map(codesOf)).toEqual([['nul-bytes'], []]);
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.00395, 0.00395]);
    expect(runs[0]?.files).not.toBe(runs[1]?.files);
  });
});

it('bytes that are not UTF-8 are said', () => {
  expect(codesOf(runOf(standardLog({ components: 'GPU with device(s) A\uFFFD.' }), outputLog()))).toEqual([
    'invalid-utf8',
  ]);
});

describe('what each side tells', () => {
  const interrupted = 'Training was interrupted before all 7 epochs were monitored.';

  it('the planned epochs: the prediction, else the interruption, else nothing', () => {
    const standard = standardLog({ closing: [interrupted, 'Monitoring thread ended.'] });
    expect(runOf(standard, predicted(10)).plannedEpochs).toBe(10);
    expect(runOf(standard, outputLog()).plannedEpochs).toBe(7);
    expect(runOf(standardLog(), outputLog()).plannedEpochs).toBeNull();
  });

  it('the start: the standard log, else the output log', () => {
    const output = outputLog([{}], 90);
    expect(runOf(standardLog(), output)).toMatchObject({
      startedAt: '2025-01-01 08:00:00',
      endedAt: '2025-01-01 08:01:30',
    });
    expect(runOf(null, output)).toMatchObject({ startedAt: '2025-01-01 08:01:30', endedAt: '2025-01-01 08:01:30' });
    expect(runOf(standardLog(), outputLog([{}], 30)).endedAt).toBe('2025-01-01 08:01:00');
    expect(runOf(standardLog(), output.replaceAll(/^2025.*? - /gm, ''))).toMatchObject({
      startedAt: '2025-01-01 08:00:00',
      endedAt: '2025-01-01 08:01:00',
    });
  });

  it('what was measured: the Actual block, else the First one', () => {
    const first = block(60, { heading: 'First 1 epoch(s):', energy: '0.1 kWh' });
    expect(runOf(standardLog(), first).actual).toMatchObject({ block: 'first', energyKwh: 0.1 });
    expect(runOf(standardLog(), first + block(61, { energy: '0.2 kWh' })).actual).toMatchObject({
      block: 'actual',
      energyKwh: 0.2,
    });
  });

  it('the components: the standard log, else the output log', () => {
    const output = line(0, 'CarbonTracker: The following components were found: GPU with device(s) B.') + outputLog();
    const bare = standardLog({ epochs: [{ power: {} }] }).replace(/.*components.*\n/, '');
    expect(runOf(standardLog(), output).components.map(({ devices }) => devices)).toEqual([['NVIDIA A100'], ['cpu:0']]);
    expect(runOf(bare, output).components.map(({ devices }) => devices)).toEqual([['B']]);
  });

  it.each([
    ['2.2.0', 'live'],
    ['2.3.0', 'country-average'],
    ['2.4.3', 'country-average'],
    ['12.4.0', 'live'],
  ])('the intensity: one value of %s is a %s one', (version, kind) => {
    const list = 'Carbon intensities (gCO2/kWh) fetched every 900 s at detected location DK: [143.3]';
    expect(runOf(standardLog({ version, closing: [list] })).intensity).toMatchObject({ gPerKwh: 143.3, kind });
    expect(runOf(standardLog({ version }), line(60, `CarbonTracker: ${list}`)).intensity?.kind).toBe(kind);
  });
});

describe('what is said of a file', () => {
  it('of the output log as of the standard log', () => {
    const output = `${outputLog([{ km: null }]).replace('CO2eq', '\uFFFD\0CO2eq')}${line(70, 'x'.repeat(1_100_000))}`;
    expect(codesOf(runOf(standardLog(), output))).toEqual(['invalid-utf8', 'nul-bytes', 'record-cut']);
    expect(codesOf(runOf(standardLog() + line(70, 'x'.repeat(1_100_000)), outputLog()))).toEqual(['record-cut']);
  });

  it('is told with its first run alone', () => {
    const runs = runsOf(standardLog() + standardLog({ start: 600 }));
    expect(runs.map(codesOf)).toEqual([['no-output-log'], []]);
  });

  it('a session that no run of the standard log has is one of another log', () => {
    const runs = runsOf(standardLog(), outputLog() + outputLog([{ energy: '9.0 kWh' }], 9000));
    expect(runs.map(codesOf)).toEqual([[], ['no-standard-log']]);
  });
});

describe('an unfinished epoch', () => {
  const stopped = (at: number, output: string | null = outputLog([{}], at), epochs = 1): string[] => {
    const standard =
      standardLog({ closing: [], epochs: Array(epochs).fill({ power: { gpu: '100.0' } }) }) +
      line(at, 'Training was interrupted before all 10 epochs were monitored.') +
      line(at, 'Monitoring thread ended.');
    return runOf(standard, output)
      .findings.filter(({ code }) => code === 'unrecorded-epoch')
      .map(({ message }) => / (\d+) s /.exec(message)?.[1] ?? message);
  };

  it('is told from two seconds on', () => {
    expect([61, 62, 63].map((at) => stopped(at))).toEqual([[], ['2'], ['3']]);
  });

  it('before any epoch record counts from the start', () => {
    expect(stopped(50, outputLog([{ heading: 'Actual consumption for 0 epoch(s):' }], 50), 0)).toEqual(['50']);
  });

  it('is none where the printed count is one short, or is not there', () => {
    expect(stopped(90, outputLog([{ heading: 'Actual consumption for 0 epoch(s):' }], 90))).toEqual([]);
    expect(stopped(90, null)).toEqual([]);
  });
});

describe('how a component was measured', () => {
  const methodsOf = (version: string, components: string, power: Record<string, string>[]): string[] =>
    runOf(standardLog({ version, components, epochs: power.map((one) => ({ power: one })) })).components.map(
      ({ method }) => method,
    );

  it('the power of an unknown CPU is an estimate where every value is that', () => {
    const unknown = '35.61209406066786';
    const cpu = 'CPU with device(s) X.';
    expect(methodsOf('2.0.0', cpu, [{ cpu: unknown }, { cpu: unknown }])).toEqual(['estimated']);
    expect(methodsOf('2.0.0', cpu, [{ cpu: unknown }, { cpu: '36.0' }])).toEqual(['unknown']);
    expect(methodsOf('2.0.0', cpu, [{ cpu: unknown }, { cpu: 'None' }])).toEqual(['estimated']);
    expect(methodsOf('2.0.0', cpu, [])).toEqual(['unknown']);
    expect(methodsOf('2.0.0', 'GPU with device(s) X.', [{ gpu: unknown }])).toEqual(['unknown']);
  });

  it('RAPL by the names of all its devices', () => {
    expect(methodsOf('2.4.3', 'CPU with device(s) cpu:0, dram:0, cpu:10.', [])).toEqual(['sampled']);
    expect(methodsOf('2.4.3', 'CPU with device(s) cpu:0, Xeon.', [])).toEqual(['unknown']);
    expect(methodsOf('2.4.3', 'CPU with device(s) xcpu:0.', [])).toEqual(['unknown']);
    expect(methodsOf('2.4.3', 'CPU with device(s) cpu:0x.', [])).toEqual(['unknown']);
  });

  it('is not known where the version is not', () => {
    const text = standardLog({ components: 'GPU with device(s) A.' });
    expect(runOf(text.replace('version 2.4.3', 'version ')).components[0]?.method).toBe('unknown');
    expect(runOf(text.replace('carbontracker version 2.4.3', 'ct-track version 0.1.0')).components[0]?.method).toBe(
      'unknown',
    );
  });

  it('a TDP in the err log is about the CPU alone, and said by its method', () => {
    const error =
      '2025-01-01 08:00:00,123 - MainThread - WARNING - Using TDP of 65W\n' +
      '2025-01-01 08:00:00,123 - MainThread - WARNING - GPU model does not support retrieval of power usages in NVML.\n';
    const run = runOf(standardLog({ components: 'GPU with device(s) A. CPU with device(s) X.' }), outputLog(), error);
    expect(run.components.map(({ method }) => method)).toEqual(['unknown', 'estimated']);
    expect(codesOf(run)).toEqual(['sensor-fault']);
  });
});

describe('a device name with a comma', () => {
  const devicesOf = (components: string, power: string): string[] | undefined =>
    runOf(standardLog({ version: '1.2.5', components, epochs: [{ power: {} }, { power: { cpu: power } }] }))
      .components[0]?.devices;

  it('is one device where an array has one value, two where it has two or none', () => {
    expect(devicesOf('CPU with device(s) A, B.', '[50.]')).toEqual(['A, B']);
    expect(devicesOf('CPU with device(s) A, B.', '[50. 60.]')).toEqual(['A', 'B']);
    expect(devicesOf('CPU with device(s) A, B.', '50.0')).toEqual(['A', 'B']);
    expect(devicesOf('CPU with device(s) A.', '[50.]')).toEqual(['A']);
  });
});

describe('devices that only the output log names', () => {
  const FOUND = 'The following components were found: GPU with device(s) A100, A100. CPU with device(s) cpu:0.';
  const output = line(0, `CarbonTracker: ${FOUND}`) + outputLog();
  const named = standardLog({ components: FOUND.slice('The following components were found: '.length) });
  const withoutLine = named.replace(/.*The following.*\n/, '');
  const cutLine = named.slice(0, named.indexOf('GPU with device(s) A100, A1') + 'GPU with device(s) A100, A1'.length);

  it('show that a power without brackets is their mean, as those of the standard log do', () => {
    const [lacking, whole] = [runOf(withoutLine, output), runOf(named, output)];
    expect(lacking.components).toEqual(whole.components);
    expect(lacking.epochs).toEqual(whole.epochs);
    expect(figuresOf(lacking)).toEqual(figuresOf(whole));
    expect(codesOf({ findings: examine(lacking) })).toContain('devices-averaged');
  });

  it('are those of a standard log in which the line with their names is cut, or holds none', () => {
    for (const standard of [cutLine, named.replace(/(found: ).*/, '$1GPU with device')]) {
      const run = runOf(standard, output);
      expect(run.components.map(({ devices }) => devices)).toEqual([['A100', 'A100'], ['cpu:0']]);
    }
    expect(codesOf({ findings: examine(runOf(cutLine, output)) })).toContain('devices-averaged-uncorrected');
  });

  it('leave powers in brackets as they are, one for each device', () => {
    const epochs = [{ power: { gpu: '[100. 50.]', cpu: '[20.]' } }];
    const standard = standardLog({ version: '1.2.5', epochs }).replace(/.*The following.*\n/, '');
    const [epoch] = runOf(standard, output).epochs;
    expect(epoch?.powerW).toEqual({
      gpu: { scope: 'device', values: [100, 50] },
      cpu: { scope: 'device', values: [20] },
    });
  });
});
