import { describe, expect, it } from 'vitest';
import { entriesOf, GroupTotals, groupNameBy } from '../../../src/index.ts';
import type { Run } from '../../../src/model/run.ts';
import { makeRun } from '../runs.ts';
import { columnText, DATE, poppler, reportOf, syntaxOf, textOf } from './report.ts';

const runs = Array.from({ length: 60 }, (_, i) =>
  makeRun({ id: `logs/${i % 40}/run_${i}`, measured: [{ durationS: 60 + i, gpu: [100 + i], cpu: [10] }] }),
);
const groups = { by: 'folder', nameOf: groupNameBy('folder') };

describe('the table of groups', () => {
  it('has every group with the figures of accounting, and goes on over pages under the same headings', async () => {
    const pdf = await reportOf(runs, { date: DATE, groups });
    const totals = new GroupTotals();
    for (const entry of entriesOf(runs)) totals.add(groups.nameOf(entry.run), entry);
    const dense = textOf(pdf).replaceAll(' ', '');
    expect(totals.result()).toHaveLength(40);
    for (const { name, runs: count, energyKwh, co2eqG } of totals.result()) {
      expect(dense).toMatch(new RegExp(`${name}${count}0\\.\\d+0:\\d\\d:\\d\\d`));
      expect(dense).toContain(`${columnText(1000 * energyKwh)}${columnText(co2eqG ?? Number.NaN)}`);
    }
    const [first] = totals.result();
    expect(textOf(pdf).match(/Folder Runs GPU-hours Duration Energy \(Wh\) CO₂eq \(g\)/g)).toHaveLength(2);
    expect(first?.name).toBe('logs/0');
  });

  it('shows the CO2eq of the other groups as unknown where those without a known one only measured nothing', async () => {
    const large = makeRun({ id: 'a/run', measured: [{ durationS: 60, gpu: [300] }] });
    const unknown = makeRun({ id: 'b/run', measured: [{ durationS: 60, gpu: [100] }], intensity: null });
    const empty = makeRun({ id: 'c/run' });
    const pdf = await reportOf([large, unknown, empty], { date: DATE, groups, mostRows: 1 });
    expect(textOf(pdf)).toContain('2 other groups 2 0.0167 0:01:00 2.63 – Total');
    expect(textOf(pdf)).toContain('The 1 run that used the most energy.');
  });

  it('is tagged as a table for screen readers', async () => {
    const [without, with_] = await Promise.all([
      reportOf(runs, { date: DATE }),
      reportOf(runs, { date: DATE, groups }),
    ]);
    const tables = (pdf: Buffer): number => syntaxOf(pdf).match(/\/S \/Table\b/g)?.length ?? 0;
    expect(tables(with_)).toBe(tables(without) + 1);
    expect(poppler('pdfinfo', with_)).toMatch(/Tagged: +yes/);
  });

  it('names of any script and hostile ones stay readable', async () => {
    const nameOf = (run: Run): string => (run === runs[0] ? 'Разработка' : ') Tj \u0007<</JS>>');
    const pdf = await reportOf(runs.slice(0, 2), {
      date: DATE,
      groups: { by: 'phase', nameOf, excluded: ['excluded: Ω'] },
    });
    const text = textOf(pdf);
    expect(text).toContain('Разработка');
    expect(text).toContain(') Tj');
    expect(text).toContain('Excluded: Ω.');
    expect(poppler('pdfinfo', pdf)).toMatch(/JavaScript: +no/);
  });

  it('is not there where runs are not grouped', async () => {
    expect(textOf(await reportOf(runs.slice(0, 2), { date: DATE }))).not.toContain('Totals by');
  });
});
