/** Each rule about power traces with the right value, where a plain sum is wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresOf, type Run } from '../../../src/index.ts';
import { powerTraces } from '../../../src/parser/power-trace/index.ts';
import type { SourceOptions } from '../../../src/parser/source.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { codesOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';

const textOf = (name: string): string => readFileSync(fixture('power-trace', name), 'utf8');

function traceOf(text: string, options: SourceOptions = {}): Run {
  const { runs, loose } = readSourceText(powerTraces, text, options);
  expect(loose).toEqual([]);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

/** Energy of the corrected figure in J. */
const energyJ = (run: Run): number => figuresOf(run).corrected.energyKwh * 3.6e6;
const messageOf = (run: Run, code: string): string | undefined =>
  run.findings.find((finding) => finding.code === code)?.message;

describe('the text of nvidia-smi dmon', () => {
  it.each([
    '# gpu    pwr  gtemp\n# Idx      W      C\n    0    201     40\n',
    '#Time        gpu    pwr  gtemp\n#HH:MM:SS    Idx      W      C\n 10:00:00    0    201     40\n',
    '#Date       Time        gpu    pwr\n#YYYYMMDD   HH:MM:SS    Idx      W\n 20250703   10:00:00      0    201\n',
  ])('is reported, and not passed over', (text) => {
    expect(powerTraces.recognises('nvidia-dmon.txt', Buffer.from(text))).toBe(true);
    expect(powerTraces.isUncertain?.(Buffer.from(text))).toBe(false);
    const { runs, loose } = readSourceText(powerTraces, text);
    expect(runs).toEqual([]);
    expect(loose).toMatchObject([{ code: 'not-understood', message: expect.stringContaining('nvidia-smi dmon') }]);
  });
});

