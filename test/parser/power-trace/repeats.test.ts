/** Readings of one GPU that stand in several traces, or twice in one. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/index.ts';
import { ctParse } from '../../helpers/cli.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';

const HEADER = 'timestamp, index, uuid, name, power.draw [W]\n';
const idOf = (gpu: number): string => `GPU-${gpu}0000000-1111-2222-3333-abcdefabcdef`;
const powerW = (gpu: number, second: number): number => 200 + 40 * gpu + ((second * 7) % 23);

interface Traced {
  gpus?: readonly number[];
  from?: number;
  to?: number;
  stepS?: number;
  /** Whether GPUs are named by their number only. */
  isWithoutIds?: boolean;
  /** Whether the GPUs draw the same all the time. */
  isConstant?: boolean;
}

/** Rows of nvidia-smi, of seconds of one training. */
function rows({
  gpus = [0],
  from = 0,
  to = 600,
  stepS = 1,
  isWithoutIds = false,
  isConstant = false,
}: Traced = {}): string {
  let text = '';
  for (let second = from; second < to; second += stepS) {
    const time = new Date(Date.UTC(2025, 6, 3, 10, 0, second)).toISOString().slice(0, 19).replace('T', ' ');
    for (const gpu of gpus) {
      const cells = [time.replaceAll('-', '/').concat('.250'), gpu, isWithoutIds ? '[N/A]' : idOf(gpu)];
      text += `${[...cells, 'NVIDIA A100', isConstant ? '250.00 W' : `${powerW(gpu, second)}.00 W`].join(', ')}\n`;
    }
  }
  return text;
}
const trace = (traced?: Traced): string => {
  const text = HEADER + rows(traced);
  return traced?.isWithoutIds === true ? text.replace(' uuid,', '').replaceAll(' [N/A],', '') : text;
};

function trueKwh(gpus: readonly number[] = [0], to = 600): number {
  let energyJ = 0;
  for (const gpu of gpus)
    for (let second = 1; second < to; second += 1) energyJ += (powerW(gpu, second - 1) + powerW(gpu, second)) / 2;
  return energyJ / 3.6e6;
}

interface Counted {
  energyKwh: number;
  findings: Finding[];
  codes: string[];
}

async function countOf(files: Record<string, string>, ...options: string[]): Promise<Counted> {
  return withFolder((folder) => {
    writeFiles(folder, files);
    return countIn(folder, ...options);
  });
}

async function countIn(place: string, ...options: string[]): Promise<Counted> {
  const { stdout } = await ctParse(['aggregate', '--json', place, ...options]);
  const { energyKwh, findings } = JSON.parse(stdout) as Counted;
  return { energyKwh, findings, codes: findings.map(({ code }) => code) };
}

describe('a GPU that several traces name by its id counts once', () => {
  it.each([
    [
      'a copy that was made while the trace went on',
      { 'a/gpu.csv': trace(), 'backup/gpu.csv': trace({ to: 290 }) },
      [0],
    ],
    ['two traces that overlap', { 'a/gpu.csv': trace({ to: 400 }), 'b/gpu.csv': trace({ from: 200 }) }, [0]],
    [
      'one for all GPUs and one for each',
      { 'all/gpu.csv': trace({ gpus: [0, 1] }), 'one/gpu0.csv': trace(), 'two/gpu1.csv': trace({ gpus: [1] }) },
      [0, 1],
    ],
  ])('%s', async (_, files, gpus) => {
    const { energyKwh, codes } = await countOf(files);
    expect(energyKwh).toBeCloseTo(trueKwh(gpus), 6);
    expect(codes).toContain('device-counted-once');
    expect(codes).not.toContain('devices-maybe-shared');
    expect((await countOf(files, '--same-machine')).energyKwh).toBeCloseTo(trueKwh(gpus), 6);
    expect((await countOf(files, '--as-logged')).energyKwh).toBeGreaterThan(1.2 * trueKwh(gpus));
  });

  it('also where programs read it at other times', async () => {
    const { energyKwh } = await countOf({ 'a/gpu.csv': trace(), 'b/gpu.csv': trace({ stepS: 5 }) });
    expect(energyKwh / trueKwh()).toBeCloseTo(1, 2);
  });

  it('and different GPUs of one time are not suspected', async () => {
    const { energyKwh, codes } = await countOf({ 'gpu0.csv': trace(), 'gpu1.csv': trace({ gpus: [1] }) });
    expect(energyKwh).toBeCloseTo(trueKwh([0, 1]), 9);
    expect(codes).not.toContain('devices-maybe-shared');
  });

  it('from tables as from the traces', async () => {
    await withFolder(async (folder) => {
      writeFiles(folder, { 'a/gpu.csv': trace({ to: 400 }), 'b/gpu.csv': trace({ from: 200 }) });
      for (const form of ['csv', 'ndjson'] as const) {
        const { stdout } = await ctParse(['runs', folder, `--${form}`]);
        const table = path.join(folder, `table.${form}`);
        writeFiles(folder, { [`table.${form}`]: stdout });
        expect((await countIn(table)).energyKwh, form).toBeCloseTo(trueKwh(), 6);
      }
    });
  });
});

describe('without an id of the GPU', () => {
  it('a copy that was made while the trace went on may count twice, in whatever folder it is', async () => {
    const files = { 'a/gpu.csv': trace({ isWithoutIds: true }), 'b/gpu.csv': trace({ isWithoutIds: true, to: 290 }) };
    expect((await countOf(files)).codes).toContain('devices-maybe-shared');
  });
});

describe('readings that stand in one trace twice', () => {
  it.each([
    ['a copy', trace() + trace()],
    ['a copy without its header', trace() + rows()],
    ['an earlier state', trace({ to: 290 }) + trace()],
    ['an earlier state with a cut row', trace().slice(0, 20_000) + trace()],
    ['a part of it', trace() + rows({ from: 100, to: 200 })],
    ['what overlaps', trace({ to: 400 }) + rows({ from: 200 })],
    ['three copies', trace() + trace() + trace()],
  ])('count once: %s', async (_, text) => {
    const { energyKwh, codes } = await countOf({ 'gpu.csv': text });
    expect(energyKwh).toBeCloseTo(trueKwh(), 9);
    expect(codes).toContain('doubled-lines');
    expect(codes).not.toContain('clock-set-back');
  });

  it('are those of two times where they differ, or where the power never changes; what may count twice is shown', async () => {
    for (const text of [
      trace() + trace().replaceAll('6.00 W', '6.50 W'),
      trace({ isConstant: true }) + trace({ isConstant: true }),
    ]) {
      const { energyKwh, findings } = await countOf({ 'gpu.csv': text });
      expect(energyKwh / trueKwh()).toBeGreaterThan(1.9);
      const found = findings.find(({ code }) => code === 'clock-set-back');
      expect(found?.figures?.rangeKwh?.[0]).toBeCloseTo(energyKwh / 2, 4);
    }
  });
});
