/** Tables with a row per device and reading: which columns name the device, and what counts where none does. */
import { describe, expect, it } from 'vitest';
import { figuresOf, type Run } from '../../../src/index.ts';
import { powerTraces } from '../../../src/parser/power-trace/index.ts';
import { readSourceText } from '../../helpers/sources.ts';

const SECONDS = 60;

/** A row per second and combination of names, each with 200 W. */
function longTable(header: string, names: readonly string[], rest: (second: number) => string = () => '200'): string {
  const rows = Array.from({ length: SECONDS + 1 }, (_, second) =>
    names.map((name) => `${second},${name === '' ? '' : `${name},`}${rest(second)}\n`).join(''),
  );
  return `timestamp,${header}\n${rows.join('')}`;
}

function traceOf(text: string): Run {
  const { runs, loose } = readSourceText(powerTraces, text);
  expect(loose).toEqual([]);
  return runs[0] as Run;
}

/** Devices of 200 W that count. */
const devicesCounted = (run: Run): number => (figuresOf(run).corrected.energyKwh * 3.6e6) / (200 * SECONDS);
const guessOf = (run: Run): string => run.findings.find(({ code }) => code === 'columns-guessed')?.message ?? '';

describe('a table with a row per device', () => {
  it.each([
    ['gpu,power_w', ['0', '1'], 2],
    ['gpu_id,power_w', ['0', '1'], 2],
    ['gpu_name,power_w', ['A100-0', 'A100-1'], 2],
    ['device,power_w', ['a', 'b', 'c'], 3],
    ['component,power_w', ['cpu', 'gpu'], 2],
    ['sensor,power (W)', ['PSU1', 'PSU2'], 2],
    ['rank,power_w', ['0', '1', '2', '3'], 4],
    ['hostname,power_w', ['n1', 'n2'], 2],
    ['host,gpu,power_w', ['a,0', 'a,1', 'b,0', 'b,1'], 4],
  ])('%s: every device counts', (header, names, expected) => {
    expect(devicesCounted(traceOf(longTable(header, names)))).toBeCloseTo(expected, 9);
  });

  it('a power and an energy of each device count once', () => {
    const counter = (unit: number) => (second: number) => `200,${(1000 + 200 * second) / unit}`;
    for (const [header, unit] of [
      ['gpu_id,power_w,energy_j', 1],
      ['gpu_id,power_w,energy_kwh', 3.6e6],
      ['gpu_id,power_w,cumulative_energy_wh', 3600],
    ] as const) {
      expect(devicesCounted(traceOf(longTable(header, ['0', '1'], counter(unit)))), header).toBeCloseTo(2, 9);
    }
    // Under names that show nothing in common, by their energies.
    const run = traceOf(longTable('board_w,spent_joules', [''], counter(1)));
    expect(devicesCounted(run)).toBeCloseTo(1, 9);
    expect(guessOf(run)).toContain('"board_w" shows the energy of "spent_joules" and is not counted again');
  });

  it('powers and energies of different parts all count', () => {
    const run = traceOf(longTable('gpu_power_w,cpu_energy_j', [''], (second) => `200,${200 * second}`));
    expect(devicesCounted(run)).toBeCloseTo(2, 9);
  });

  it('the CPU that stands in the row of each GPU counts once', () => {
    const run = traceOf(longTable('gpu_id,cpu_power_w,gpu_power_w', ['0', '1'], () => '200,200'));
    expect(devicesCounted(run)).toBeCloseTo(3, 9);
    expect(run.components.map(({ name, devices }) => [name, devices.length])).toEqual([
      ['cpu', 1],
      ['gpu', 2],
    ]);
  });

  it('a number of the row is no device', () => {
    const rows = Array.from({ length: SECONDS + 1 }, (_, i) => `${i},${i},200\n`).join('');
    expect(devicesCounted(traceOf(`index,timestamp,power_w\n${rows}`))).toBeCloseTo(1, 9);
  });

  it('readings of one time that no column distinguishes count as their mean, which is said', () => {
    const run = traceOf(longTable('tag,power_w', ['x', 'y']));
    expect(devicesCounted(run)).toBeCloseTo(1, 9);
    expect(guessOf(run)).toContain('several readings have one time');
    expect(guessOf(traceOf(longTable('power_w', [''])))).not.toContain('several readings');
  });

  it('tables of nvidia-smi of several computers count all GPUs, with and without their index', () => {
    const table = (header: string, names: readonly string[]): string => {
      const rows = Array.from({ length: SECONDS + 1 }, (_, i) =>
        names.map(
          (name) => `2026/01/03 10:0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}.000, ${name}, 200.00 W\n`,
        ),
      );
      return `timestamp, ${header}, power.draw [W]\n${rows.flat().join('')}`;
    };
    expect(devicesCounted(traceOf(table('hostname, index', ['a, 0', 'a, 1', 'b, 0', 'b, 1'])))).toBeCloseTo(4, 9);
    expect(devicesCounted(traceOf(table('hostname, name', ['a, A100', 'a, A100', 'b, A100'])))).toBeCloseTo(3, 9);
  });
});

