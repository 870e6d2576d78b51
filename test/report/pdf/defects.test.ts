import { describe, expect, it } from 'vitest';
import { readRuns } from '../../../src/api.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { reportOf, textOf } from './report.ts';

const textOfCase = async (name: string): Promise<string> =>
  textOf(await reportOf(await readRuns(fixture('defects', name))));

describe("the report answers carbontracker's faults", () => {
  it('R1: a CPU-only log', async () => {
    expect(await textOfCase('R1')).toMatch(/CPU cpu:0/);
  });

  it('R2: energy with the PUE', async () => {
    expect(await textOfCase('R2')).toMatch(/0\.00395 kWh.*3\.95 Wh/);
  });

  it('R3: the location', async () => {
    expect(await textOfCase('R3')).toContain('Copenhagen, Capital Region, DK');
  });

  it('R4: powers as arrays, each epoch with its own', async () => {
    expect(await textOfCase('R4')).toMatch(/1 60 220 50 .* 2 120 610 60 /);
  });

  it('R5: an epoch without a power stays, and the next keeps its own', async () => {
    expect(await textOfCase('R5')).toMatch(/1 30 not measured not measured unknown 2 120 .* 3 /);
  });

  it('R6: epochs weighted by their duration', async () => {
    expect(await textOfCase('R6')).toMatch(/49\.8 Wh/);
  });

  it('R7: no intensity in the log', async () => {
    expect(await textOfCase('R7')).toContain('Carbon intensity not in the log');
  });

  it('R7b: the old unit', async () => {
    expect(await textOfCase('R7b')).toContain('475 gCO₂eq/kWh');
  });

  it('R8: a development version in full', async () => {
    expect(await textOfCase('R8')).toContain('2.4.4.dev3+g70e5a02');
  });

  it('R9: a power with an exponent', async () => {
    expect(await textOfCase('R9')).toContain('0.00003');
  });

  it('R10: no PUE in the log', async () => {
    expect(await textOfCase('R10')).toContain('PUE none applied, which is a PUE of 1');
  });
});
