/** A run of a format without epochs, whose records are measured spans: its figures add up, and nothing calls them epochs. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditEntry, epochRowsOf, rangeOfEntry } from '../src/accounting/index.ts';
import { aggregateConsumption, figuresOf, parseAllLogs, type Run, statement } from '../src/index.ts';
import { kwhToJoules } from '../src/model/units.ts';
import { toDictionary } from '../src/parser/dictionary.ts';
import { chart, describeChart, figure } from '../src/report/charts/index.ts';
import { recordOf } from '../src/tables/index.ts';
import { ctParse } from './helpers/cli.ts';
import { alone } from './helpers/entries.ts';
import { fixture, withFolder, writeFiles } from './helpers/fixtures.ts';
import { SUFFIXES, writeTable } from './helpers/tables.ts';
import { reportOf, textOf } from './report/pdf/report.ts';
import { makeRun } from './report/runs.ts';

const ENERGY_KWH = { gpu: 0.3, cpu: 0.1, ram: 0.05 };
const DURATION_S = 7200;
const TOTAL_KWH = 0.45;

/** As the reader of such a format makes it. */
function spanning(): Run {
  const powerW = Object.fromEntries(
    Object.entries(ENERGY_KWH).map(([name, kwh]) => [
      name,
      { scope: 'sum' as const, values: [kwhToJoules(kwh) / DURATION_S] },
    ]),
  );
  return makeRun({
    id: 'logs/emissions.csv',
    format: 'codecarbon',
    files: { standard: null, output: null, error: null, samples: null, source: 'logs/emissions.csv' },
    writer: { tool: 'codecarbon', version: '3.2.1' },
    components: [
      { name: 'gpu', devices: ['A100', 'A100'], method: 'counter' },
      { name: 'cpu', devices: ['Xeon'], method: 'estimated' },
      { name: 'ram', devices: ['64 GB'], method: 'estimated' },
    ],
    epochs: [{ number: 1, durationS: DURATION_S, powerW }],
    plannedEpochs: null,
    pue: null,
    intensity: { gPerKwh: 200, kind: 'country-average', location: 'DK', year: null, values: [] },
    actual: {
      block: 'actual',
      epochs: null,
      durationS: DURATION_S,
      energyKwh: TOTAL_KWH,
      co2eqG: 90,
      equivalents: null,
      energyResolutionKwh: 0,
      co2eqResolutionG: 0,
    },
  });
}

describe('a run whose record is a measured span', () => {
  it('has its printed total, for no epoch', () => {
    expect(figuresOf(spanning())).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: TOTAL_KWH, co2eqG: 90, durationS: DURATION_S, epochs: 0 },
    });
  });

  it('has no finding about epochs, nor about carbontracker', () => {
    const text = JSON.stringify([spanning().findings, auditEntry(alone(spanning()))]);
    expect(text).not.toMatch(/epoch|carbontracker/);
  });

  it('is no epoch in any output', async () => {
    const run = spanning();
    expect(epochRowsOf(alone(run))).toEqual([]);
    expect(toDictionary(run).actual?.epochs).toBeNull();
    expect(figure(run, 'energy-per-epoch')).toBeNull();
    expect(JSON.stringify([chart(run, 'power'), describeChart(run, 'power'), figure(run, 'power')])).not.toMatch(
      /epoch/i,
    );
    expect(describeChart(run, 'breakdown')).toContain('ram'.toUpperCase());
    const pdf = textOf(await reportOf([run]));
    expect(pdf).not.toMatch(/\b1 epochs?\b/);
    expect(pdf).toContain('courty2024codecarbon');
    expect(pdf).not.toContain('anthony2020carbontracker');
  });

  it('is cited as what measured it', async () => {
    expect(await statement([spanning()], 'plain')).toContain(
      'Measured by CodeCarbon (https://github.com/mlco2/codecarbon), partly estimated.',
    );
    expect(await statement([spanning()], 'bibtex')).toContain('courty2024codecarbon');
  });

  it('comes back from a line of a table', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'runs.ndjson': `${JSON.stringify(recordOf(alone(spanning())))}\n` });
      const totals = await aggregateConsumption([], { tables: [path.join(folder, 'runs.ndjson')] });
      expect(totals).toMatchObject({ runs: 1, energyKwh: TOTAL_KWH, co2eqG: 90 });
    }));

  it('has a range around its figure', async () => {
    const range = await rangeOfEntry(alone(spanning()));
    expect(range?.energyKwh[0]).toBeLessThanOrEqual(TOTAL_KWH);
    expect(range?.energyKwh[1]).toBeGreaterThanOrEqual(TOTAL_KWH);
  });
});

describe('console text', () => {
  it('goes through every output, and back from every table', () =>
    withFolder(async (folder) => {
      const place = fixture('console');
      const totals = await aggregateConsumption(place);
      for (const suffix of SUFFIXES) {
        const table = path.join(folder, `runs${suffix}`);
        await writeTable(table, [place]);
        const back = await aggregateConsumption([], { tables: [table] });
        expect([back.runs, back.energyKwh, back.basis]).toEqual([
          totals.runs,
          expect.closeTo(totals.energyKwh, 12),
          totals.basis,
        ]);
      }
      expect(await parseAllLogs(place)).toHaveLength(totals.runs);
    }));
});

describe('ct-parse diff', () => {
  it('takes a CSV of another program for logs, and one of its own for a table', () =>
    withFolder(async (folder) => {
      const place = fixture('codecarbon', '2.0.0', 'emissions.csv');
      const table = path.join(folder, 'runs.csv');
      await writeTable(table, [place]);
      const { code, stdout } = await ctParse(['diff', '--exit-code', place, table]);
      expect(code, stdout).toBe(0);
    }));
});
