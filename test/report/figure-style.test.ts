/** Figures in the style of a venue: width, face, text and lines, in the configuration and in the file. */

import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { inStyle } from '../../src/report/figure-style.ts';
import { CHART_KINDS, FIGURE_STYLES, type FigureStyle, figure, renderFigure } from '../../src/report/index.ts';
import { poppler } from './pdf/report.ts';
import { longRun } from './runs.ts';

const run = longRun(12);
const figures = CHART_KINDS.map((kind) => figure(run, kind)).filter((one) => one !== null);

async function pdfOf(style: FigureStyle, widthCm?: number): Promise<Buffer> {
  const stream = new PassThrough();
  const bytes = buffer(stream);
  const [first] = figures;
  if (first === undefined) throw new Error('no figure');
  await renderFigure(first, stream, { style, date: new Date(0), ...(widthCm === undefined ? {} : { widthCm }) });
  return bytes;
}

/** Values of a key, wherever they are in a configuration. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [...(name === key ? [part] : []), ...valuesOf(part, key)]);
}

it.each([
  ['plain', 17.5, /Arimo/],
  ['nature', 8.9, /Arimo/],
  ['neurips', 13.97, /Tinos/],
] as const)('%s is %d cm wide, in its face, as PDF 1.5', async (style, widthCm, face) => {
  const pdf = await pdfOf(style);
  const [, widthPt] = /Page size: +([\d.]+) x/.exec(poppler('pdfinfo', pdf)) ?? [];
  expect((Number(widthPt) / 72) * 2.54).toBeCloseTo(widthCm, 2);
  expect(poppler('pdfinfo', pdf)).toMatch(/PDF version: +1\.5/);
  for (const font of poppler('pdffonts', pdf).trim().split('\n').slice(2)) expect(font).toMatch(face);
  expect(await pdfOf(style, 12)).not.toEqual(pdf);
});

it('nature has text of 7 pt, lines of at most 1 pt, and neither grid nor hatching; neurips text of 9 pt', () => {
  expect(figures.length).toBeGreaterThan(2);
  for (const one of figures) {
    const { configuration } = inStyle(one, 'nature');
    const sizes = valuesOf(configuration.options, 'font').map((font) => (font as { size: number }).size);
    expect(new Set(sizes)).toEqual(new Set([7]));
    for (const widthPt of valuesOf(configuration.data.datasets, 'borderWidth')) expect(widthPt).toBeLessThanOrEqual(1);
    expect(valuesOf(configuration.data, 'hatch').filter((hatch) => hatch !== 'none')).toEqual([]);
    expect(JSON.stringify(configuration.options)).not.toContain('#dddddd');
    const ofNeurips = valuesOf(inStyle(one, 'neurips').configuration.options, 'font');
    expect(ofNeurips.every((font) => (font as { size: number }).size === 9)).toBe(true);
  }
});

it('plain is the figure as it is', () => {
  for (const one of figures) expect(inStyle(one, 'plain')).toBe(one);
  expect(FIGURE_STYLES).toContain('plain');
});
