/** Rows of CodeCarbon's file -> runs: which rows count, and how what people and programs did to the file is undone. */
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../src/parser/codecarbon/read-rows.ts';
import { COLUMNS, cellsOf, emissionsCsv, readEmissions, runId, runOfRow } from '../../helpers/codecarbon.ts';
import { codesOf } from '../../helpers/runs.ts';

const energies = (text: string | Buffer): (number | null)[] =>
  readEmissions(text).runs.map(({ actual }) => actual?.energyKwh ?? null);

const state = (share: number, changes: Record<string, string> = {}): Record<string, string> => ({
  duration: String(3600 * share),
  energy_consumed: String(0.26 * share),
  ...changes,
});

describe('rows of one run', () => {
  it('the last state counts, also where states of two runs alternate', () => {
    const two = { run_id: runId(2) };
    const rows = [state(0.25), state(0.5, two), state(0.5), state(1, two), state(1)];
    expect(energies(emissionsCsv(rows))).toEqual([0.26, 0.26]);
    const [run] = readEmissions(emissionsCsv(rows)).runs;
    expect(run?.findings.find(({ code }) => code === 'rows-repeated')?.figures).toEqual({
      loggedKwh: 0.26 * 1.75,
      correctKwh: 0.26,
      rangeKwh: null,
    });
  });

  it('the last state counts, in whatever pieces the text comes, also behind a row with quotes', () => {
    const two = { run_id: runId(2) };
    const rows = [state(0.25), state(0.5, two), state(0.5), state(0.75, two), state(0.75), state(1, two), state(1)];
    const plain = emissionsCsv(rows);
    for (const text of [plain, plain.replace('capital region', '"capital, region"')]) {
      const lines = text.split(/(?<=\n)/);
      for (const pieces of [[text], lines, [lines.slice(0, 3).join(''), lines.slice(3).join('')]]) {
        const kept = [...(readRows(text, pieces)?.rows.take() ?? [])];
        expect(kept.map(({ row, kept }) => [row.runId, row.durationS, kept.rows])).toEqual([
          [runId(1), 3600, 4],
          [runId(2), 3600, 3],
        ]);
      }
    }
  });

  it('rows without a time are states of their run', () => {
    const columns = ['date', 'run_id', 'duration', 'emissions', 'energy_consumed'];
    const rows = [1, 3].map((hour) => ({ date: `2024-03-04T1${hour}:00:00`, energy_consumed: `0.2${hour}` }));
    const [run] = readEmissions(emissionsCsv(rows, columns)).runs;
    expect(run?.startedAt).toBeNull();
    expect(codesOf(run ?? { findings: [] })).toContain('rows-repeated');
  });

  it('counts the largest where rows were sorted or do not grow', () => {
    expect(energies(emissionsCsv([state(1), state(0.5), state(0.25)]))).toEqual([0.26]);
    expect(codesOf(readEmissions(emissionsCsv([state(1), state(0.5)])).runs[0] ?? { findings: [] })).toContain(
      'rows-not-cumulative',
    );
  });

  it('rows of other times that hold too little for a sum are runs with one id: the range ends at all of them', () => {
    const hour = (hours: number, kwh: number): Record<string, string> => ({
      ...{ run_id: '1', duration: '3600.0', energy_consumed: String(kwh), gpu_energy: String(kwh - 0.06) },
      timestamp: `2024-03-04T${String(10 + hours).padStart(2, '0')}:00:00`,
    });
    const found = (...rows: Record<string, string>[]) => {
      const [run] = readEmissions(emissionsCsv(rows)).runs;
      return run?.findings.find(({ code }) => code.startsWith('rows-'));
    };
    for (const rows of [
      [hour(1, 0.26), hour(3, 0.26)],
      [hour(3, 0.27), hour(1, 0.26)],
      [hour(1, 0.26), hour(2, 0.27)],
    ]) {
      const finding = found(...rows);
      expect(finding?.code).toBe('rows-not-cumulative');
      expect(finding?.figures?.rangeKwh?.[1]).toBeCloseTo(
        rows.reduce((sum, row) => sum + Number(row.energy_consumed), 0),
        9,
      );
    }
    // A tracker that was started again goes on with its sum.
    expect(found(hour(1, 0.26), hour(3, 0.52))?.code).toBe('rows-repeated');
  });

  it('a later state without an energy changes nothing and is reported', () => {
    const { runs } = readEmissions(emissionsCsv([state(0.5), state(1, { energy_consumed: '' })]));
    expect(runs.map(({ actual }) => actual?.energyKwh)).toEqual([0.13]);
    expect(codesOf(runs[0] ?? { findings: [] })).toContain('total-unreadable');
  });

  it('states without an id are those of one start', () => {
    const none = { run_id: '' };
    const rows = [
      state(1 / 6, { ...none, timestamp: '2024-03-04T10:10:00' }),
      state(0.5, { ...none, timestamp: '2024-03-04T10:30:00' }),
      state(1, { ...none, timestamp: '2024-03-04T11:00:00' }),
      state(1, { ...none, timestamp: '2024-03-04T11:00:05' }),
      state(1, { ...none, timestamp: '2024-03-04T11:00:05' }),
    ];
    // The last two start later, and end together: two runs.
    expect(energies(emissionsCsv(rows))).toEqual([0.26, 0.26, 0.26]);
  });
});

