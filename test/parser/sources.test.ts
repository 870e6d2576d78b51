/** Which files of folders and archives go to which reader, and what `--input-format` changes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Finding, type Run, readRuns } from '../../src/index.ts';
import type { RunFormat } from '../../src/model/run.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../helpers/logs.ts';
import { zipOf } from '../helpers/zip.ts';

const BLOCK = (kwh: string): string =>
  `CarbonTracker: The following components were found: GPU with device(s) A.\nCarbonTracker: \nActual consumption for 1 epoch(s):\n\tTime:\t0:01:00\n\tEnergy:\t${kwh} kWh\n`;

/** A folder as people have it: logs, console texts, and all else that lies beside them. */
const FILES: Record<string, string> = {
  [`logs/${names().standard}`]: standardLog(),
  [`logs/${names().output}`]: outputLog(),
  'slurm-1.out': BLOCK('0.012345678901'),
  'notes/run.md': BLOCK('0.023456789012'),
  'notes/carbontracker-run.txt': BLOCK('0.034567890123'),
  'notes/readme.txt': 'CarbonTracker prints what a training takes.\n',
  'train.py': `print('''${BLOCK('9')}''')\n`,
  'data.csv': 'a,b\n1,2\n',
  'table.dat': BLOCK('9'),
};
const KWH = 0.00395 + 0.012345678901 + 0.023456789012 + 0.034567890123;

async function read(where: string, inputFormat?: RunFormat): Promise<{ runs: Run[]; findings: Finding[] }> {
  const findings: Finding[] = [];
  const runs = await readRuns(where, { inputFormat, onFinding: (finding) => findings.push(finding) });
  return { runs, findings };
}

const formats = (runs: readonly Run[]): string[] => runs.map(({ format }) => format).sort();

describe('a folder', () => {
  it('gives each file to the reader that recognises it, and all else to none', () =>
    withFolder(async (folder) => {
      writeFiles(folder, FILES);
      const { runs, findings } = await read(folder);
      expect(formats(runs)).toEqual(['carbontracker', 'console', 'console', 'console']);
      expect(findings).toEqual([]);
      expect((await aggregateConsumption(folder)).energyKwh).toBeCloseTo(KWH, 12);
    }));

  it('without any of them is empty', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'readme.txt': 'x', 'a.out': 'y' });
      const empty: string[] = [];
      expect(await readRuns(folder, { onEmpty: (input) => empty.push(input) })).toEqual([]);
      expect(empty).toEqual([folder]);
    }));

  it.each([
    ['carbontracker', ['carbontracker']],
    ['console', ['console', 'console', 'console']],
    ['codecarbon', []],
  ] as const)('is read as %s only, where that is asked for', (format, expected) =>
    withFolder(async (folder) => {
      writeFiles(folder, FILES);
      expect(formats((await read(folder, format)).runs)).toEqual(expected);
    }),
  );
});

describe.each(['a.zip', 'a.tar', 'a.tar.gz'])('an archive called %s', (name) => {
  const archived = async (folder: string, files: Record<string, string>): Promise<string> => {
    const archive = path.join(folder, name);
    if (name.endsWith('zip')) {
      writeFileSync(archive, zipOf(Object.entries(files).map(([inner, content]) => ({ name: inner, content }))));
    } else {
      writeFiles(path.join(folder, 'from'), files);
      const cwd = path.join(folder, 'from');
      await create({ file: archive, cwd, gzip: name.endsWith('gz') }, readdirSync(cwd));
    }
    return archive;
  };

  it('is read like the folder, and a run in both counts once', () =>
    withFolder(async (folder) => {
      const archive = await archived(folder, FILES);
      const { runs, findings } = await read(archive);
      expect(formats(runs)).toEqual(['carbontracker', 'console', 'console', 'console']);
      expect(findings).toEqual([]);
      expect(runs.map(({ id }) => id)).toContain(path.join(archive, 'slurm-1.out'));
      writeFiles(path.join(folder, 'plain'), FILES);
      const both = await aggregateConsumption([archive, path.join(folder, 'plain')]);
      expect([both.runs, both.energyKwh]).toEqual([4, expect.closeTo(KWH, 12)]);
      expect(formats((await read(archive, 'carbontracker')).runs)).toEqual(['carbontracker']);
    }));
});

