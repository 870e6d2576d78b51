import { Writable } from 'node:stream';
import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { CHART_KINDS, type Figure, figure, figureImage, renderFigure } from '../../src/report/index.ts';
import { DATE, poppler } from './pdf/report.ts';
import { longRun } from './runs.ts';

const power = figure(longRun(10), 'power') as Figure;

async function pdfOf(one: Figure, widthCm?: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await renderFigure(one, stream, { date: DATE, ...(widthCm === undefined ? {} : { widthCm }) });
  return Buffer.concat(chunks);
}

describe('a figure as PDF', () => {
  it('is one page as wide as a column, with text in embedded fonts and its numbers as alternative text', async () => {
    const pdf = await pdfOf(power, 8.5);
    const info = poppler('pdfinfo', pdf);
    expect(info).toMatch(/Pages: +1\n/);
    expect(info).toMatch(/Page size: +240\.9\d* x /);
    expect(info).toMatch(/Tagged: +yes/);
    expect(poppler('pdftotext', pdf)).toContain('Monitored time (min)');
    for (const font of poppler('pdffonts', pdf).trim().split('\n').slice(2)) expect(font).toMatch(/yes yes yes/);
    expect(poppler('pdfimages', pdf, '-list').trim().split('\n')).toHaveLength(2);
    expect(pdf.toString('latin1')).toContain('/Alt (Line chart of the power over 10 epochs');
  });

  it('is small for every kind, and the same bytes again', async () => {
    for (const runs of [longRun(10_000), [longRun(10), longRun(20)]]) {
      for (const kind of CHART_KINDS) {
        const one = figure(runs, kind);
        if (one === null) continue;
        const pdf = await pdfOf(one);
        expect(pdf.length, kind).toBeLessThan(40_000);
        expect(pdf.equals(await pdfOf(one)), kind).toBe(true);
      }
    }
  });
});

describe('a figure as an image', () => {
  it('has 300 pixels an inch as PNG', async () => {
    const { width } = await loadImage(await figureImage(power, 'png', 17.5));
    expect(Math.abs(width - (17.5 / 2.54) * 300)).toBeLessThan(3);
  });

  it('is a drawing with text as SVG', async () => {
    const svg = (await figureImage(power, 'svg', 17.5)).toString('utf8');
    expect(svg).toContain('<svg');
    expect(svg).not.toContain('<image');
  });
});
