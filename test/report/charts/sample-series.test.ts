import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readRuns, samplesOf } from '../../../src/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { figure } from '../../../src/report/index.ts';
import { built } from '../../helpers/built.ts';
import { HANG_MS } from '../../helpers/hang.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('the power of a tracked run is drawn from its samples', async () => {
  const simulated = ['--sim-gpu', 'NVIDIA A100', '--sim-gpu-watts', '400', '--sim-cpu', 'EPYC', '--sim-cpu-tdp', '100'];
  const rhythm = ['--update-interval', '0.05', '--log-dir', folder];
  // Waits for samples, not for a time in which a busy machine may take none.
  const untilSampled = `until [ "$(cat ${folder}/*_samples.csv | wc -l)" -gt 6 ]; do sleep 0.05; done`;
  const args = [built.ctTrack, ...rhythm, ...simulated, 'sh', '-c', untilSampled];
  expect(spawnSync(process.execPath, args, { timeout: HANG_MS }).status).toBe(0);
  expect(readdirSync(folder).some((name) => name.endsWith('_samples.csv'))).toBe(true);
  const [run] = await readRuns(folder);
  const samples = samplesOf(run as Run);
  expect(samples?.rows.length).toBeGreaterThan(3);
  const drawn = figure(run as Run, 'power', samples);
  expect(drawn?.caption).toContain('one sample');
  const gpu = drawn?.configuration.data.datasets[0];
  expect(gpu?.label).toBe('GPU');
  const points = gpu?.data as { x: number; y: number }[];
  const rows = samples?.rows ?? [];
  const steps = rows.filter((row, i) => i > 0 && row.elapsedS > (rows[i - 1]?.elapsedS ?? 0));
  expect(points).toHaveLength(2 * steps.length);
  expect(points.every(({ y }) => Math.abs(y - 200) < 1e-6)).toBe(true);
  expect(figure(run as Run, 'power')?.caption).toContain('mean power of one epoch');
});

it('a run without samples is drawn from its epochs', async () => {
  const [run] = await readRuns('fixtures/carbontracker/2.4.3/gpu1_cpu1_e3_p1');
  expect(samplesOf(run as Run)).toBe(null);
});
