import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { readRuns } from '../../src/index.ts';
import { ReadTimes } from '../../src/parser/read-ahead.ts';

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

describe('storage', () => {
  const judge = (times: readonly number[]): boolean => {
    const measured = new ReadTimes(1);
    for (const ms of times) measured.add(ms);
    return measured.areSlow;
  };

  it('is not slow because the machine was busy during some reads', () => {
    const fast = Array.from({ length: 60 }, () => 0.02);
    expect(judge([...fast, 900, 1500, 40])).toBe(false);
    expect(judge([5000, ...fast])).toBe(false);
  });

  it('is slow where most reads wait', () => {
    expect(judge(Array.from({ length: 32 }, (_, i) => (i % 3 === 0 ? 0.02 : 4)))).toBe(true);
    expect(judge(Array.from({ length: 31 }, () => 4))).toBe(false);
  });

  it('is judged only by reads that were measured', () => {
    const slow = Array.from({ length: 32 }, () => 4);
    const unmeasured = Array.from({ length: 100 }, () => Number.NaN);
    expect(judge([...unmeasured, ...slow])).toBe(true);
    expect(judge([...unmeasured, ...slow.slice(1)])).toBe(false);
  });

  it('is judged by the median of its reads, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 32, maxLength: 200 }), (times) => {
        const sorted = [...times].sort((a, b) => a - b);
        expect(judge(times)).toBe((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) > 1);
      }),
    );
  });
});
