import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORRECTIONS, type Correction, CorrectionTotals } from '../../../src/accounting/index.ts';
import { entriesFrom } from '../../../src/pipeline.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { writeTable } from '../../helpers/tables.ts';

/** The corrections of a folder, and the sums of what its runs print and count. */
async function correctionsOf(folder: string, options = {}) {
  const totals = new CorrectionTotals();
  let differenceKwh = 0;
  const without: number[] = [];
  for await (const { run, beforeFactors } of entriesFrom([folder], options)) {
    totals.add({ run, figures: beforeFactors });
    const ownKwh = beforeFactors.corrected.energyKwh - beforeFactors.logged.energyKwh;
    differenceKwh += ownKwh;
    if (!run.findings.some(({ code }) => CORRECTIONS.has(code))) without.push(ownKwh);
  }
  return { corrections: totals.result(), differenceKwh, without };
}

const effects = (corrections: readonly Correction[]): number =>
  corrections.reduce((sum, { effectKwh }) => sum + effectKwh, 0);

describe('CorrectionTotals', () => {
  it('gives the mean of the devices in full', async () => {
    const { corrections } = await correctionsOf(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1'));
    // The log prints 0.0261 kWh; its epochs with 8 GPUs and 2 CPUs make 0.17884 kWh.
    expect(corrections).toEqual([
      {
        code: 'devices-averaged',
        runs: 1,
        effectKwh: expect.closeTo(0.17884276884 - 0.0261, 4),
        devices: { gpu: [8, 8], cpu: [2, 2] },
      },
    ]);
  });

  it('names the devices of tables, which hold no epochs, as those of logs', () =>
    withFolder(async (folder) => {
      const logs = fixture('carbontracker');
      for (const suffix of ['.parquet', '.csv', '.ndjson'] as const) {
        const table = path.join(folder, `runs${suffix}`);
        await writeTable(table, [logs]);
        const { corrections } = await correctionsOf(table);
        expect(corrections).toEqual((await correctionsOf(logs)).corrections);
        expect(corrections[0]?.devices).toEqual({ gpu: [2, 8], cpu: [2, 2] });
      }
    }));

  it.each(['carbontracker', 'carbontracker-events', 'findings', 'defects', 'codecarbon'])(
    'explains the whole difference of the runs of %s',
    async (folder) => {
      const { corrections, differenceKwh, without } = await correctionsOf(fixture(folder));
      expect(without.filter((kwh) => Math.abs(kwh) > 1e-12)).toEqual([]);
      expect(effects(corrections)).toBeCloseTo(differenceKwh, 9);
    },
  );

  it('names each correction of a run with its own part', async () => {
    const { corrections, differenceKwh } = await correctionsOf(fixture('carbontracker'));
    const codes = corrections.map(({ code }) => code);
    expect(codes).toContain('devices-averaged');
    expect(codes).toContain('prediction-counted');
    expect(codes[0]).toBe('devices-averaged');
    expect(effects(corrections)).toBeCloseTo(differenceKwh, 9);
  });
});