describe('columns', () => {
  it('are found by name in any order', () => {
    const reversed = [...COLUMNS].reverse();
    expect({ ...runOfRow({}, reversed), id: '' }).toEqual({ ...runOfRow(), id: '' });
  });

  it('may be few', () => {
    const run = runOfRow({}, ['run_id', 'duration', 'emissions', 'energy_consumed']);
    expect([run.actual?.energyKwh, run.actual?.co2eqG, run.startedAt]).toEqual([0.26, 39, null]);
  });

  it('a header in the middle, of another order or version, holds for the rows behind it', () => {
    const reversed = [...COLUMNS].reverse();
    const old = ['timestamp', 'project_name', 'duration', 'emissions', 'energy_consumed'];
    const text =
      emissionsCsv([{}]) +
      emissionsCsv([{ run_id: runId(2) }], reversed) +
      emissionsCsv([{ run_id: runId(3) }]) +
      emissionsCsv([{}], old);
    expect(energies(text)).toEqual([0.26, 0.26, 0.26, 0.26]);
  });

  it('a title in front of the header, blank lines and a byte order mark are passed over', () => {
    expect(energies(`\ufeff${emissionsCsv([{}])}`)).toEqual([0.26]);
    expect(energies(`# our runs\n\n${emissionsCsv([{}]).replaceAll('\n', '\r\n\r\n')}`)).toEqual([0.26]);
    expect(energies(Buffer.from(`\ufeff${emissionsCsv([{}])}`, 'utf16le'))).toEqual([0.26]);
  });

  it('semicolons with decimal commas, as spreadsheets of some countries write', () => {
    const lines = [COLUMNS, cellsOf().map((cell) => (/^\d+\.\d+$/.test(cell) ? cell.replace('.', ',') : cell))];
    expect(energies(lines.map((cells) => cells.join(';')).join('\n'))).toEqual([0.26]);
  });

  it('padded and quoted cells', () => {
    const cells = cellsOf({ project_name: '"a, ""b"""' }).map((cell) => (cell.includes('"') ? cell : ` ${cell}   `));
    const { runs } = readEmissions(`${COLUMNS.join(',')}\n${cells.join(',')}\n`);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.actual?.energyKwh).toBe(0.26);
    expect(runs[0]?.isShareOfProcess).toBeUndefined();
  });
});

