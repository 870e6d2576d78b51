import { describe, expect, it } from 'vitest';
import { KeptFindings } from '../../cli/kept-findings.ts';
import { newFinding } from '../../src/model/findings.ts';
import type { Finding } from '../../src/model/run.ts';
import { entriesFrom } from '../../src/pipeline.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { outputLog, PUE_LINE, standardLog } from '../helpers/logs.ts';

type Of = [run: string | null, finding: Finding];

/** The text of what is kept, in which the order of fields shows too. */
function kept(given: readonly Of[], isMeant: (code: string) => boolean = () => true): string[] {
  const findings = new KeptFindings();
  for (const [run, finding] of given) findings.add(run, finding);
  return [...findings.ofCodes(isMeant)].map((one) => JSON.stringify(one));
}

const plain = (given: readonly Of[]): string[] => given.map(([run, finding]) => JSON.stringify({ run, ...finding }));

/** All findings of the runs of a folder, in their order, and then those of no run. */
async function findingsOf(folder: string): Promise<Of[]> {
  const given: Of[] = [];
  const loose: Of[] = [];
  for await (const { run, quiet } of entriesFrom(folder, { onFinding: (finding) => loose.push([null, finding]) })) {
    for (const finding of [...run.findings, ...quiet]) given.push([run.id, finding]);
  }
  return [...given, ...loose];
}

describe('findings that were kept', () => {
  it('come out as they were added, whatever logs they are of', async () => {
    for (const folder of ['carbontracker', 'codecarbon', 'findings', 'console']) {
      const given = await findingsOf(fixture(folder));
      expect(given.length).toBeGreaterThan(5);
      expect(kept(given), folder).toEqual(plain(given));
    }
  });

  it('come out by their codes', async () => {
    const given = await findingsOf(fixture('carbontracker'));
    const shown = given.filter(([, { code }]) => code === 'pue-year');
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.length).toBeLessThan(given.length);
    expect(kept(given, (code) => code === 'pue-year')).toEqual(plain(shown));
  });

  it('are as many as come', async () => {
    const few = await findingsOf(fixture('carbontracker', '2.4.3'));
    const given: Of[] = [];
    for (let i = 0; given.length < 5000; i += 1) {
      for (const [run, finding] of few) {
        const { figures } = finding;
        const [low, high] = figures?.rangeKwh ?? [0, 0];
        const moved =
          figures?.rangeKwh == null ? {} : { figures: { ...figures, rangeKwh: [low + i, high + i] as const } };
        given.push([`${run}#${i}`, { ...finding, ...moved } as Finding]);
      }
    }
    expect(kept(given)).toEqual(plain(given));
  });

  it('of one message differ in all else', () => {
    const range = { rangeKwh: [1, 2] as [number, number] };
    const first = newFinding('pue-year', 'text', null, range);
    const given: Of[] = [
      ['a', first],
      ['b', newFinding('pue-missing', 'text', null, { rangeKwh: [3, 4] })],
      ['c', { ...first, severity: 'warning' }],
      ['d', newFinding('pue-year', 'text', 5, { rangeKwh: [6, 7] })],
      ['e', newFinding('pue-year', 'text', null, { loggedKwh: 8, rangeKwh: [9, 10] })],
      ['f', newFinding('pue-year', 'text', null, { correctKwh: 11, rangeKwh: [12, 13] })],
      ['g', newFinding('pue-year', 'text', null, { loggedKwh: 14 })],
      ['h', newFinding('pue-year', 'text')],
      [null, { ...first, files: ['i'] }],
      [null, { ...first, runs: ['j', 'k'], moreRuns: 15 }],
      [null, { ...first, effectCo2eqG: null }],
      ['l', newFinding('pue-year', 'text', null, { rangeKwh: [16, 17] })],
    ];
    expect(kept(given)).toEqual(plain(given));
  });
});

describe('the findings of aggregate --json', () => {
  /** Runs of two years in turn, of which one has a finding of its own in front of that about its PUE. */
  const logs = (pue: string): Record<string, string> => {
    const files: Record<string, string> = {};
    for (const [pid, year] of [2021, 2022, 2021, 2022, 2021].entries()) {
      const standard = standardLog({ pue, version: pid === 3 ? '2.4.3' : '1.2.5' });
      const output = pid === 1 ? '' : outputLog([{ energy: `0.0039500${pid} kWh` }]);
      files[`${pid}_x_carbontracker.log`] = standard.replaceAll('2025-', `${year}-`);
      files[`${pid}_x_carbontracker_output.log`] = output.replaceAll('2025-', `${year}-`);
    }
    return files;
  };
  const shownOf = async (folder: string): Promise<Of[]> => {
    const { stdout } = await ctParse(['aggregate', '--json', folder]);
    const { findings }: { findings: (Finding & { run: string | null })[] } = JSON.parse(stdout);
    return findings.map(({ run, ...finding }) => [run, finding]);
  };

  it('include a kind that turned out to be shown, of each run behind its others', () =>
    withFolder(async (folder) => {
      writeFiles(folder, logs(PUE_LINE.replace('1.58', '1.70')));
      const shown = await shownOf(folder);
      expect(shown.filter(([, { code }]) => code === 'pue-year')).toHaveLength(5);
      expect(new Set(shown.map(([, { message }]) => message)).size).toBeGreaterThan(2);
      expect(plain(shown)).toEqual(plain(await findingsOf(folder)));
    }));

  it('leave out a kind that turned out to be quiet', () =>
    withFolder(async (folder) => {
      writeFiles(folder, logs(PUE_LINE.replace('1.58', '1.56').replace('2023', '2024')));
      const shown = await shownOf(folder);
      const all = await findingsOf(folder);
      expect(all.some(([, { code }]) => code === 'pue-year')).toBe(true);
      expect(plain(shown)).toEqual(plain(all.filter(([, { code }]) => code !== 'pue-year')));
    }));
});