it('a named file of any name is searched from its beginning to its end', () =>
  withFolder(async (folder) => {
    const noise = 'step 1 loss 0.5\n'.repeat(300_000);
    writeFiles(folder, { 'train.stdout': `${noise}${BLOCK('0.5')}${noise}` });
    const { runs } = await read(path.join(folder, 'train.stdout'));
    expect(runs).toMatchObject([{ format: 'console', actual: { energyKwh: 0.5 } }]);
  }));

it('a file of logs that were put into one is none of console text', async () => {
  const text = readFileSync(
    fixture(
      'carbontracker',
      '2.4.3',
      'gpu1_cpu1_e3_p1',
      readdirSync(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')).sort()[0] ?? '',
    ),
  );
  await withFolder(async (folder) => {
    const all = [standardLog(), outputLog()].join('');
    writeFiles(folder, { 'all.txt': all, 'one.txt': text });
    for (const name of ['all.txt', 'one.txt']) {
      expect(formats((await read(path.join(folder, name))).runs), name).toEqual(['carbontracker']);
    }
  });
});

it('a page that quotes console text is named in an archive as in a folder', () =>
  withFolder(async (folder) => {
    const archive = path.join(folder, 'project.zip');
    writeFileSync(
      archive,
      zipOf([
        { name: 'README.md', content: BLOCK('0.5') },
        { name: 'run.md', content: BLOCK('0.25') },
      ]),
    );
    const { runs, findings } = await read(archive);
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.25]);
    expect(findings.map(({ code, files }) => [code, files])).toEqual([['left-out', [path.join(archive, 'README.md')]]]);
  }));

it('a page that quotes console text is named in a folder, and read where it is an argument', () =>
  withFolder(async (folder) => {
    writeFiles(folder, { 'README.md': BLOCK('0.5'), 'readme.txt': 'no block', 'results.md': BLOCK('0.25') });
    const page = path.join(folder, 'README.md');
    const { runs, findings } = await read(folder);
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.25]);
    expect(findings.filter(({ code }) => code === 'left-out').flatMap(({ files }) => files)).toEqual([page]);
    expect((await read(page)).runs).toMatchObject([{ actual: { energyKwh: 0.5 } }]);
    expect((await read(folder, 'console')).runs).toHaveLength(2);
  }));

describe('a text in a folder that holds a run and is not read', () => {
  const leftOut = ({ findings }: { findings: Finding[] }): string[] =>
    findings
      .filter(({ code }) => code === 'left-out')
      .flatMap(({ files = [] }) => files.map((file) => path.basename(file)));

  it('is named: logs that a program printed, and a text that is too large to be searched', () =>
    withFolder(async (folder) => {
      const large = `${BLOCK('0.5')}${'step 1 loss 0.5\n'.repeat(4_200_000)}`;
      expect(large.length).toBeGreaterThan(64 * 1024 ** 2);
      writeFiles(folder, { 'slurm-1.out': `hello\n${outputLog()}bye\n`, 'slurm-2.out': large });
      const found = await read(folder);
      expect(found.runs).toEqual([]);
      expect(leftOut(found)).toEqual(['slurm-1.out', 'slurm-2.out']);
      for (const name of ['slurm-1.out', 'slurm-2.out']) {
        expect((await read(path.join(folder, name))).runs, name).toHaveLength(1);
      }
    }));

  it('is not any text that names carbontracker', () =>
    withFolder(async (folder) => {
      const title = 'CarbonTracker: Tracking and Predicting the Carbon Footprint\n';
      writeFiles(folder, { 'a.md': title, 'b.txt': title.repeat(1000), 'slurm-3.out': BLOCK('0.5') });
      expect(leftOut(await read(folder))).toEqual([]);
    }));
});
