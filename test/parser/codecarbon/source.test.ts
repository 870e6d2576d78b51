import { describe, expect, it } from 'vitest';
import { codecarbon } from '../../../src/parser/codecarbon/index.ts';
import { COLUMNS, cellsOf, emissionsCsv, readEmissions, runId } from '../../helpers/codecarbon.ts';

const recognises = (name: string, text: string): boolean => codecarbon.recognises(name, Buffer.from(text));
const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n';
const ECO2AI = 'id,power_consumption(kWh),CO2_emissions(kg)\n1,2,3\n';

describe('a file of CodeCarbon', () => {
  it.each([
    'emissions.csv',
    'Emissions_base.csv',
    'my-emission-2.csv',
    'emissions.csv.bak',
    'emissions.csv_12.bak',
    'emissions.csv.gz',
    'emissions.csv_0.bak.gz',
  ])('is offered as %s', (name) => expect(codecarbon.isNamedLike(name)).toBe(true));

  it.each(['data.csv', 'emissions.txt', 'emissions.csv.old', 'emissions.csv_x.bak', 'emissions.csv.gz.part'])(
    'is not offered as %s',
    (name) => expect(codecarbon.isNamedLike(name)).toBe(false),
  );

  it('is recognised by its header, whatever its name', () => {
    expect(recognises('x.txt', emissionsCsv([]))).toBe(true);
    expect(recognises('x.txt', 'a,b\n')).toBe(false);
    expect(recognises('emissions.csv', 'a,b\n')).toBe(false);
  });

  it('that is called so and is none is named, not passed over', () => {
    for (const text of ['', ' \n', LFS, ECO2AI, 'project_name,energy_consumed\na,1\n']) {
      expect(recognises('emissions.csv', text), text).toBe(true);
      expect(recognises('x.csv', text), text).toBe(false);
    }
  });

  it.each([
    [' \n', 'empty-log', /is empty$/],
    [LFS, 'left-out', /pointer of Git LFS/],
    [ECO2AI, 'left-out', /eco2ai wrote it, not CodeCarbon/],
    ['a,b\n1,2\n', 'left-out', /none of the headers of CodeCarbon/],
  ])('%j is said to be none', (text, code, message) => {
    const { runs, findings } = readEmissions(text);
    expect(runs).toEqual([]);
    expect(findings).toMatchObject([{ code, message: expect.stringMatching(message), files: ['logs/emissions.csv'] }]);
  });
});

describe('the runs of a file', () => {
  it('are numbered from the second on, and only the last may go on', () => {
    const { runs, findings } = readEmissions(emissionsCsv([1, 2, 3].map((n) => ({ run_id: runId(n) }))));
    expect(runs.map(({ id, mayGoOn }) => [id, mayGoOn])).toEqual([
      ['logs/emissions.csv', undefined],
      ['logs/emissions.csv#2', undefined],
      ['logs/emissions.csv#3', true],
    ]);
    expect(findings).toEqual([]);
  });

  it('of tasks are those that the tasks belong to', () => {
    const columns = [...COLUMNS, 'task_name'];
    const rows = ['a', 'b'].map((task_name) => ({ run_id: runId(1), task_name }));
    const { runs } = readEmissions(emissionsCsv(rows, columns));
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ actual: null, findings: [{ code: 'tasks-added-up' }] });
  });

  it.each([
    [1, '1 row that does not fit the header'],
    [2, '2 rows that do not fit the header'],
  ])('beside %d rows that fit nowhere', (count, message) => {
    const { runs, findings } = readEmissions(`${COLUMNS.join(',')}\n${'a,b\n'.repeat(count)}${cellsOf().join(',')}\n`);
    expect(runs).toHaveLength(1);
    expect(findings).toMatchObject([
      { code: 'rows-unread', message: expect.stringContaining(message), files: ['logs/emissions.csv'] },
    ]);
  });
});
