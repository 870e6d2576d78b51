import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Consumption, Run } from '../../../src/model/run.ts';
import { inRepository } from '../../helpers/fixtures.ts';
import { need } from '../../helpers/needs.ts';
import { meanDifference } from '../canvas/helpers.ts';
import { longRun, makeRun } from '../runs.ts';
import { reportOf } from './report.ts';

/** `UPDATE_PICTURES=1` writes the pictures anew; look at them at full size before they are committed. */
const update = process.env.UPDATE_PICTURES !== undefined;
const PICTURES = inRepository('test', 'report', 'pdf', 'pictures');
const RESOLUTION_DPI = '60';
/** Mean over all channels of 0 to 255: renderers differ at the edges of letters, a moved line costs more. */
const TOLERANCE = 1.5;

const block = (kind: Consumption['block'], energyKwh: number, epochs: number): Consumption => ({
  block: kind,
  epochs,
  durationS: null,
  energyKwh,
  co2eqG: energyKwh * 100,
  equivalents: null,
  energyResolutionKwh: 5e-13,
  co2eqResolutionG: 5e-10,
});

const REPORTS: Record<string, () => Run[]> = {
  'one-run': () => {
    const intensity = {
      gPerKwh: 110,
      kind: 'live' as const,
      location: 'Copenhagen, DK',
      year: null,
      values: [100, 118, 112],
    };
    return [longRun(10, { intensity, predicted: block('predicted', 0.05, 10), actual: block('actual', 0.0471, 10) })];
  },
  'averaged-devices': () => [
    makeRun({
      writer: { tool: 'carbontracker', version: '2.3.1' },
      components: [
        { name: 'gpu', devices: Array(8).fill('NVIDIA A100-SXM4-40GB'), method: 'sampled' },
        { name: 'cpu', devices: ['cpu:0', 'cpu:1'], method: 'counter' },
      ],
      epochs: Array.from({ length: 200 }, (_, i) => ({
        number: i + 1,
        durationS: 900 + (i % 5),
        powerW: {
          gpu: i === 40 ? null : { scope: 'mean', values: [310 + 40 * Math.sin(i / 20)] },
          cpu: { scope: 'mean', values: [90 + (i % 9)] },
        },
      })),
    }),
  ],
  'many-runs': () =>
    Array.from({ length: 60 }, (_, i) => {
      const day = String(1 + (i % 28)).padStart(2, '0');
      const stamp = `2025-0${1 + (i % 6)}-${day}`;
      const measured = [{ durationS: 600 * (1 + (i % 17)), gpu: [220 + i], cpu: [60] }];
      const energyKwh = ((measured[0]?.durationS ?? 0) * (280 + i) * 1.58) / 3.6e6;
      return makeRun({
        id: `project/sweep-${i % 4}/${1000 + i}_${stamp}T080000Z`,
        startedAt: `${stamp} 08:00:00`,
        endedAt: `${stamp} 12:00:00`,
        measured: i === 7 ? [] : measured,
        actual: i === 7 ? null : block('actual', energyKwh, 1),
        predicted: i % 3 === 0 ? block('predicted', energyKwh * (1 + 0.2 * Math.sin(i)), 1) : null,
      });
    }),
};

/** Pages of a PDF as PNG files. */
function pagesOf(pdf: Buffer): Buffer[] {
  need('pdftoppm');
  const folder = mkdtempSync(join(tmpdir(), 'ct-parse-'));
  try {
    writeFileSync(join(folder, 'report.pdf'), pdf);
    execFileSync('pdftoppm', ['-r', RESOLUTION_DPI, '-png', join(folder, 'report.pdf'), join(folder, 'page')]);
    const names = readdirSync(folder).filter((name) => name.endsWith('.png'));
    return names.sort().map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function pixelsOf(png: Buffer): Promise<Uint8ClampedArray> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

describe('the pages of reports look as they did when they were looked at', () => {
  for (const [name, runs] of Object.entries(REPORTS)) {
    it(name, async () => {
      const pages = pagesOf(await reportOf(runs()));
      const pathOf = (page: number): string => join(PICTURES, `${name}-${page + 1}.png`);
      if (update) {
        mkdirSync(PICTURES, { recursive: true });
        for (const old of readdirSync(PICTURES)) if (old.startsWith(`${name}-`)) rmSync(join(PICTURES, old));
        for (const [i, page] of pages.entries()) writeFileSync(pathOf(i), page);
      }
      expect(existsSync(pathOf(pages.length - 1)) && !existsSync(pathOf(pages.length))).toBe(true);
      for (const [i, page] of pages.entries()) {
        const difference = meanDifference(await pixelsOf(page), await pixelsOf(readFileSync(pathOf(i))));
        expect(difference, `page ${i + 1}`).toBeLessThan(TOLERANCE);
      }
    });
  }
});
