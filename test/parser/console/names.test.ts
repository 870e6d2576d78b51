/** The names under which shells, batch systems and other programs keep what a training printed. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aggregateConsumption } from '../../../src/index.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';

const TEXT = readFileSync(fixture('console', 'terminal.txt'), 'utf8');

async function runsOf(name: string): Promise<number> {
  return withFolder(async (folder) => {
    writeFiles(folder, { [name]: TEXT });
    return (await aggregateConsumption(folder)).runs;
  });
}

it.each([
  ...[
    'slurm-1.out',
    'slurm-1.err',
    'train.sh.o12345',
    'train.sh.e12345',
    'train.o12345.7',
    'train.o12345-7',
    'train.stdout',
  ],
  ...[
    'run.stderr',
    'run.output',
    'run.console',
    'stdout',
    'stderr',
    'typescript',
    'STDOUT',
    'train.log.1',
    'train.out.12',
  ],
  ...['train.log.2025-03-01', 'train.log-20250301', 'nohup.out.1'],
])('%s is read in a folder', async (name) => expect(await runsOf(name)).toBe(1));

it.each(['train.py', 'train.pyo1', 'model.o', 'lib.so.1', 'train.out.part', 'mystdout', 'train.1', 'train.oops'])(
  '%s is not looked at',
  async (name) => expect(await runsOf(name)).toBe(0),
);
