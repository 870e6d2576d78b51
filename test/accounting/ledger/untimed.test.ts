/** A run whose console text lies beside its logs, or beside other console texts, counts once. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Finding, readEntries } from '../../../src/index.ts';
import { fixture, recordedScenarios, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';

const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3} - \w+ - \w+)? - /gm;
const consoleOf = (output: string): string => `Loading data\n${output.replace(STAMP, '')}\nDone\n`;

/** The logs of a scenario by their kind. */
function logsOf(scenario: string): { standard: Record<string, string>; output: Record<string, string> } {
  const folder = fixture('carbontracker', scenario);
  const logs = { standard: {} as Record<string, string>, output: {} as Record<string, string> };
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    if (name.endsWith('_carbontracker_output.log')) logs.output[name] = text;
    else if (name.endsWith('_carbontracker.log')) logs.standard[name] = text;
  }
  return logs;
}

const total = async (where: string | string[], findings: Finding[] = []): Promise<[number, number]> => {
  const { runs, energyKwh } = await aggregateConsumption(where, { onFinding: (finding) => findings.push(finding) });
  return [runs, energyKwh];
};

/** Scenarios of runs that have totals with enough digits to be those of one run only. */
const provable = recordedScenarios().filter((scenario) => {
  const texts = Object.values(logsOf(scenario).output);
  return (
    texts.length > 0 &&
    texts.every((text) => /Actual[^\n]*\n\tTime:[^\n]*\n\tEnergy:\t0\.(?!0{12})\d{12} kWh/.test(text))
  );
});

describe.each(provable)('%s', (scenario) => {
  const { standard, output } = logsOf(scenario);
  const texts = Object.values(output).map(consoleOf);

  it('counts once with its console text, in whatever order they are read', () =>
    withFolder(async (folder) => {
      const notebook = JSON.stringify({ cells: [{ outputs: [{ text: texts.join('') }] }] });
      writeFiles(folder, {
        ...Object.fromEntries(Object.entries({ ...standard, ...output }).map(([name, text]) => [`logs/${name}`, text])),
        'a/slurm-1.out': texts.join(''),
        'z/train.ipynb': notebook,
      });
      const alone = await total(path.join(folder, 'logs'));
      const findings: Finding[] = [];
      expect(await total(folder, findings)).toEqual([alone[0], expect.closeTo(alone[1], 12)]);
      const copies = findings.filter(({ code }) => code.startsWith('cop'));
      expect(copies).toHaveLength(2 * alone[0]);
      const inOrder = ['z', 'logs', 'a'].map((name) => path.join(folder, name));
      expect(await total(inOrder)).toEqual([alone[0], expect.closeTo(alone[1], 12)]);
    }));

  it('counts once where its output log is lost and its console text is there', () =>
    withFolder(async (folder) => {
      const stored = Object.fromEntries(Object.entries(standard).map(([name, text]) => [`logs/${name}`, text]));
      writeFiles(folder, { ...stored, 'nohup.out': texts.join('') });
      writeFiles(folder, Object.fromEntries(Object.entries(output).map(([name, text]) => [`pairs/${name}`, text])));
      writeFiles(folder, Object.fromEntries(Object.entries(standard).map(([name, text]) => [`pairs/${name}`, text])));
      const pairs = await total(path.join(folder, 'pairs'));
      const found = await total([path.join(folder, 'logs'), path.join(folder, 'nohup.out')]);
      expect(found).toEqual([pairs[0], expect.closeTo(pairs[1], 6)]);
    }));
});

it('there are scenarios to test', () => expect(provable.length).toBeGreaterThan(20));