describe('cells', () => {
  const seconds = (cell: (second: number) => string, separator = ';'): string =>
    `time${separator}power (W)\n${Array.from({ length: SECONDS + 1 }, (_, i) => `${cell(i)}\n`).join('')}`;

  it('have decimal commas where semicolons separate them', () => {
    expect(devicesCounted(traceOf(seconds((i) => `${i},0;200,0`)))).toBeCloseTo(1, 9);
    expect(devicesCounted(traceOf(seconds((i) => `${i};200,00 W`)))).toBeCloseTo(1, 9);
    // Thousands are not taken for decimals.
    expect(figuresOf(traceOf(seconds((i) => `${i};1.200,0`))).basis).toBe('none');
    expect(figuresOf(traceOf(seconds((i) => `${i},"1,200"`, ','))).basis).toBe('none');
  });

  it('that are no decimal numbers are no readings', () => {
    const run = traceOf(seconds((i) => `${i},${i === 30 ? '0x10000' : '200'}`, ','));
    expect(devicesCounted(run)).toBeCloseTo(1, 9);
  });

  it('that are no times make a table that is not understood, by the first of them', () => {
    for (const cell of ['01/03/2026 11:30:00', '03.01.2026 11:30', '0:30', 'Sat Jan  3 11:30:00 2026']) {
      const text = `time,power_w\n${`${cell},200\n`.repeat(3)}`;
      expect(powerTraces.recognises('power.csv', Buffer.from(text)), cell).toBe(true);
      const { runs, loose } = readSourceText(powerTraces, text);
      expect(runs, cell).toEqual([]);
      expect(loose.map(({ code }) => code)).toEqual(['not-understood']);
      expect(loose[0]?.message).toContain(`no cell of its column "time" is a time, as "${cell}"`);
    }
  });

  it('of columns that name no unit are powers only where a GPU may draw that', () => {
    const table = (watts: number): Buffer => Buffer.from(`timestamp,GPU0,GPU1\n0,${watts},${watts}\n`);
    expect([50, 200, 5000].map((watts) => powerTraces.recognises('gpu.csv', table(watts)))).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('columns that the user names', () => {
  const rows = Array.from({ length: SECONDS + 1 }, (_, i) =>
    ['a,0', 'a,1', 'b,0', 'b,1'].map((name) => `${i},${name},200\n`).join(''),
  ).join('');
  it.each([
    ['time=t,device=h,device=g,gpu=p', 4],
    ['time=1,device=2,device=3,cpu=4', 4],
    ['time=t,device=g,node=p', 2],
  ])('%s: the devices of the named columns count', (columns, expected) => {
    const { runs } = readSourceText(powerTraces, `t,h,g,p\n${rows}`, { columns });
    expect(devicesCounted(runs[0] as Run)).toBeCloseTo(expected, 9);
  });
});

describe('answers of Prometheus', () => {
  const times = Array.from({ length: SECONDS + 1 }, (_, second) => 1_767_434_400 + second);
  const series = (name: string, labels: Record<string, string>, value: (second: number) => number): object => ({
    metric: { __name__: name, ...labels },
    values: times.map((time, second) => [time, String(value(second))]),
  });
  const answer = (...result: object[]): string =>
    JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
  const watts = (): number => 200;

  it('a counter of one GPU is not the power of another one that draws the same', () => {
    const run = traceOf(
      answer(
        series('DCGM_FI_DEV_POWER_USAGE', { UUID: 'a' }, watts),
        series('DCGM_FI_DEV_POWER_USAGE', { UUID: 'b' }, watts),
        series('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', { UUID: 'a' }, (second) => 1e9 + 200_000 * second),
      ),
    );
    expect(devicesCounted(run)).toBeCloseTo(2, 9);
  });

  it('series of one GPU that pods share count once, and those that follow one another both', () => {
    const pod = (name: string): Record<string, string> => ({ UUID: 'a', pod: name });
    const power = 'DCGM_FI_DEV_POWER_USAGE';
    expect(devicesCounted(traceOf(answer(series(power, pod('x'), watts), series(power, pod('y'), watts))))).toBeCloseTo(
      1,
      9,
    );
    const [all] = [series(power, pod('x'), watts) as { values: unknown[] }];
    const half = (from: number, to: number): object => ({ ...all, values: all.values.slice(from, to) });
    const run = traceOf(answer(half(30, 61), half(0, 31)));
    expect(devicesCounted(run)).toBeCloseTo(1, 9);
    expect(run.findings.map(({ code }) => code)).not.toContain('clock-set-back');
  });

  it('columns of numbered devices are not compared', () => {
    const run = traceOf(longTable('gpu0_w,gpu1_j', [''], (second) => `200,${200 * second}`));
    expect(devicesCounted(run)).toBeCloseTo(2, 9);
  });
});