describe('rows with other cells than the header', () => {
  const header = `${COLUMNS.join(',')}\n`;
  const without = (names: readonly string[], changes: Record<string, string> = {}): string =>
    cellsOf(changes)
      .filter((_, i) => !names.includes(COLUMNS[i] as string))
      .join(',');

  it('what CodeCarbon left out because it was empty is put back', () => {
    const names = ['region', 'cloud_provider', 'cloud_region', 'gpu_count', 'gpu_model', 'longitude', 'latitude'];
    const row = without(names, { gpu_energy: '0.0', energy_consumed: '0.06' });
    const { runs } = readEmissions(`${header}${row}\n`);
    expect(runs[0]?.actual?.energyKwh).toBe(0.06);
    expect(runs[0]?.components.map(({ name, devices }) => [name, devices])).toEqual([
      ['cpu', ['AMD EPYC 7313 16-Core Processor']],
      ['ram', ['64 GB of memory']],
    ]);
    expect(codesOf(runs[0] ?? { findings: [] })).toContain('cells-missing');
  });

  it('what is left out in front of the energies moves none of them', () => {
    const columns = [...COLUMNS.slice(13), ...COLUMNS.slice(0, 13)];
    const cells = cellsOf({}, columns).filter((_, i) => !['region', 'gpu_count'].includes(columns[i] as string));
    expect(energies(`${columns.join(',')}\n${cells.join(',')}\n`)).toEqual([0.26]);
  });

  it('a row that fits nowhere is an error, and the rows around it count', () => {
    const { runs, findings } = readEmissions(
      `${emissionsCsv([{}])}2024-03-04T14:00:00,demo,x,y\n${cellsOf({ run_id: runId(3) }).join(',')}\n`,
    );
    expect(runs).toHaveLength(2);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['rows-unread', 'error']]);
  });

  it('a last row that is cut behind its energy counts, one that is cut in front of it is reported', () => {
    const line = cellsOf().join(',');
    const behind = line.slice(0, line.indexOf('Denmark') + 3);
    const kept = readEmissions(header + behind);
    expect(kept.runs[0]?.actual?.energyKwh).toBe(0.26);
    expect(codesOf(kept.runs[0] ?? { findings: [] })).toContain('cut-line');
    const inEnergy = line.slice(0, line.indexOf('0.26') + 3);
    const lost = readEmissions(header + inEnergy);
    expect(lost.runs).toEqual([]);
    expect(codesOf(lost)).toEqual(['cut-line']);
  });

  it('a whole last row without a line feed is as good as any', () => {
    const { runs, findings } = readEmissions(emissionsCsv([{}]).trimEnd());
    expect([runs[0]?.actual?.energyKwh, findings]).toEqual([0.26, []]);
    expect(codesOf(runs[0] ?? { findings: [] })).toEqual([]);
  });

  it('a row that goes on in the line of the one before it counts too', () => {
    const line = cellsOf().join(',');
    const text = `${header}${line.slice(0, line.indexOf('Denmark') + 3)}${cellsOf({ run_id: runId(2) }).join(',')}\n`;
    expect(energies(text)).toEqual([0.26, 0.26]);
  });

  it('whole rows in one line count as they are', () => {
    const line = [1, 2, 3].map((n) => cellsOf({ run_id: runId(n) }).join(',')).join('');
    const { runs } = readEmissions(`${header}${line}\n`);
    expect(runs.map(({ actual, pue }) => [actual?.energyKwh, pue])).toEqual(Array(3).fill([0.26, null]));
    expect(runs.flatMap(codesOf)).toEqual([]);
  });

  it('empty cells behind the last column are no columns', () => {
    expect(energies(`${header}${cellsOf().join(',')},,,\n`)).toEqual([0.26]);
  });
});

describe('files without rows', () => {
  it.each([
    ['', 'empty-log'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 9\n', 'left-out'],
    ['id,epoch,power_consumption(kWh),CO2_emissions(kg)\n1,epoch: 1,1,1\n', 'left-out'],
    ['timestamp,emissions\n1,2\n', 'left-out'],
  ])('%j', (text, code) => {
    const { runs, findings } = readEmissions(text);
    expect([runs, codesOf({ findings })]).toEqual([[], [code]]);
    expect(findings[0]?.files).toEqual(['logs/emissions.csv']);
  });

  it('a header alone is no run and no finding', () => {
    expect(readEmissions(emissionsCsv([]))).toEqual({ runs: [], findings: [] });
  });
});
