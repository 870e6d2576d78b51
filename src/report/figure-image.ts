/** One chart as PNG or SVG, through the optional package @napi-rs/canvas. */
import type { Chart, ChartConfiguration } from 'chart.js';
import { CtError } from '../model/errors.ts';
import { chartLibrary } from './canvas/chart-library.ts';
import type { Figure } from './charts/index.ts';
import { figureSize } from './figure-size.ts';
import { FIGURE_STYLES, type FigureStyle, inStyle, styleOf } from './figure-style.ts';
import { fontBytes } from './fonts/register.ts';

/** Kinds of images beside PDF. */
export type ImageFormat = 'png' | 'svg';

type Canvas = typeof import('@napi-rs/canvas');

/** Pixels a point: 300 dpi. */
const PNG_SCALE = 300 / 72;

let loaded: Canvas | null = null;

/** @throws CtError UNSUPPORTED when the package is not installed */
async function loadCanvas(): Promise<Canvas> {
  if (loaded !== null) return loaded;
  try {
    loaded = await import('@napi-rs/canvas');
  } catch (cause) {
    const message = 'PNG and SVG figures need an optional package: npm install @napi-rs/canvas (PDF figures do not)';
    throw new CtError('UNSUPPORTED', message, { cause });
  }
  for (const name of FIGURE_STYLES) {
    const { fonts, family } = styleOf(name);
    for (const face of [fonts.regular, fonts.bold]) loaded.GlobalFonts.register(fontBytes(face), family);
  }
  return loaded;
}

/**
 * Draws a chart on white.
 *
 * @param widthCm - width in the paper, by default that of the style; PNG has 300 pixels per inch of it
 * @param style - width, text and lines of a venue
 */
export async function figureImage(
  drawn: Figure,
  format: ImageFormat,
  widthCm: number | null = null,
  style: FigureStyle = 'plain',
): Promise<Buffer> {
  const figure = inStyle(drawn, style);
  const { createCanvas, SvgExportFlag } = await loadCanvas();
  const { widthPt, heightPt, widthPx } = figureSize(figure, widthCm ?? styleOf(style).widthCm, style);
  const heightPx = (heightPt * widthPx) / widthPt;
  const [width, height] = [Math.round(widthPx), Math.round(heightPx)];
  const canvas =
    format === 'svg' ? createCanvas(width, height, SvgExportFlag.NoPrettyXML) : createCanvas(width, height);
  const ChartClass = chartLibrary();
  const chart = new ChartClass(
    canvas as unknown as HTMLCanvasElement,
    {
      ...figure.configuration,
      options: {
        ...figure.configuration.options,
        devicePixelRatio: format === 'svg' ? 1 : (PNG_SCALE * widthPt) / widthPx,
      },
      plugins: [WHITE, ...(figure.configuration.plugins ?? [])],
    } as unknown as ChartConfiguration,
  );
  const image = 'getContent' in canvas ? canvas.getContent() : canvas.toBuffer('image/png');
  chart.destroy();
  return image;
}

/** Viewers show transparency as black or with fringes. */
const WHITE = {
  id: 'white',
  beforeDraw({ ctx, width, height }: Chart): void {
    ctx.save();
    ctx.fillStyle = 'white';
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};
