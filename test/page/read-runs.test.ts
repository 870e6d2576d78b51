/** The page reads logs without the names of logs as the commands do: in folders, archives, and given by themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { documentOfFiles } from '../../page/reader/read-runs.ts';
import { readFileName } from '../../src/log/file-name.ts';
import { zipOf } from '../helpers/zip.ts';

const FOLDER = path.resolve('fixtures/carbontracker/2.4.3/gpu8_cpu2_e3_p1');
const RENAMED = readdirSync(FOLDER).flatMap((name) => {
  const role = readFileName(name)?.role;
  const bytes = new Uint8Array(readFileSync(path.join(FOLDER, name)));
  return role === 'standard' || role === 'output' ? [{ name: `bert-${role}.log`, bytes }] : [];
});
const ZIP = zipOf(RENAMED.map(({ name, bytes }) => ({ name: `x/${name}`, content: Buffer.from(bytes) })));

it.each([
  ['a folder', RENAMED.map(({ name, bytes }) => ({ name: `runs/${name}`, bytes }))],
  ['an archive', [{ name: 'runs.zip', bytes: new Uint8Array(ZIP) }]],
  ['by themselves', RENAMED],
])('renamed logs in %s', async (_, files) => {
  const given = files.map(({ name, bytes }) => ({ name, read: () => Promise.resolve(bytes) }));
  const { document } = await documentOfFiles(given, null, () => undefined);
  expect(document.totals.runs).toBe(1);
  expect(document.totals.energyKwh).toBeGreaterThan(0.15);
});
