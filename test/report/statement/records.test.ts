/** Records for programs: BoAmps, Software Carbon Intensity, and the texts of the AI Act and of Green Algorithms. */
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns, statement } from '../../../src/index.ts';
import type { StatementOptions } from '../../../src/report/statement/options.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, outputLog } from '../../helpers/logs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const EIGHT = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const NOTHING = fixture('carbontracker', '2.4.3', 'cli_sigint');

const record = async (style: 'boamps' | 'sci', logs: string, ...options: string[]) => {
  const { code, stdout, stderr } = await ctParse(['statement', logs, '--style', style, ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe('boamps', () => {
  it('has what its schema requires, and names only fields that the schema has', async () => {
    const report = await record(
      'boamps',
      EIGHT,
      '--parameters',
      '7 billion',
      '--provider',
      'a cluster',
      '--region',
      'Denmark',
    );
    expect(Object.keys(report)).toEqual(['header', 'task', 'measures', 'infrastructure', 'environment', 'quality']);
    expect(report.header.reportDatetime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(report.header.reportStatus).toBe('draft');
    expect(report.task).toMatchObject({
      taskStage: 'training',
      taskFamily: 'TODO',
      algorithms: [{ parametersNumber: 7 }],
      dataset: [{ dataUsage: 'input', dataType: 'other' }],
    });
    const { energyKwh, durationS } = await aggregateConsumption(EIGHT);
    expect(report.measures).toEqual([
      {
        measurementMethod: expect.stringMatching(/^carbontracker, added up by ct-parse /),
        version: '2.4.3',
        cpuTrackingMode: 'power samples',
        gpuTrackingMode: 'not in the log',
        powerConsumption: energyKwh,
        measurementDuration: durationS,
      },
    ]);
    expect(report.infrastructure).toEqual({
      infraType: 'other',
      cloudProvider: 'a cluster',
      components: [
        { componentName: 'NVIDIA A100-SXM4-40GB', componentType: 'gpu', nbComponent: 8 },
        { componentType: 'cpu', nbComponent: 2 },
      ],
    });
    expect(report.environment.country).toBe('Denmark');
    expect(['high', 'medium', 'low']).toContain(report.quality);
    // The device count is doubtful in this version, so the total is corrected and says so.
    expect(report.task.taskDescription).toContain('The logs themselves print');
  });

  it.each([
    ['110 million', 0.11],
    ['7B', 7],
    ['1.5 billion', 1.5],
    ['350M', 0.35],
    ['8,000,000,000', 8],
    ['2 trillion', 2000],
    ['many', undefined],
    ['7 or 8 billion', undefined],
  ])('reads %s parameters as %s billion', async (parameters, billions) => {
    const text = await statement(await readRuns(EIGHT), 'boamps', { parameters });
    expect(JSON.parse(text).task.algorithms[0].parametersNumber).toBe(billions);
  });

  it('grades the quality by the range', async () => {
    const runs = await readRuns(EIGHT);
    const { energyKwh } = await aggregateConsumption(EIGHT);
    const gradeOf = async (low: number, high: number): Promise<string> => {
      const bounds: [number, number] = [energyKwh * low, energyKwh * high];
      const range = { energyKwh: bounds, co2eqG: null, runsWithoutRange: 0, parts: [] };
      return JSON.parse(await statement(runs, 'boamps', { range })).quality;
    };
    expect(await gradeOf(0.91, 1.09)).toBe('high');
    expect(await gradeOf(0.99, 1.2)).toBe('medium');
    expect(await gradeOf(0.7, 1.01)).toBe('low');
  });

  it('a run that measured nothing has no consumption, rather than 0', async () => {
    const report = await record('boamps', NOTHING);
    expect(report.measures).toEqual([{ measurementMethod: 'nothing was measured', powerConsumption: null }]);
    expect(report.quality).toBeUndefined();
  });
});

describe('sci', () => {
  const DECLARED = ['--functional-unit', '1000 requests', '--functional-units', '250', '--embodied-co2eq-g', '40'];

  it('is null with its reasons where a term is not declared', async () => {
    const all = await record('sci', EIGHT);
    expect(all.sci).toEqual({
      gPerUnit: null,
      reason: 'Null because the embodied share is not declared and the functional unit is not declared.',
    });
    expect(all.embodied.co2eqG).toBeNull();
    expect(all.functionalUnit).toMatchObject({ unit: null, number: null });
    for (const left of [2, 4]) {
      const some = await record('sci', EIGHT, ...DECLARED.slice(0, left));
      expect(some.sci.gPerUnit).toBeNull();
    }
  });

  it('is (energy x intensity + embodied share) per unit where all is declared', async () => {
    const { energyKwh, co2eqG } = await aggregateConsumption(EIGHT);
    const { energy, intensity, operational, sci } = await record('sci', EIGHT, ...DECLARED);
    expect(energy.kWh).toBe(energyKwh);
    expect(operational.co2eqG).toBe(co2eqG);
    expect(energy.kWh * intensity.gPerKwh).toBeCloseTo(operational.co2eqG, 6);
    expect(sci.gPerUnit).toBeCloseTo((energyKwh * intensity.gPerKwh + 40) / 250, 9);
  });

  it('an embodied share of 0 is a declaration', async () => {
    const { sci, operational } = await record('sci', EIGHT, ...DECLARED.slice(0, 4), '--embodied-co2eq-g', '0');
    expect(sci.gPerUnit).toBeCloseTo(operational.co2eqG / 250, 12);
  });

  it('is null where CO2eq is unknown for a run', async () => {
    const { sci, operational } = await record('sci', NOTHING, ...DECLARED);
    expect(operational).toEqual({ co2eqG: null, reason: 'Nothing was measured.' });
    expect(sci.gPerUnit).toBeNull();
  });

  it.each([
    [['--functional-units', '0'], '--functional-units must be above 0 (got 0)'],
    [['--embodied-co2eq-g', '-1'], '--embodied-co2eq-g must be 0 or more (got -1)'],
    [['--functional-unit', ' '], '--functional-unit is empty: give a value or leave it out'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await ctParse(['statement', EIGHT, '--style', 'sci', ...options]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `ct-parse: ${message}\n` });
  });
});

describe('ai-act', () => {
  const energyOf = async (logs: string): Promise<string> => statement(await readRuns(logs), 'ai-act');

  it('calls energy known only where all of it was measured to the end', async () => {
    expect(await energyOf(EIGHT)).toContain('Known or estimated: known (measured)\n');
    expect(await energyOf(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_monitor1'))).toContain(
      'partly or wholly estimated',
    );
    expect(await energyOf(NOTHING)).toContain('Energy used for training: not measured\n');
    await withFolder(async (folder) => {
      const { standard, output } = trackLog({
        devices: [device('cpu:0', { method: 'estimated', name: 'Xeon' })],
        epochs: [{ startS: 0, endS: 60, energyJ: { 'cpu:0': 100 } }],
      });
      writeFiles(folder, { [names().standard]: standard, [names().output]: output });
      expect(await energyOf(folder)).toContain('Known or estimated: partly or wholly estimated\n');
    });
  });
});

it('green-algorithms counts tree-months of 11 kg a year', async () => {
  const { co2eqG } = await aggregateConsumption(EIGHT);
  const text = await statement(await readRuns(EIGHT), 'green-algorithms');
  const months = Number(/equivalent to (\S+) tree-months/.exec(text)?.[1]);
  expect(months).toBeCloseTo(((co2eqG ?? 0) / 11_000) * 12, 3);
  expect(text).toContain('on 8 x NVIDIA A100-SXM4-40GB and 2 x CPU (model not in the log)');
});

describe('green-algorithms', () => {
  const of = async (options: StatementOptions, ...folders: string[]): Promise<string> =>
    statement(await readRuns(folders), 'green-algorithms', options);
  const versions = (version: string, ...scenarios: string[]): string[] =>
    scenarios.map((scenario) => fixture('carbontracker', version, scenario));

  it('says how the figures were obtained, in the words of the sentence', async () => {
    const words = async (...folders: string[]): Promise<string | undefined> =>
      /\(([a-z, ]+), not calculated by Green Algorithms;/.exec(await of({}, ...folders))?.[1];
    expect(await words(EIGHT)).toBe('measured');
    expect(await words(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_monitor1'))).toBe(
      'measured, partly extrapolated',
    );
    expect(await words(fixture('findings', 'power-estimated'))).toMatch(/estimated/);
    expect(await words(fixture('findings', 'power-simulated'))).toBe('simulated');
    for (const folder of [EIGHT, fixture('carbontracker'), fixture('findings'), fixture('codecarbon')]) {
      const [sentence = ''] = (await statement(await readRuns(folder))).split('\n');
      const [, main = '', partly = ''] =
        /(Measured|Estimated|Simulated) by .*?(, partly [a-z ]+)?\.$/.exec(sentence) ?? [];
      expect(await words(folder)).toBe(`${main.toLowerCase()}${partly}`);
    }
  });

  it('counts the runs without a place', async () => {
    const danish = versions('2.4.2', 'gpu1_cpu1_e3_geoDK');
    const world = versions('2.4.3', 'gpu1_cpu1_e3_p1', 'gpu8_cpu2_e3_p1');
    expect(await of({}, ...danish)).toMatch(/ Based in [^()]*, it has /);
    expect(await of({}, ...danish, ...world)).toMatch(
      / Based in .+ \(place unknown for 2 of 3 runs\), it ran 3 times in total, and has /,
    );
    expect(await of({}, ...world)).toContain(' Based in TODO, it ran 2 times');
    expect(await of({ region: 'DK' }, ...world)).toContain(' Based in DK, it ran 2 times');
    expect(await of({ region: 'Norway' }, ...danish, ...world)).toContain(' Based in Norway, it ran 3 times');
  });

  it('marks hardware that no log names', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names().output]: outputLog() });
      expect(await of({}, folder)).toMatch(/^This algorithm runs in \S+(?: s)? on TODO, and draws /);
    }));
});
