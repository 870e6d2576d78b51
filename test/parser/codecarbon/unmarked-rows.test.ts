import { describe, expect, it } from 'vitest';
import { COLUMNS, cellsOf, emissionsCsv, readEmissions, runId } from '../../helpers/codecarbon.ts';

const EMPTY = Object.fromEntries(COLUMNS.map((name) => [name, '']));
const RUNS = [
  { run_id: runId(1), energy_consumed: '0.25' },
  { run_id: runId(2), energy_consumed: '0.35' },
];

/** The runs of a file, and what it holds beside them, of which each row has one energy. */
function beside(...rows: Record<string, string>[]): { energiesKwh: unknown[]; findings: unknown[] } {
  const { runs, findings } = readEmissions(emissionsCsv([...RUNS, ...rows.map((row) => ({ ...EMPTY, ...row }))]));
  return {
    energiesKwh: runs.map(({ actual }) => actual?.energyKwh),
    findings: findings.map(({ code, effectKwh }) => [code, effectKwh]),
  };
}

describe('rows without a time and an id', () => {
  it.each([
    ['as pandas writes it', {}],
    ['with a word for the time', { timestamp: 'Total' }],
    ['with a word for the id', { run_id: 'Sum' }],
    ['with a word for the project', { project_name: 'all' }],
    ['with a rounded sum', { energy_consumed: '0.6002' }],
  ])('a sum %s does not count', (_, row) => {
    const { energiesKwh, findings } = beside({ energy_consumed: '0.6', duration: '7200', ...row });
    expect(energiesKwh).toEqual([0.25, 0.35]);
    expect(findings).toEqual([['rows-repeated', expect.closeTo(-0.6, 3)]]);
  });

  it('a mean does not count, and one without an energy is not mentioned', () => {
    expect(beside({ energy_consumed: '0.3' }, { project_name: 'remark' })).toEqual({
      energiesKwh: [0.25, 0.35],
      findings: [['rows-repeated', -0.3]],
    });
  });

  it('that are no such sum are an error with their energy', () => {
    expect(beside({ energy_consumed: '0.11' }, { energy_consumed: '0.12' })).toEqual({
      energiesKwh: [0.25, 0.35],
      findings: [['rows-unread', expect.closeTo(0.23)]],
    });
  });

  it('the sum of all states of the runs is one, too', () => {
    const states = [{ energy_consumed: '0.1' }, { energy_consumed: '0.2' }].map((row, i) => ({
      ...{ run_id: runId(1), duration: String(600 * (i + 1)), timestamp: `2024-03-04T11:${i}0:00` },
      ...row,
    }));
    const { runs, findings } = readEmissions(emissionsCsv([...states, { ...EMPTY, energy_consumed: '0.3' }]));
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.2]);
    expect(findings).toMatchObject([{ code: 'rows-repeated' }]);
  });

  it('count where a file has no others', () => {
    const { runs, findings } = readEmissions(emissionsCsv([{ ...EMPTY, duration: '60', energy_consumed: '0.1' }]));
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.1]);
    expect(findings).toEqual([]);
  });

  it('a row with an id and a time that a spreadsheet rewrote counts', () => {
    const cells = cellsOf({ run_id: runId(3), timestamp: '04.03.2024 11:00' }).join(',');
    const { runs, findings } = readEmissions(`${emissionsCsv(RUNS)}${cells}\n`);
    expect(runs).toHaveLength(3);
    expect(findings).toEqual([]);
  });
});