describe('nvidia-smi', () => {
  const run = traceOf(textOf('two-gpus.csv'));

  it('adds up GPUs that interleave, without the limits, over a repeated header, [N/A] and a torn last row', () => {
    // 8250 J and 5900 J by hand; all rows taken for one GPU would be 6900 J.
    expect(energyJ(run)).toBeCloseTo(14_150, 6);
    expect(run.components).toEqual([
      { name: 'gpu', devices: ['NVIDIA A100-SXM4-40GB', 'NVIDIA A100-SXM4-40GB'], method: 'sampled' },
    ]);
    expect(codesOf(run)).toContain('cut-line');
    expect(run).toMatchObject({
      format: 'power-trace',
      writer: { tool: 'nvidia-smi', version: null },
      startedAt: '2026-03-02 10:00:00',
      endedAt: '2026-03-02 10:00:40',
      end: 'finished',
      pue: null,
      intensity: null,
    });
    expect(figuresOf(run)).toMatchObject({ basis: 'measured', corrected: { durationS: 40 } });
  });

  it('names idle time at both ends with its energy, and cuts it when it is asked to', () => {
    expect(messageOf(run, 'idle-in-trace')).toBe(
      'the trace is idle at its ends: 214 mWh before 2026-03-02 10:00:07 and 214 mWh after 2026-03-02 10:00:33 are counted (11 % of its energy); --from-time "2026-03-02 10:00:07" --to-time "2026-03-02 10:00:33" leaves both out',
    );
    const cut = { fromTime: '2026-03-02 10:00:08.250', toTime: '10:00:32.25' };
    const load = traceOf(textOf('two-gpus.csv'), cut);
    expect(energyJ(load)).toBeCloseTo(12_000, 6);
    expect(codesOf(load)).not.toContain('idle-in-trace');
    expect(energyJ(traceOf(textOf('two-gpus.csv'), { fromTime: '8', toTime: '32' }))).toBeCloseTo(12_000, 6);
  });

  it('bounds what was read at instants by the readings on both sides', () => {
    const [low, high] = run.findings.find(({ code }) => code === 'power-at-instants')?.figures?.rangeKwh ?? [];
    expect((low ?? 0) * 3.6e6).toBeCloseTo(13_760, 6);
    expect((high ?? 0) * 3.6e6).toBeCloseTo(14_540, 6);
    expect(codesOf(traceOf(textOf('nounits.csv')))).not.toContain('power-at-instants');
  });

  it('says that CPU and memory are missing', () => {
    expect(codesOf(run)).toContain('cpu-not-measured');
  });

  it('distinguishes GPUs without an id by the order of their rows in a tick', () => {
    const rows = traceOf(textOf('by-order.csv'));
    // 400 W and 20 W; as one GPU they would be 2100 J.
    expect(energyJ(rows)).toBeCloseTo(4200, 6);
    expect(rows.components[0]?.devices).toHaveLength(2);
    expect(messageOf(rows, 'devices-by-order')).toBe(
      'rows name no GPU: the 2 rows of each tick are taken for 2 GPUs in the same order',
    );
    const sameStamps = traceOf(textOf('by-order.csv').replaceAll('.104', '.100'));
    expect(energyJ(sameStamps)).toBeCloseTo(4200, 6);
  });

  it('takes one GPU that is read at uneven times for one', () => {
    const times = Array.from({ length: 40 }, (_, i) => i + (i % 3) * 0.05);
    const text = `timestamp, power.draw [W]\n${times.map((s) => `2026/03/02 11:00:${s.toFixed(3).padStart(6, '0')}, 100.00 W\n`).join('')}`;
    expect(traceOf(text).components[0]?.devices).toEqual(['gpu0']);
    expect(energyJ(traceOf(text))).toBeCloseTo(100 * ((times.at(-1) ?? 0) - (times[0] ?? 0)), 6);
  });

  it('counts one of several columns of power', () => {
    // The sum of all three would be 15,000 J.
    expect(energyJ(traceOf(textOf('nounits.csv')))).toBeCloseTo(5000, 6);
    const withoutMeans = textOf('nounits.csv').replaceAll('500.00, 500.00,', '[N/A], [N/A],');
    expect(energyJ(traceOf(withoutMeans))).toBeCloseTo(5000, 6);
    expect(codesOf(traceOf(withoutMeans))).toContain('power-at-instants');
  });

  it('reads rows without a header where their columns are named', () => {
    const columns = 'time=1,device=2,gpu=3';
    const rows = traceOf(textOf('headerless.csv'), { columns });
    expect(energyJ(rows)).toBeCloseTo(3010, 6);
    expect(rows.components[0]?.devices).toEqual(['gpu 0', 'gpu 1']);
    const { runs, loose } = readSourceText(powerTraces, textOf('headerless.csv'));
    expect(runs).toEqual([]);
    expect(loose.map(({ message }) => message)).toEqual([
      'logs/file looks like a power trace and was not understood: it has no header: name its columns, such as --columns time=1,gpu0=2',
    ]);
  });

  it('reports a GPU without any reading, and a run without any', () => {
    const half = textOf('by-order.csv').replaceAll(' 20.00 W', ' [Unknown Error]');
    expect(messageOf(traceOf(half), 'reading-failed')).toBe(
      'NVIDIA GeForce RTX 4090 gave no reading: its energy is missing',
    );
    expect(energyJ(traceOf(half))).toBeCloseTo(4000, 6);
    const none = traceOf(textOf('by-order.csv').replaceAll(/\d+\.00 W/g, '[Not Supported]'));
    expect(figuresOf(none).basis).toBe('none');
  });

  it('reports a GPU that is absent at the end', () => {
    const rows = textOf('two-gpus.csv').split('\n');
    const gone = rows.filter((row, i) => !(i > 50 && row.includes(', 1, GPU-2'))).join('\n');
    expect(messageOf(traceOf(gone), 'reading-gaps')).toMatch(
      /^devices without readings at the start or end of the trace: GPU-20000000-\S+ 0:00:1\d$/,
    );
  });
});

