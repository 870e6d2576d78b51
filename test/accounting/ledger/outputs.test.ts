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
    ['of another power', { 'b.log': prediction.replace(/Energy:\s*0\./, 'Energy:\t1.') }],
    ['of another time', { 'b.log': prediction.replaceAll('2026-11-23', '2026-11-24') }],
    ['of another folder', { 'x/b.log': prediction }],
  ])('and is another run where it is one %s', async (_, other) => {
    expect(await counted({ 'a.log': standard, ...other })).toMatchObject({ runs: 2, joined: 0 });
  });
});
