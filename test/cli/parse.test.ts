import { describe, expect, it } from 'vitest';
import { parseAllLogs } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture } from '../helpers/fixtures.ts';

describe('ct-parse parse', () => {
  it("prints carbontracker's dictionaries as JSON", async () => {
    const folder = fixture('carbontracker');
    const { code, stdout } = await ctParse(['parse', folder]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(await parseAllLogs(folder));
  });

  it('keys are exactly its own', async () => {
    const [entry] = JSON.parse((await ctParse(['parse', fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')])).stdout);
    expect(Object.keys(entry)).toEqual([
      'output_filename',
      'standard_filename',
      'components',
      'early_stop',
      'actual',
      'pred',
    ]);
    expect(Object.keys(entry.components)).toEqual(['gpu', 'cpu']);
    expect(Object.keys(entry.components.gpu)).toEqual([
      'avg_power_usages (W)',
      'avg_energy_usages (J)',
      'epoch_durations (s)',
      'devices',
    ]);
    for (const block of [entry.actual, entry.pred]) {
      expect(Object.keys(block)).toEqual(['epochs', 'duration (s)', 'energy (kWh)', 'co2eq (g)', 'equivalents']);
    }
  });

  it('says nothing of counted figures, which it does not print', async () => {
    const { stdout, stderr } = await ctParse(['parse', fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')]);
    expect(JSON.parse(stdout)[0].actual['energy (kWh)']).toBeCloseTo(0.0261, 3);
    expect(stderr).toBe('figures as logged, without corrections: ct-parse audit lists what affects 1 run\n');
  });

  it('a place without logs is an empty array and exit 1', async () => {
    const { code, stdout, stderr } = await ctParse(['parse', fixture('defects', 'P23')]);
    expect([code, JSON.parse(stdout)]).toEqual([1, []]);
    expect(stderr).toMatch(/^ct-parse: no logs found/);
  });

  it('a path that does not exist is one line', async () => {
    expectOneLine(await ctParse(['parse', fixture('nowhere')]), 1, /no such file or folder/);
  });
});
