import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRuns } from '../../../src/index.ts';
import { RECORD_LIMIT_CHARS } from '../../../src/log/records.ts';
import { piecesOf, readText } from '../../../src/parser/find/read-text.ts';
import { withFolder } from '../../helpers/fixtures.ts';
import { line } from '../../helpers/logs.ts';

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

const inFile = (content: string | Uint8Array, work: (file: string) => void): Promise<void> =>
  withFolder((folder) => {
    const file = path.join(folder, 'x.log');
    writeFileSync(file, content);
    work(file);
  });

const TEXT = Array.from({ length: 40 }, (_, i) => line(i, `São Paulo ${i}\n\tgoes on`)).join('');

it('any size of a piece gives the same text, cut before records', () =>
  inFile(TEXT, (file) => {
    for (const pieceBytes of [1, 2, 3, 30, 31, 100, 500, 1024, TEXT.length * 2]) {
      const pieces = [...piecesOf(file, pieceBytes)];
      expect(pieces.join(''), `${pieceBytes}`).toBe(TEXT);
      for (const piece of pieces) expect(piece).toMatch(/^2025-01-01 08:00:\d\d - /);
    }
    expect([...piecesOf(file, 100)].length).toBeGreaterThan(10);
    // The last record waits for what may follow it.
    expect([...piecesOf(file)].map((piece) => piece.split('São').length - 1)).toEqual([39, 1]);
  }));

it('can be read again, and an empty file has none', () =>
  inFile(TEXT, (file) => {
    const pieces = piecesOf(file, 64);
    expect([...pieces]).toEqual([...pieces]);
    writeFileSync(file, '');
    expect([...pieces]).toEqual([]);
  }));

it('leaves NUL bytes out, and tells of them once a piece', () =>
  inFile('', (file) => {
    const [first, last] = [line(0, 'one'), line(1, 'two')];
    writeFileSync(file, `${first}\0\0${last}`);
    expect([...piecesOf(file)].join('')).toBe(`\0${first}${last}`);
    writeFileSync(file, first + '\0'.repeat(300) + last);
    expect([...piecesOf(file, 64)].join('').replaceAll('\0', '')).toBe(first + last);
    expect([...piecesOf(file, 64)].filter((piece) => piece.startsWith('\0'))).toHaveLength(1);
    writeFileSync(file, '\0'.repeat(200));
    expect([...piecesOf(file, 64)]).toEqual(['\0']);
    writeFileSync(file, first + last);
    expect([...piecesOf(file, 64)].join('')).not.toContain('\0');
  }));

it('passes over the holes of a sparse file', () =>
  inFile('', (file) => {
    const descriptor = openSync(file, 'w');
    writeSync(descriptor, line(0, 'head'));
    ftruncateSync(descriptor, 5_000_000);
    writeSync(descriptor, line(1, 'tail'), 5_000_000);
    closeSync(descriptor);
    expect([...piecesOf(file)].join('')).toBe(`\0${line(0, 'head')}${line(1, 'tail')}`);
  }));

it('a record without end is cut where the longest one is, and what follows is read', () =>
  inFile('', (file) => {
    const endless = `${line(0, 'x').slice(0, -1)}${'y'.repeat(3 * RECORD_LIMIT_CHARS)}\n`;
    writeFileSync(file, line(0, 'before') + endless + line(1, 'after'));
    const text = [...piecesOf(file, 100_000)].join('');
    expect(text.startsWith(line(0, 'before'))).toBe(true);
    expect(text.endsWith(line(1, 'after'))).toBe(true);
    // Longer than a record may be, so that its reader sees it, and not much more.
    expect(text.length).toBeGreaterThan(RECORD_LIMIT_CHARS);
    expect(text.length).toBeLessThan(RECORD_LIMIT_CHARS + 250_000);
  }));

it('bytes that are no UTF-8 become marks, wherever a piece ends', () =>
  withFolder((folder) => {
    const file = path.join(folder, 'x.log');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (bytes, pieceBytes) => {
        const content = Buffer.concat([Buffer.from(line(0, 'one')), bytes.filter((byte) => byte !== 0)]);
        writeFileSync(file, content);
        expect([...piecesOf(file, pieceBytes)].join('')).toBe(content.toString('utf8'));
      }),
    );
  }));

it('closes the file also where nobody reads to its end', () =>
  inFile(TEXT, (file) => {
    if (process.platform !== 'linux') return;
    const before = readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 20; i += 1) for (const _ of piecesOf(file, 64)) break;
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  }));
