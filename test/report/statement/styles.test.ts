/** Every style over every fixture: each total is that of `aggregate --json`, to the digits that are printed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import {
  type Phase,
  readRuns,
  STATEMENT_STYLES,
  type StatementStyle,
  statement,
  type Totals,
} from '../../../src/index.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, recordedScenarios, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names } from '../../helpers/logs.ts';
import { expectFolder, expectTotals, FOR_PROGRAMS } from '../../helpers/statements.ts';
import { device, type TrackLog, trackLog } from '../../helpers/track-logs.ts';

const defects = readdirSync(fixture('defects'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const recorded = recordedScenarios().map((scenario) => path.join('carbontracker', scenario));
/** A folder without any run. */
const EMPTY = 'P23';
const folders = [
  ...recorded,
  ...defects.filter(({ name }) => name !== EMPTY).map(({ name }) => path.join('defects', name)),
];

describe('every total in every style is that of aggregate', () => {
  it.each(folders)('%s', async (name) => {
    await expectFolder(fixture(name));
  });

  it('all recorded runs together', () => expectFolder(fixture('carbontracker')));

  it.each<[string, TrackLog]>([
    ['counters', { epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6, 'gpu:1': 7.2e6 } }] }],
    ['a load model', estimated('estimated')],
    ['simulated devices', estimated('simulated')],
    ['no reading', { epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': null, 'gpu:1': null } }] }],
    [
      'a kill in the second epoch',
      { epochs: [{ startS: 0, endS: 5, energyJ: { 'gpu:0': 10, 'gpu:1': 5 } }], openAtS: 5 },
    ],
    [
      'hostile names',
      { devices: [device('gpu:0', { name: HOSTILE() })], epochs: [{ startS: 0, endS: 9, energyJ: { 'gpu:0': 9 } }] },
    ],
  ])('a log of ct-track: %s', (_, log) =>
    withFolder(async (folder) => {
      const { standard, output } = trackLog(log);
      writeFiles(folder, { [names().standard]: standard, [names().output]: output });
      expect(await readRuns(folder)).toHaveLength(1);
      await expectFolder(folder);
    }),
  );
});

function estimated(method: 'estimated' | 'simulated'): TrackLog {
  return {
    devices: [device('cpu:0', { method, name: 'Xeon' })],
    epochs: [{ startS: 0, endS: 60, energyJ: { 'cpu:0': 100 } }],
  };
}

function HOSTILE(): string {
  return '_#%&$~^\\{}<>"|`*[x](y) Ωé中 \u202ex';
}

describe('the command', () => {
  it('prints what the library makes, and the totals of aggregate --json', async () => {
    const folder = fixture('carbontracker', '1.1.5');
    const aggregated = JSON.parse((await ctParse(['aggregate', '--json', folder])).stdout);
    const totals = aggregated as Totals;
    const writtenAt = new Date('2023-11-14T22:13:20Z');
    onTestFinished(() => {
      delete process.env.SOURCE_DATE_EPOCH;
    });
    process.env.SOURCE_DATE_EPOCH = String(writtenAt.getTime() / 1000);
    for (const style of STATEMENT_STYLES) {
      const { stdout, code } = await ctParse(['statement', folder, '--style', style]);
      expect(code).toBe(0);
      // The numbers for programs come with their range.
      const options = style === 'json' || style === 'boamps' ? { range: aggregated.range, writtenAt } : {};
      expect(stdout).toBe(await statement(await readRuns(folder), style, options));
      if (style !== 'bibtex') expectTotals(style, stdout, totals);
    }
  });
});

