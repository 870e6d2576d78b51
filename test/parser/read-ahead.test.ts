import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { readRuns } from '../../src/index.ts';

async function withLogs(pairs: number, check: (folder: string, energyKwh: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
  try {
    await check(folder, makeLogs(folder, pairs, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('threads read the same runs in the same order', () =>
  withLogs(200, async (folder, energyKwh) => {
    const here = await readRuns(folder);
    const byThreads = await readRuns(folder, { slowReadMs: 0, threads: 3 });
    expect(byThreads).toEqual(here);
    expect(here.reduce((sum, run) => sum + (run.actual?.energyKwh ?? 0), 0)).toBeCloseTo(energyKwh, 6);
  }));

it('threads tell what they could not read', () =>
  withLogs(60, async (folder) => {
    const late = path.join(folder, '99999.9_2026-01-01T000000Z_carbontracker.log');
    mkdirSync(`${late}.folder`);
    symlinkSync(`${late}.folder`, late);
    const runs = await readRuns(`${folder}/*.log`, { slowReadMs: 0, threads: 2 });
    expect(runs).toHaveLength(60);
  }));

it('a reader that stops early ends the threads', () =>
  withLogs(120, async (folder) => {
    const { iterateRuns } = await import('../../src/index.ts');
    let count = 0;
    for await (const _ of iterateRuns(folder, { slowReadMs: 0, threads: 2 })) {
      count += 1;
      if (count === 90) break;
    }
    expect(count).toBe(90);
  }));
