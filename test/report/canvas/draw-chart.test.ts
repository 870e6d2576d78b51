import { ArcElement, type ChartConfiguration, Decimation, DoughnutController, Title } from 'chart.js';
import { describe, expect, it } from 'vitest';
import { chartLibrary } from '../../../src/report/canvas/chart-library.ts';
import { drawChart } from '../../../src/report/canvas/draw-chart.ts';
import { SANS } from '../../../src/report/fonts/register.ts';
import { bytesOf, meanDifference, newPage, pixelsOfChart, pixelsOfPdf, poppler, SIZE } from './helpers.ts';

/** Parts that no chart of ours has draw other things, which the context must know too. */
chartLibrary().register(ArcElement, Decimation, DoughnutController, Title);

const font = { family: 'Arimo', size: 11 };
const labels = ['1', '2', '3', '4'];
const title = { display: true, text: 'Energy of CO₂ per epoch', font };
const plugins = { title, legend: { position: 'bottom', labels: { font } } };
const axis = (text: string) => ({ beginAtZero: true, ticks: { font }, title: { display: true, text, font } });
const common = { font, plugins };

const CHARTS = {
  lines: {
    type: 'line',
    data: {
      labels,
      datasets: [
        { label: 'gpu', data: [210, 250, 230, 260], borderColor: '#0072b2', backgroundColor: '#0072b2', stepped: true },
        { label: 'cpu', data: [50, 62, 40, 55], borderColor: '#d55e00', borderDash: [6, 4], pointStyle: 'triangle' },
        {
          label: 'area',
          data: [20, 30, 25, 35],
          borderColor: '#009e73',
          backgroundColor: '#009e7344',
          fill: true,
          tension: 0.4,
        },
      ],
    },
    options: { ...common, scales: { x: axis('Epoch'), y: axis('Power (W)') } },
  },
  bars: {
    type: 'bar',
    data: {
      labels,
      datasets: [
        { label: 'gpu', data: [3, 4, 2, 5], backgroundColor: '#0072b2', borderRadius: 4 },
        { label: 'cpu', data: [1, 1.5, 1, 2], backgroundColor: '#e69f00', borderColor: '#000', borderWidth: 1 },
      ],
    },
    options: {
      ...common,
      scales: { x: { ...axis('Epoch'), stacked: true }, y: { ...axis('Energy (Wh)'), stacked: true } },
    },
  },
  doughnut: {
    type: 'doughnut',
    data: {
      labels,
      datasets: [{ data: [30, 20, 40, 10], backgroundColor: ['#0072b2', '#e69f00', '#009e73', '#cc79a7'] }],
    },
    options: common,
  },
  points: {
    type: 'scatter',
    data: {
      datasets: [
        'circle',
        'rect',
        'rectRot',
        'star',
        'cross',
        'crossRot',
        'dash',
        'line',
        'rectRounded',
        'triangle',
      ].map((pointStyle, row) => ({
        label: pointStyle,
        pointStyle,
        radius: 7,
        borderColor: '#333',
        data: [{ x: row, y: row % 3 }],
      })),
    },
    options: { ...common, scales: { x: axis('x'), y: axis('y') } },
  },
} as unknown as Record<string, ChartConfiguration>;

async function drawn(configuration: ChartConfiguration): Promise<Buffer> {
  const doc = newPage();
  drawChart(doc, configuration, { x: 30, y: 40, ...SIZE }, SANS);
  return bytesOf(doc);
}

describe('drawChart', () => {
  for (const [name, configuration] of Object.entries(CHARTS)) {
    it(`draws ${name} as a raster canvas does`, async () => {
      const pdf = await drawn(configuration);
      expect(meanDifference(pixelsOfChart(configuration), await pixelsOfPdf(pdf))).toBeLessThan(1.5);
      expect(poppler('pdftotext', pdf)).toContain('Energy of CO₂ per epoch');
    });
  }

  it('leaves a decimated line of 10,000 points small', async () => {
    const data = Array.from({ length: 10_000 }, (_, x) => ({ x, y: 100 + 50 * Math.sin(x / 300) + (x % 7) }));
    const configuration = {
      type: 'line',
      data: { datasets: [{ data, pointRadius: 0, borderColor: '#000', borderWidth: 1 }] },
      options: {
        parsing: false,
        font,
        plugins: { decimation: { enabled: true, algorithm: 'min-max' }, legend: { display: false } },
        scales: { x: { type: 'linear' }, y: { beginAtZero: true } },
      },
    } as ChartConfiguration;
    expect((await drawn(configuration)).length).toBeLessThan(30_000);
  });

  it('draws several charts on a page without letting one change the next', async () => {
    const doc = newPage(false);
    const box = { x: 30, y: 40, ...SIZE };
    const content = (doc.page as unknown as { content: { buffer: Buffer[] } }).content;
    const pieces: string[] = [];
    for (let time = 0; time < 3; time++) {
      const from = content.buffer.length;
      drawChart(doc, CHARTS.bars as ChartConfiguration, box, SANS);
      pieces.push(content.buffer.slice(from).join(''));
    }
    expect(pieces[0]).not.toBe('');
    expect(pieces[1]).toBe(pieces[0]);
    expect(pieces[2]).toBe(pieces[0]);
  });
});
