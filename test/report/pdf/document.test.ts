import { describe, expect, it } from 'vitest';
import { aggregate, figuresOf } from '../../../src/accounting/index.ts';
import { readRuns } from '../../../src/index.ts';
import { formatEnergy, formatMass } from '../../../src/model/numbers.ts';
import { sentence } from '../../../src/report/index.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { longRun, makeRun } from '../runs.ts';
import { DATE, poppler, reportOf, syntaxOf, textOf } from './report.ts';

const two = makeRun({
  measured: [
    { durationS: 60, gpu: [220], cpu: [50] },
    { durationS: 120, gpu: [610], cpu: [60] },
  ],
});

describe('a report says what accounting says', () => {
  it('has the key figures, the sentence and the findings of a run', async () => {
    const text = textOf(await reportOf([two]));
    const { corrected } = figuresOf(two);
    expect(corrected.energyKwh).toBeCloseTo(((270 * 60 + 670 * 120) / 3.6e6) * 1.58, 12);
    const tools = { carbontracker: true, ctTrack: null };
    // A line may break within an address.
    const dense = (words: string): string => words.replaceAll(' ', '');
    expect(dense(text)).toContain(dense(sentence(aggregate([figuresOf(two)]), tools).replaceAll('CO2eq', 'CO₂eq')));
    expect(text).toContain(formatEnergy(corrected.energyKwh));
    expect(text).toContain(formatMass(corrected.co2eqG ?? Number.NaN));
    for (const { message } of two.findings) expect(text).toContain(message);
    expect(text).toContain('1.58, Daniel Bizo, 2023');
    expect(text).toContain('100 gCO₂eq/kWh, fetched during the run, Copenhagen, DK');
  });

  it('adds many runs up and lists each with headings on every page', async () => {
    const runs = Array.from({ length: 101 }, (_, i) =>
      makeRun({ id: `logs/part/run-${i}`, measured: [{ durationS: 60 + i, gpu: [200], cpu: [50] }] }),
    );
    const pdf = await reportOf(runs);
    const text = textOf(pdf);
    const totals = aggregate(runs.map((run) => figuresOf(run)));
    expect(text).toContain(formatEnergy(totals.energyKwh));
    for (let i = 0; i < 101; i++) expect(text).toMatch(new RegExp(`run-${i} 2025-01-01 08:00`));
    const pages = poppler('pdftotext', pdf, '-layout').split('\f');
    const tablePages = pages.filter((page) => (page.match(/run-\d+ +2025/g) ?? []).length > 1);
    expect(tablePages.length).toBeGreaterThan(1);
    for (const page of tablePages) expect(page).toMatch(/Run +Start +Epochs +Duration +Energy/);
  });

  it('names runs in findings as in the table, and counts those that it leaves out', async () => {
    const text = textOf(await reportOf(await readRuns(fixture('carbontracker')))).replaceAll(/\s+/g, ' ');
    const shared = /may count twice \((\d+) of 52 runs\).*?and (\d+) further runs/.exec(text);
    const named = /– 2\.4\.3\/gpu1_cpu1_e3_p1, 2\.4\.3\/gpu1_cpu1_e10_crash4, .*? and (\d+) more overlap/.exec(
      shared?.[0] ?? '',
    );
    expect(named?.[1]).toBe('1');
    const shownRuns = [...(shared?.[0] ?? '').matchAll(/– (.*?) overlap on devices/g)].map(([, list = '']) => {
      const names = list.split(', ').filter((name) => !/^and \d+ more$/.test(name));
      return names.length + Number(/and (\d+) more/.exec(list)?.[1] ?? 0);
    });
    expect(shownRuns).toHaveLength(3);
    const sum = shownRuns.reduce((total, count) => total + count, 0);
    expect(Number(shared?.[1])).toBe(sum + Number(shared?.[2]));
  });

  it('shows logged and counted figures where carbontracker averaged the devices', async () => {
    const run = makeRun({
      writer: { tool: 'carbontracker', version: '2.2.0' },
      components: [{ name: 'gpu', devices: Array(8).fill('NVIDIA A100-SXM4-40GB'), method: 'sampled' }],
      epochs: [{ number: 1, durationS: 3600, powerW: { gpu: { scope: 'mean', values: [300] } } }],
      pue: null,
    });
    const text = textOf(await reportOf([run]));
    expect(text).toContain('8 x NVIDIA A100-SXM4-40GB');
    expect(text).toMatch(/Energy 300 Wh 2\.40 kWh/);
  });

  it('says that CO2eq is unknown and that no PUE was applied', async () => {
    const text = textOf(
      await reportOf([makeRun({ measured: [{ durationS: 60, gpu: [100] }], pue: null, intensity: null })]),
    );
    expect(text).toContain('no PUE applied');
    expect(text).toContain('Carbon intensity not in the log');
    expect(text).toContain('unknown for 1 of 1 run');
  });

  it('says what it was told about the factors', async () => {
    const notes = ['The energy was recalculated with 56 gCO2eq/kWh.'];
    expect(textOf(await reportOf([two], { date: DATE, notes, title: 'My paper' }))).toMatch(
      /My paper.*recalculated with 56/,
    );
  });
});

