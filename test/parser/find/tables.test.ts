/** Tables of runs in a folder of logs are named, all in one finding, and never counted unless they are given. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/index.ts';
import { entriesFrom } from '../../../src/pipeline.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names, outputLog, standardLog } from '../../helpers/logs.ts';

const OTHERS = fixture('carbontracker/2.4.3/gpu1_cpu1_e3_p1');
const { standard, output } = names();
const LOGS = { [`${standard}`]: standardLog(), [`${output}`]: outputLog() };

async function read(...inputs: string[]): Promise<{ runs: number; left: Finding[] }> {
  const left: Finding[] = [];
  let runs = 0;
  const onFinding = (finding: Finding): void => void (finding.code === 'left-out' && left.push(finding));
  for await (const _ of entriesFrom(inputs, { onFinding })) runs += 1;
  return { runs, left };
}

/** Writes each kind of table into a folder. */
async function writeTables(folder: string): Promise<void> {
  const [csv, ndjson] = [await ctParse(['runs', OTHERS, '--csv']), await ctParse(['runs', OTHERS, '--ndjson'])];
  writeFiles(folder, { 'runs.csv': csv.stdout, 'runs.ndjson': ndjson.stdout });
  await ctParse(['runs', OTHERS, '--parquet', path.join(folder, 'other.parquet')]);
  await ctParse(['dataset', OTHERS, '-o', path.join(folder, 'ds')]);
}

describe('tables beside logs', () => {
  it('of each kind are named in one finding', () =>
    withFolder(async (folder) => {
      writeFiles(folder, LOGS);
      await writeTables(folder);
      const { runs, left } = await read(folder);
      expect(runs).toBe(1);
      const places = ['other.parquet', 'runs.csv', 'runs.ndjson', 'ds'].map((name) => path.join(folder, name));
      expect(left).toMatchObject([{ files: places }]);
      expect(left[0]?.message).toMatch(/^.*other\.parquet and 3 more are tables of runs.*pass them as arguments/);
    }));

  it('are counted, and not named, where they are given', () =>
    withFolder(async (folder) => {
      writeFiles(folder, LOGS);
      await writeTables(folder);
      const given = ['other.parquet', 'ds'].map((name) => path.join(folder, name));
      const { runs, left } = await read(folder, ...given);
      expect(runs).toBe(2);
      expect(left).toMatchObject([{ files: ['runs.csv', 'runs.ndjson'].map((name) => path.join(folder, name)) }]);
    }));

  it('other tables are not named', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...LOGS, 'results.csv': 'epoch,loss\n1,0.5\n', 'x.ndjson': '{"id":1}\n' });
      writeFiles(folder, { 'train.parquet': 'PAR1 and no footer', 'short.parquet': 'PAR1', 'empty.csv': '' });
      expect(await read(folder)).toEqual({ runs: 1, left: [] });
    }));
});

it('a folder without logs says which tables lie below it', () =>
  withFolder(async (folder) => {
    await writeTables(path.join(folder, 'below'));
    const { code, stderr } = await ctParse(['aggregate', folder]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/left-out.*tables of runs[\s\S]*no logs found/);
  }));