describe('wording', () => {
  const of = async (log: TrackLog, style: StatementStyle): Promise<string> =>
    withFolder(async (folder) => {
      const { standard, output } = trackLog(log);
      writeFiles(folder, { [names().standard]: standard, [names().output]: output });
      return statement(await readRuns(folder), style);
    });

  it.each(STATEMENT_STYLES.filter((style) => style !== 'json' && style !== 'bibtex'))(
    '%s never calls an estimate or a simulation a measurement',
    async (style) => {
      for (const method of ['estimated', 'simulated'] as const) {
        const text = await of(estimated(method), style);
        expect(text).not.toMatch(/(?<!not )\bmeasured\b/i);
        expect(text, style).toMatch(
          method === 'estimated' ? /[Ee]stimated by|power estimated|load model/ : /[Ss]imulat/,
        );
      }
    },
  );

  it('the first line of plain is the sentence of aggregate', async () => {
    for (const folder of [fixture('carbontracker'), fixture('carbontracker', '2.4.3', 'cli_sigint')]) {
      const { stdout } = await ctParse(['aggregate', folder]);
      expect(`${(await statement(await readRuns(folder), 'plain')).split('\n')[0]}\n`).toBe(stdout);
    }
  });

  it('nothing measured is said in place of 0 kWh', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'cli_sigint'));
    for (const style of STATEMENT_STYLES.filter((one) => !FOR_PROGRAMS.includes(one) && one !== 'bibtex')) {
      const text = await statement(runs, style);
      expect(text).not.toMatch(/\b0(?:~| )k(?:Wh|g)/);
      expect(text).toMatch(/not(?:hing)? (?:was )?measured/);
    }
    expect(await statement(runs, 'neurips')).toContain('\\answerTODO{}');
  });

  it('an unknown place is not guessed', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
    expect(await statement(runs, 'markdown')).toContain('| Location | unknown, world average |');
    expect(await statement(runs, 'model-card')).toContain('geographical_location: "unknown, world average"');
  });

  it('what the logs cannot tell is a TODO until an option says it', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
    const given = { parameters: '110 million', provider: 'a cluster & more', region: 'Zürich', memory: '80 GB' };
    for (const style of ['neurips', 'arr', 'cvpr'] as const) {
      const [bare, full] = [await statement(runs, style), await statement(runs, style, given)];
      expect(bare).toMatch(/memory: TODO/i);
      expect(full).toMatch(/memory: 80 GB/i);
      expect(full).not.toMatch(/(?:memory|region|provider or cluster|number of parameters): TODO/i);
    }
    expect(await statement(runs, 'neurips', given)).toContain('a cluster \\& more; region: Z\\"{u}rich');
    const card = await statement(runs, 'model-card', { ...given, trainingType: 'fine-tuning' });
    expect(parse(card.split('---\n')[1] ?? '')).toMatchObject({
      co2_eq_emissions: { training_type: 'fine-tuning', geographical_location: 'Zürich' },
    });
  });

  it('names the program with its version, and the PUE and intensity with their sources', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
    const text = await statement(runs, 'plain');
    expect(text).toContain(
      'A PUE of 1.58 (Daniel Bizo, 2023, Uptime Institute Global Data Center Survey) is included.',
    );
    expect(text).toContain('445 gCO2eq/kWh (location unknown, world average 2024, IEA, Electricity 2025).');
    expect(text).toMatch(/Added up by ct-parse \d+\.\d+\.\d+\.\n$/);
  });

  it('says what the logs print where that is another figure', async () => {
    const runs = await readRuns(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'));
    expect(await statement(runs)).toContain(
      'The logs themselves print 26.1 Wh and 11.6 g of CO2eq. Corrected here: carbontracker logged the mean of 8 GPUs and of 2 CPUs in 1 run; their sum is counted (+153 Wh).',
    );
    const logged = await statement(runs, 'plain', { asLogged: true });
    expect(logged).toContain('use 0.0261 kWh');
    expect(logged).toContain('These are the figures that the logs print, without corrections.');
  });
});

describe('phases', () => {
  const phase = (name: string, runs: number): Phase => ({
    ...{ name, runs, energyKwh: 2 * runs, co2eqG: 890 * runs, gpuHours: 1.5 * runs, durationS: 3600 * runs },
  });
  const text = async (style: StatementStyle, ...phases: Phase[]): Promise<string> =>
    statement(await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')), style, { phases });

  it('answer whether the whole project needed more', async () => {
    const more = await text('neurips', phase('development', 3), phase('failed', 1), phase('final', 2));
    expect(more).toContain('the whole project needed more compute than the experiments that the paper reports');
    expect(more).toContain('development: 3 runs, 4.50 GPU-hours, 6.00~kWh; failed: 1 run, 1.50 GPU-hours, 2.00~kWh;');
    expect(await text('cvpr', phase('final', 2), phase('evaluation', 1))).toContain(
      'TODO: confirm that there were none',
    );
    expect(await text('neurips', phase('first try', 2))).toContain('TODO: say which phases the paper reports');
  });

  it('are rows of a table', async () => {
    expect(await text('markdown', phase('fin|al', 2))).toContain(
      '| fin\\|al | 2 | 2:00:00 | 3.00 | 4.00 kWh | 1.78 kg |',
    );
    expect(await text('latex', phase('50%', 1))).toContain(
      '50\\% & \\num{1} & 1:00:00 & \\num{1.50} & \\qty{2.00}{\\kWh} & \\qty{0.890}{\\kg} \\\\',
    );
  });
});
