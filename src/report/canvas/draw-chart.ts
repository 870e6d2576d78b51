/** Draws one Chart.js configuration on a page. */
import type { ChartConfiguration } from 'chart.js';
import { chartLibrary } from './chart-library.ts';
import type { FontNames } from './font.ts';
import type { Box, PdfDocument } from './page.ts';
import { PdfContext } from './pdf-context.ts';

/**
 * Draws a chart into a box of the page and leaves the page's own state as it was.
 *
 * @param box - points, y downwards
 * @param widthPx - width of the layout in pixels; `box.width` draws one pixel as one point
 */
export function drawChart(
  doc: PdfDocument,
  configuration: ChartConfiguration,
  box: Box,
  fonts: FontNames,
  widthPx: number = box.width,
): void {
  const context = new PdfContext(doc, box, widthPx, fonts);
  const still = { animation: false, responsive: false, events: [], devicePixelRatio: 1 } as const;
  try {
    const Chart = chartLibrary();
    const chart = new Chart(
      context.canvas as unknown as HTMLCanvasElement,
      {
        ...configuration,
        options: { ...configuration.options, ...still },
      } as unknown as ChartConfiguration,
    );
    context.finish();
    chart.destroy();
  } finally {
    context.finish();
  }
}
