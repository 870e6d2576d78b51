import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRuns } from '../../../src/index.ts';
import { readText } from '../../../src/parser/find/read-text.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD =
  '2025-01-01 08:00:00 - carbontracker version 2.4.3\n' +
  '2025-01-01 08:00:00 - The following components were found: GPU with device(s) NVIDIA A100.\n';
const EPOCH =
  '2025-01-01 08:01:00 - Epoch 1:\n2025-01-01 08:01:00 - Duration: 0:01:00.00\n' +
  '2025-01-01 08:01:00 - Average power usage (W) for gpu: 100.0\n';

it('a file of over 64 MiB is read in pieces, and no record is lost between them', async () => {
  const file = path.join(folder, 'large_carbontracker.log');
  const epochs = 600_000;
  writeFileSync(file, HEAD + EPOCH.repeat(epochs));
  expect(typeof readText(file)).toBe('object');
  const [run] = await readRuns(file);
  expect(run?.epochs).toHaveLength(epochs);
  expect(run?.epochs.every(({ durationS, powerW }) => durationS === 60 && powerW.gpu?.values[0] === 100)).toBe(true);
});

it('letters of several bytes survive the border of two pieces', () => {
  const file = path.join(folder, 'letters.log');
  const line = '2025-01-01 08:00:00 - São Paulo, Nova Iguaçu\n';
  writeFileSync(file, line.repeat(1_600_000));
  let count = 0;
  for (const piece of readText(file)) {
    expect(piece.includes('\uFFFD')).toBe(false);
    expect(piece.startsWith('2025-01-01')).toBe(true);
    count += piece.split('Iguaçu').length - 1;
  }
  expect(count).toBe(1_600_000);
});

it('a sparse file and an endless record end, and are told', async () => {
  const sparse = path.join(folder, 'sparse_carbontracker.log');
  const descriptor = openSync(sparse, 'w');
  writeSync(descriptor, HEAD);
  ftruncateSync(descriptor, 400 * 1024 * 1024);
  closeSync(descriptor);
  const endless = path.join(folder, 'endless_carbontracker.log');
  writeFileSync(endless, `${HEAD + EPOCH + 'x'.repeat(70 * 1024 * 1024)}\n${EPOCH}`);
  const [a, b] = [(await readRuns(sparse))[0], (await readRuns(endless))[0]];
  expect(a?.components[0]?.devices).toEqual(['NVIDIA A100']);
  expect(b?.epochs).toHaveLength(2);
  expect(b?.findings.map(({ code }) => code)).toContain('record-cut');
});
