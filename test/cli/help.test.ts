/** The help of every command: it fits a terminal, and its examples work. */
import { chmodSync, copyFileSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { fixture } from '../helpers/fixtures.ts';
import { type Workplace, workplace } from '../helpers/workplace.ts';

const READING = [
  'aggregate',
  'runs',
  'audit',
  'statement',
  'parse',
  'report',
  'figures',
  'check-card',
  'dataset',
  'slurm',
  'watch',
  'diff',
  'verify',
  'view',
];
const COMMANDS = [
  'ct-parse',
  ...READING.map((command) => `ct-parse ${command}`),
  'ct-track',
  'ct-track doctor',
] as const;

let place: Workplace;
beforeAll(async () => {
  place = workplace();
  await writeExampleFiles(place);
  return place.remove;
});

/** What the examples name. */
async function writeExampleFiles({ folder, run }: Workplace): Promise<void> {
  const at = (name: string): string => path.join(folder, name);
  for (const name of ['logs', 'before', 'after', 'a', 'b']) {
    cpSync(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'), at(name), { recursive: true });
  }
  copyFileSync(fixture('slurm', 'sacct.txt'), at('sacct.txt'));
  const [log = ''] = readdirSync(at('logs')).filter((name) => name.endsWith('_carbontracker.log'));
  copyFileSync(path.join(at('logs'), log), at('run_carbontracker.log'));
  writeFileSync(at('README.md'), '---\nlicense: mit\nco2_eq_emissions: 10.209\n---\n');
  writeFileSync(at('runs.yaml'), 'phases:\n  final: "*"\n');
  for (const table of ['a', 'b', 'paper', 'main']) await run(`ct-parse runs --parquet ${table}.parquet logs`);
  await run('ct-parse report logs -o report.pdf');
  // The training is the reader's own: any program that prints its epochs.
  writeFileSync(at('node_modules/.bin/python'), '#!/bin/sh\nfor n in 1 2 3; do echo "Epoch $n"; sleep 0.05; done\n');
  chmodSync(at('node_modules/.bin/python'), 0o755);
}

it.each(COMMANDS)('%s --help fits 80 columns, and its examples work', async (command) => {
  const { code, shown } = await place.run(`${command} --help`);
  expect(code).toBe(0);
  expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const examples = [...shown.slice(shown.indexOf('\nExamples:\n')).matchAll(/^ {2}(ct-(?:parse|track) .*)$/gm)];
  expect(examples.length).toBeGreaterThanOrEqual(2);
  for (const [, example = ''] of examples) {
    expect({ example, ...(await place.run(example)) }).toMatchObject({ example, code: 0 });
  }
});

it('lists every command that has a help', async () => {
  const { shown } = await place.run('ct-parse --help');
  const listed = [...shown.matchAll(/^ {2}ct-parse ([\w-]+) .*$/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set([...READING, 'completion']));
});

it('is no wider than 100 columns where a terminal is', async () => {
  const { shown } = await place.run("script -qec 'stty cols 200; ct-parse aggregate --help' /dev/null");
  const widest = Math.max(...shown.split(/\r?\n/).map((line) => line.length));
  expect(widest).toBeGreaterThan(80);
  expect(widest).toBeLessThanOrEqual(100);
});