describe('console texts', () => {
  const text = (kwh: string, time = '0:01:00'): string =>
    `CarbonTracker: The following components were found: GPU with device(s) A.\nCarbonTracker: \nActual consumption for 2 epoch(s):\n\tTime:\t${time}\n\tEnergy:\t${kwh} kWh\n\tCO2eq:\t1.000000 g\nCarbonTracker: Finished monitoring.\n`;

  it('with the same figures to many digits are copies; with few digits, or others, they are not', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.out': text('0.012345678901'), 'b/copy.md': text('0.012345678901') });
      expect(await total(folder)).toEqual([1, 0.012345678901]);
      writeFiles(folder, { 'c.out': text('0.01'), 'd.out': text('0.01'), 'e.out': text('0.012345678901', '0:01:01') });
      const findings: Finding[] = [];
      expect((await total(folder, findings))[0]).toBe(4);
      const [alike, ...more] = findings.filter(({ code }) => code === 'maybe-copies');
      expect(more).toEqual([]);
      expect(alike?.runs).toEqual(['c.out', 'd.out'].map((name) => path.join(folder, name)));
      expect(alike?.figures?.rangeKwh).toEqual([0.01, 0.02]);
    }));

  it('that print what logs with few digits print may be copies of them, in whatever order they are read', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        'a/x_carbontracker.log': standardLog(),
        'a/x_carbontracker_output.log': outputLog(),
      });
      writeFiles(folder, {
        'b/nohup.out': consoleOf(readFileSync(path.join(folder, 'a/x_carbontracker_output.log'), 'utf8')),
      });
      for (const order of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        const findings: Finding[] = [];
        const [runs, energyKwh] = await total(
          order.map((name) => path.join(folder, name)),
          findings,
        );
        expect(runs).toBe(2);
        const [alike] = findings.filter(({ code }) => code === 'maybe-copies');
        expect(alike?.figures?.rangeKwh).toEqual([expect.closeTo(energyKwh / 2, 9), expect.closeTo(energyKwh, 9)]);
      }
    }));

  it.each([
    ['0.012346', true],
    ['0.0123', true],
    ['0.012', false],
    ['0.0124', false],
  ])('that print the total of another text rounded, %s kWh, may be copies by hand: %s', async (kwh, isNamed) =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        'train.out': text('0.012345678901'),
        'notes.md': text(kwh),
        'other.out': text('0.5', '0:01:01'),
      });
      const findings: Finding[] = [];
      expect((await total(folder, findings))[0]).toBe(3);
      const named = findings.filter(({ code }) => code === 'maybe-copies').map(({ runs }) => runs);
      expect(named).toEqual(isNamed ? [['notes.md', 'train.out'].map((name) => path.join(folder, name))] : []);
    }),
  );

  it('that round the total of logs may be copies of them', () =>
    withFolder(async (folder) => {
      const output = outputLog();
      const rounded = consoleOf(output).replace(
        /Energy:\t([\d.]+)/,
        (_, kwh) => `Energy:\t${Number(kwh).toPrecision(3)}`,
      );
      writeFiles(folder, {
        'x_carbontracker.log': standardLog(),
        'x_carbontracker_output.log': output,
        'notes.md': rounded,
      });
      const findings: Finding[] = [];
      const [runs] = await total(folder, findings);
      expect(findings.some(({ code }) => code === 'maybe-copies')).toBe(runs === 2);
    }));

  it('that are the totals of two logs without any are no copies of one another', () =>
    withFolder(async (folder) => {
      const output = consoleOf(outputLog());
      writeFiles(folder, {
        'a/x_carbontracker.log': standardLog(),
        'b/y_carbontracker.log': standardLog({ start: 86_400 }),
        'c/nohup.out': output,
        'd/nohup.out': output,
      });
      const findings: Finding[] = [];
      const [runs] = await total(folder, findings);
      expect(runs).toBe(2);
      expect(findings.map(({ code }) => code)).not.toContain('maybe-copies');
    }));

  it('of one name that were killed before their totals are two runs', () =>
    withFolder(async (folder) => {
      const killed = text('0.5').split('CarbonTracker: \n')[0] ?? '';
      writeFiles(folder, { 'a/slurm.out': killed, 'b/slurm.out': text('0.012345678901') });
      const runs = [];
      for await (const { run, figures } of readEntries(folder))
        runs.push([path.basename(path.dirname(run.id)), figures.basis]);
      expect(runs.sort()).toEqual([
        ['a', 'none'],
        ['b', 'measured'],
      ]);
    }));
});
