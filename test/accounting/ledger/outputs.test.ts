/** An output log without a total belongs to the standard log of its run, and to no other one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../../src/index.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';

/** The text of a log of a recorded run. */
function textOf(run: string, ending: string): string {
  const folder = path.resolve('fixtures/carbontracker', run);
  const name = readdirSync(folder).find((one) => one.endsWith(ending)) ?? '';
  return readFileSync(path.join(folder, name), 'utf8');
}

const KILLED = '2.3.0/gpu1_cpu1_e10_crash4';
const [STANDARD, OUTPUT] = [textOf(KILLED, 'carbontracker.log'), textOf(KILLED, 'output.log')];

async function counted(files: Record<string, string>): Promise<{ runs: number; joined: number; energyKwh: number }> {
  return withFolder(async (folder) => {
    writeFiles(folder, files);
    const { runs, energyKwh } = await aggregateConsumption(folder);
    const read = await readRuns(folder);
    const joined = read.filter(({ findings }) => findings.some(({ code }) => code === 'halves-joined')).length;
    return { runs, joined, energyKwh };
  });
}

describe('the logs of a killed run under other names', () => {
  it('are joined, in one folder or two, in any order', async () => {
    const whole = await counted({
      '1.1_2025-01-01T080000Z_carbontracker.log': STANDARD,
      '1.1_2025-01-01T080000Z_carbontracker_output.log': OUTPUT,
    });
    for (const [standard, output] of [
      ['a.log', 'b.log'],
      ['b.log', 'a.log'],
      ['x/a.log', 'y/a.log'],
    ] as const)
      expect(await counted({ [standard]: STANDARD, [output]: OUTPUT })).toEqual({ ...whole, joined: 1 });
  });

  it('each output log is joined with one standard log', async () => {
    const later = (text: string): string => text.replaceAll('2026-11-23', '2026-11-24');
    const files = { 'a.log': STANDARD, 'b.log': OUTPUT, 'c.log': later(STANDARD), 'd.log': later(OUTPUT) };
    expect(await counted(files)).toMatchObject({ runs: 2, joined: 2 });
  });

  it.each([
    ['at another time', OUTPUT.replaceAll('2026-11-23', '2026-11-24')],
    ['on other devices', OUTPUT.replaceAll('A100', 'H100')],
  ])('an output log %s is another run', async (_, output) => {
    expect(await counted({ 'a.log': STANDARD, 'b.log': output })).toMatchObject({ runs: 2, joined: 0 });
  });

  it('an output log with the total of another training is another run', async () => {
    const total = `2026-11-23 15:49:00 - CarbonTracker: 
Actual consumption for 10 epoch(s):
\tTime:\t0:10:00
\tEnergy:\t0.091234567891 kWh
\tCO2eq:\t43.883827155571 g
\tThis is equivalent to:
\t0.408221647028 km travelled by car
`;
    expect(await counted({ 'a.log': STANDARD, 'b.log': OUTPUT + total })).toMatchObject({ runs: 2, joined: 0 });
  });

  it('are joined though the output log of 1.0.4 prints a total, as that is one of the first epochs only', async () => {
    const old = '1.0.4/gpu1_cpu1_e10_crash4';
    const files = { 'a.log': textOf(old, 'carbontracker.log'), 'b.log': textOf(old, 'output.log') };
    expect(await counted(files)).toMatchObject({ runs: 1, joined: 1 });
  });

  it('an output log of another process is another run', async () => {
    const ofProcess = (process: number, ending: string): string =>
      `${process}.5_2025-01-01T080000Z_carbontracker${ending}.log`;
    const standard = { [ofProcess(111, '')]: STANDARD };
    expect(await counted({ ...standard, [ofProcess(222, '_output')]: OUTPUT })).toMatchObject({ runs: 2, joined: 0 });
  });

  it('a standard log that has its total takes no further output log', async () => {
    const finished = '2.2.0/gpu1_cpu1_e3_default_args';
    const output = textOf(finished, 'output.log');
    const [prediction = ''] = output.split(/(?<=km travelled by car\n)/);
    const other = prediction.replace(/Energy:\t0\./, 'Energy:\t1.');
    expect(other).not.toBe(prediction);
    const files = { 'a.log': textOf(finished, 'carbontracker.log'), 'b.log': output, 'c.log': other };
    expect(await counted(files)).toMatchObject({ runs: 2, joined: 1 });
  });
});

describe('an output log that names no devices', () => {
  const run = '1.0.7/gpu1_cpu1_e3_p1';
  const standard = textOf(run, 'carbontracker.log').split('\n').slice(0, -2).join('\n');
  const [prediction = ''] = textOf(run, 'output.log').split(/(?<=km travelled by car\n)/);

  it('is joined by the time and power of its prediction', async () => {
    const { energyKwh } = await counted({ 'a.log': standard });
    expect(await counted({ 'a.log': standard, 'b.log': prediction })).toEqual({ runs: 1, joined: 1, energyKwh });
  });

  it.each([
    ['4 s after the last line', '15:39:24', 1],
    ['6 s after the last line', '15:39:26', 2],
    ['in the second of the start', '15:38:15', 1],
    ['a second before the start', '15:38:14', 2],
  ])('belongs to a standard log that ends with its first epoch, or not, by its time: %s', async (_, time, runs) => {
    const [first = ''] = standard.split(/(?=2026-11-23 15:40:21)/);
    const output = prediction.replaceAll('15:39:20', time);
    expect(await counted({ 'a.log': first, 'b.log': output })).toMatchObject({ runs, joined: 2 - runs });
  });

  it('and shows no figure is joined with a standard log without epochs, and no other one is', async () => {
    const [head = ''] = standard.split(/(?=2026-11-23 15:39:20)/);
    const [without = ''] = textOf(run, 'output.log').split('\n').slice(-2);
    const at = (text: string): string => text.replaceAll(/15:(?:39:20|41:24)/g, '15:38:16');
    expect(await counted({ 'a.log': head, 'b.log': at(`${without}\n`) })).toMatchObject({ runs: 1, joined: 1 });
    expect(await counted({ 'a.log': head, 'b.log': at(prediction) })).toMatchObject({ runs: 2, joined: 0 });
    expect(await counted({ 'a.log': standard, 'b.log': `${without}\n` })).toMatchObject({ runs: 2, joined: 0 });
  });

  it('and predicts no time is another run', async () => {
    const timeless = prediction.replace('0:03:16', '0:00:00');
    expect(await counted({ 'a.log': standard, 'b.log': timeless })).toMatchObject({ runs: 2, joined: 0 });
  });

  it.each([
    ['of another power', { 'b.log': prediction.replace(/Energy:\s*0\./, 'Energy:\t1.') }],
    ['of another time', { 'b.log': prediction.replaceAll('2026-11-23', '2026-11-24') }],
    ['of another folder', { 'x/b.log': prediction }],
  ])('and is another run where it is one %s', async (_, other) => {
    expect(await counted({ 'a.log': standard, ...other })).toMatchObject({ runs: 2, joined: 0 });
  });
});