describe('a report is a sound PDF', () => {
  it('embeds all fonts, holds no raster image, and is tagged', async () => {
    const pdf = await reportOf([two]);
    const fonts = poppler('pdffonts', pdf).trim().split('\n').slice(2);
    expect(fonts.map((line) => /\+(\S+)/.exec(line)?.[1]).sort()).toEqual(
      ['Arimo-Bold', 'Arimo-Regular', 'Cousine', 'Tinos-Bold', 'Tinos-Regular'].map((name) =>
        expect.stringContaining(name),
      ),
    );
    for (const font of fonts)
      expect(font).toMatch(/\+(?:Arimo|Tinos|Cousine)\S* +CID TrueType +Identity-H +yes yes yes/);
    expect(poppler('pdfimages', pdf, '-list').trim().split('\n')).toHaveLength(2);
    const info = poppler('pdfinfo', pdf);
    expect(info).toMatch(/Title: +Energy and carbon footprint of training/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
    expect(info).toMatch(/CreationDate: +Mon Feb {2}3 04:05:06 2025/);
  });

  it('has tags for headings, tables, links and figures with their numbers as alternative text', async () => {
    const structure = poppler('pdfinfo', await reportOf([two]), '-struct-text');
    for (const tag of ['Document', 'Sect', 'H1', 'H2', 'H3', 'Table', 'TR', 'TH', 'TD', 'Figure', 'Link']) {
      expect(structure, tag).toMatch(new RegExp(`^ *${tag}\\b`, 'm'));
    }
    const raw = syntaxOf(await reportOf([two]));
    expect(raw).toContain('/Alt (Line chart of the power over 2 epochs');
    expect(raw).toContain('/Outlines ');
    expect(raw).toContain('/URI (https://github.com/lfwa/carbontracker)');
  });

  it('has a chart on its first page where the only one is high', async () => {
    const pages = poppler('pdftotext', await reportOf(await readRuns(fixture('console')))).split('\f');
    expect(pages[0]).toMatch(/Key figures[\s\S]*Energy by run[\s\S]*The 15 largest of 18 runs/);
    expect(pages[1]).not.toContain('Energy by run');
  });

  it('numbers its pages', async () => {
    const pages = poppler('pdftotext', await reportOf([two]), '-layout')
      .split('\f')
      .slice(0, -1);
    for (const [i, page] of pages.entries()) expect(page.trim()).toMatch(new RegExp(`${i + 1} ?/ ?${pages.length}$`));
  });

  it('comes on Letter paper when asked', async () => {
    const info = poppler('pdfinfo', await reportOf([two], { date: DATE, paper: 'letter' }));
    expect(info).toMatch(/Page size: +612 x 792 pts \(letter\)/);
  });

  it('is the same bytes for the same input and SOURCE_DATE_EPOCH', async () => {
    process.env.SOURCE_DATE_EPOCH = '1700000000';
    try {
      const first = await reportOf([two], {});
      expect(first.equals(await reportOf([two], {}))).toBe(true);
      expect(poppler('pdfinfo', first)).toMatch(/CreationDate: +Tue Nov 14 22:13:20 2023/);
    } finally {
      delete process.env.SOURCE_DATE_EPOCH;
    }
  });

  it('stays small', async () => {
    expect((await reportOf([longRun(10)])).length).toBeLessThan(60_000);
    expect((await reportOf([longRun(10_000)])).length).toBeLessThan(200_000);
  });
});

describe('any run gives a report', () => {
  it('says so when nothing was measured', async () => {
    const text = textOf(
      await reportOf([makeRun({ components: [], pue: null, intensity: null, startedAt: null, endedAt: null })]),
    );
    expect(text).toContain('not measured');
    expect(text).toContain('nothing was measured');
    expect(text).toContain('The logs name no component.');
  });

  it('is made of no runs too', async () => {
    expect(textOf(await reportOf([]))).toContain('0 runs');
  });

  it('draws 100,000 epochs', async () => {
    expect(textOf(await reportOf([longRun(100_000)]))).toContain('Each point is the mean of 500 epochs');
  });

  it('keeps hostile names out of the syntax of PDF', async () => {
    const device = `) Tj ET Q <</JS (x)>> \u0000\u0007\u001b[31m \u202eevil %PDF ${'x'.repeat(10_000)}`;
    const components = [{ name: 'gpu', devices: [device], method: 'sampled' as const }];
    const run = makeRun({ id: 'logs/a(b\\c)\n<>', components, measured: [{ durationS: 5, gpu: [10] }] });
    const pdf = await reportOf([run, run]);
    const text = textOf(pdf);
    expect(text).toContain(') Tj ET Q <</JS (x)>>');
    expect(text).not.toContain('x'.repeat(300));
    expect(poppler('pdfinfo', pdf)).toMatch(/JavaScript: +no/);
  });

  it('writes names of other scripts with the whole font, and marks what even that lacks', async () => {
    const names = ['Сервер-β', 'עברית', '東京'];
    const components = [{ name: 'gpu', devices: names, method: 'sampled' as const }];
    const pdf = await reportOf([makeRun({ components, measured: [{ durationS: 5, gpu: [1, 2, 3] }] })]);
    const text = textOf(pdf);
    expect(text).toContain('Сервер-β');
    expect(text).not.toContain('東京');
    for (const font of poppler('pdffonts', pdf).trim().split('\n').slice(2)) expect(font).toMatch(/yes yes yes/);
  });
});