describe('any table of powers', () => {
  it('counts a sum beside its parts once, and says so', () => {
    const run = traceOf(textOf('power-of-nodes.csv'));
    // All three columns would be 1 kWh.
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(0.5, 12);
    expect(messageOf(run, 'columns-guessed')).toBe(
      'guessed: time is "timestamp"; "n1_watts" (W), "n2_watts" (W), "total_watts" (W) of other; "total_watts" is the sum of the other columns and not counted again',
    );
    expect(run.writer.tool).toBe(null);
  });

  it('counts the whole machine alone where it holds more than its parts', () => {
    const text = `time_s,cpu_w,gpu_w,node_w\n${Array.from({ length: 11 }, (_, i) => `${i},50,200,400\n`).join('')}`;
    const run = traceOf(text);
    expect(energyJ(run)).toBeCloseTo(4000, 6);
    expect(run.components.map(({ name }) => name)).toEqual(['other']);
  });

  it('counts a column for each node, of which none holds the others', () => {
    const rows = Array.from({ length: 11 }, (_, i) => `${i},100,300,400\n`).join('');
    expect(energyJ(traceOf(`time,node 1 (W),node 2 (W),node 3 (W)\n${rows.replaceAll(',400', ',500')}`))).toBeCloseTo(
      9000,
      6,
    );
    expect(energyJ(traceOf(`time,node 1 (W),node 2 (W),all nodes (W)\n${rows}`))).toBeCloseTo(4000, 6);
  });

  it('reads components by their names, and energy in place of power where both are there', () => {
    const rows = Array.from({ length: 11 }, (_, i) => `${i * 1000},${i * 70},60,${100 + i * 10},3\n`).join('');
    const run = traceOf(`elapsed_ms,cpu_energy_j,cpu_power_w,gpu0_energy_j,dram_power (W)\n${rows}`);
    // The CPU by its counter (700 J, not 600 J), the GPU 100 J, memory 30 J.
    expect(energyJ(run)).toBeCloseTo(830, 6);
    expect(run.components.map(({ name, method }) => [name, method])).toEqual([
      ['cpu', 'counter'],
      ['gpu', 'counter'],
      ['ram', 'sampled'],
    ]);
  });

  it('adds up energies of rows, which are no counter', () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i},${i % 2 === 0 ? 30 : 50}\n`).join('');
    expect(energyJ(traceOf(`time,energy_j\n${rows}`))).toBeCloseTo(400, 6);
  });

  it('takes columns that only name GPUs for W', () => {
    const run = traceOf(textOf('gpu-columns.csv'));
    expect(energyJ(run)).toBeCloseTo(4000, 6);
    expect(run.startedAt).toBe('2026-03-02 15:00:00');
    expect(powerTraces.recognises('x.csv', Buffer.from(textOf('gpu-columns.csv')))).toBe(true);
    // These may be percentages.
    const low = textOf('gpu-columns.csv').replaceAll(/,[12]50/g, ',50');
    expect(powerTraces.recognises('x.csv', Buffer.from(low))).toBe(false);
  });

  it('leaves gaps out, with what they may hold', () => {
    const run = traceOf(textOf('power-board.csv'));
    // Over the gap the trapezoid would be 3100 J.
    expect(energyJ(run)).toBeCloseTo(100, 6);
    expect(figuresOf(run).corrected.durationS).toBe(20);
    expect(messageOf(run, 'reading-gaps')).toBe(
      'nothing was read in 1 gap of 0:10:00 together: no energy is counted for it; at the power on both sides it would be 833 mWh more',
    );
    expect(run.epochs.map(({ durationS }) => durationS)).toEqual([10, 10]);
  });

  it('has no gaps where a program waits regularly', () => {
    const times = Array.from({ length: 60 }, (_, i) => i + 3.5 * Math.floor(i / 10));
    const run = traceOf(`time,power_w\n${times.map((s) => `${s},100\n`).join('')}`);
    expect(energyJ(run)).toBeCloseTo(100 * (times.at(-1) ?? 0), 6);
    expect(messageOf(run, 'reading-gaps')).toBe(
      'readings wait regularly: 5 intervals of more than 3 typical ones, 0:00:23 together, are taken at the mean power of both sides',
    );
  });

  it('adds up apart what lies before and after a clock that was set back', () => {
    const stamps = [
      ...Array.from({ length: 11 }, (_, i) => 7200 + i),
      ...Array.from({ length: 11 }, (_, i) => 3611 + i),
    ];
    const run = traceOf(`time,power_w\n${stamps.map((s) => `${s},100\n`).join('')}`);
    expect(energyJ(run)).toBeCloseTo(2000, 6);
    expect(codesOf(run)).toContain('clock-set-back');
  });

  it('puts rows that are out of order by little into order, and takes several of one time as their mean', () => {
    const run = traceOf('time,power_w\n0,100\n2,100\n1,100\n3,100\n3,300\n4,200\n');
    expect(energyJ(run)).toBeCloseTo(100 * 2 + 150 + 200, 6);
  });

  it('reads columns that the user names, with their units', () => {
    const text = 'when;a;b\n0;1000;5\n1;1000;5\n2;1000;5\n';
    const run = traceOf(text, { columns: 'time=when,gpu0=a:mW,cpu=b' });
    expect(energyJ(run)).toBeCloseTo(12, 9);
    expect(run.components.map(({ name }) => name)).toEqual(['cpu', 'gpu']);
    expect(codesOf(run)).not.toContain('columns-guessed');
    const { loose } = readSourceText(powerTraces, text, { columns: 'time=when,gpu0=c' });
    expect(loose[0]?.message).toContain('it has no column "c"');
  });

  it('reads what is no reading as none', () => {
    const run = traceOf('time,power_w\n0,100\n1,-5\n2,nan\n3,Infinity\n4,1e308\n5,100\nx,y\n6,100\n');
    expect(Number.isFinite(energyJ(run))).toBe(true);
    expect(messageOf(run, 'samples-damaged')).toBe('1 row could not be read');
  });
});

describe('Prometheus and DCGM', () => {
  const run = traceOf(textOf('power-dcgm.json'));

  it('takes differences of counters, over resets, in place of the power of the same device', () => {
    // 15,000 + 12,000 J of the first, 15,000 J of the second GPU; last minus first is 8000 J.
    expect(energyJ(run)).toBeCloseTo(42_000, 6);
    expect(run.components).toEqual([
      { name: 'gpu', devices: ['NVIDIA H100 80GB HBM3', 'NVIDIA H100 80GB HBM3'], method: 'sampled' },
    ]);
    expect(messageOf(run, 'reading-gaps')).toBe(
      'nothing was read in 1 gap of 0:00:30 together, 1 time because a counter started again: no energy is counted for it',
    );
    expect(run.startedAt).toBe('2026-03-02 15:00:00');
  });

  it('counts a host without its shares, and a package without its cores', () => {
    const series = (name: string, values: number[], labels: object = {}): object => ({
      metric: { __name__: name, instance: 'node1', ...labels },
      values: values.map((value, i) => [1_772_463_600 + 15 * i, String(value)]),
    });
    const result = [
      series('kepler_node_package_joules_total', [0, 1000, 2000], { package: '0' }),
      series('kepler_node_core_joules_total', [0, 600, 1200], { package: '0' }),
      series('kepler_node_dram_joules_total', [0, 100, 200], { package: '0' }),
      series('kepler_container_joules_total', [0, 300, 600], { container_name: 'train' }),
    ];
    const node = traceOf(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    expect(energyJ(node)).toBeCloseTo(2200, 6);
    expect(node.components.map(({ name }) => name)).toEqual(['cpu', 'ram']);
    const host = [
      series('scaph_host_energy_microjoules', [0, 5e9, 9e9]),
      series('scaph_host_power_microwatts', [3e8, 3e8, 3e8]),
    ];
    const whole = traceOf(JSON.stringify({ data: { resultType: 'matrix', result: host } }));
    expect(energyJ(whole)).toBeCloseTo(9000, 6);
  });

  it('names an answer without power or energy', () => {
    const text = '{"data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1,"1"]]}]}}';
    expect(readSourceText(powerTraces, text).loose[0]?.message).toContain(
      'it holds no series of power or energy but up',
    );
    expect(readSourceText(powerTraces, text.slice(0, -2)).loose[0]?.message).toContain('it is cut or not valid JSON');
  });
});

describe('which files are power traces', () => {
  const recognised = (text: string): boolean => powerTraces.recognises('x', Buffer.from(text));

  it.each(['two-gpus.csv', 'by-order.csv', 'nounits.csv', 'headerless.csv', 'power-of-nodes.csv', 'power-board.csv'])(
    '%s is one',
    (name) => expect(recognised(textOf(name))).toBe(true),
  );
  it('an answer of Prometheus is one', () => expect(recognised(textOf('power-dcgm.json'))).toBe(true));

  it.each([
    ['a table of runs', 'Total Time (s),Total Energy (J),Avg Power (W)\n1.2,16.7,13.4\n'],
    ['a table of runs with all samples', 'Dataset,TotalTime(S),TotalEnergy(J),AllDrawSamples(W)\na,1,2,"1,2,3"\n'],
    ['limits', 'timestamp,power.limit [W]\n2026/03/02 11:00:00.000,400\n'],
    ['currents', 'Time(ms),USB(mA),Aux(mA)\n1,2,3\n'],
    ['widths', 'input_n,input_w,kernel_w,time\n1,2,3,4\n'],
    ['events', '2025-03-28 01:56:12.828776,init,0,0\n'],
    ['percentages', 'time,power (%)\n1,50\n2,50\n'],
    ['text', 'Power to the people\n'],
    ['nothing', ''],
  ])('%s is none', (_, text) => expect(recognised(text)).toBe(false));
});
