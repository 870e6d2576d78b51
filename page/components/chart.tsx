/** A chart of the report, drawn on the page, with its caption, its numbers as text and a picture to download. */

import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { useEffect, useRef } from 'preact/hooks';
import { chartLibrary } from '../../src/report/canvas/chart-library.ts';
import type { Figure } from '../../src/report/charts/figure.ts';
import { forScreen, type ScreenLook } from '../charts/screen.ts';
import { isDark } from '../colours.ts';
import { isPrinting, onPrint } from '../printing.ts';
import { save } from '../save.ts';

/** Charts are laid out for paper: on a screen everything is larger by this factor. */
const SCALE = 1.28;
/** Pixels per pixel of the picture that is downloaded. */
const PICTURE_SCALE = 3;

const lookOfPage = (): ScreenLook => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return { text: colour('--soft'), axis: colour('--line-strong'), grid: colour('--line'), ink: colour('--ink') };
};

interface ChartProps {
  figure: Figure;
  /** Part of the name of the file. */
  name: string;
  /** The time axis can be zoomed and moved. */
  canZoom?: boolean;
  plugins?: readonly Plugin[];
}

/** A chart with its caption. */
export function ChartFigure({ figure, name, canZoom = false, plugins = [] }: ChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Chart | null>(null);
  const dark = isDark.value;
  useEffect(() => {
    const element = canvas.current;
    const room = element?.parentElement;
    if (element === null || room === null || room === undefined) return;
    let widthPx = 0;
    const drawAgain = (): void => {
      drawn.current?.destroy();
      const look = isPrinting.value ? PAPER : lookOfPage();
      drawn.current = drawChart(element, figure, { widthPx, look, canZoom, plugins });
    };
    const draw = (): void => {
      // On paper the style sheet scales the picture.
      if (isPrinting.value || room.clientWidth === widthPx || room.clientWidth === 0) return;
      widthPx = room.clientWidth;
      drawAgain();
    };
    const stopPrinting = onPrint(() => {
      if (widthPx > 0) drawAgain();
    });
    const stopPanning = canZoom ? panByDragging(element, () => drawn.current) : () => undefined;
    const observer = new ResizeObserver(draw);
    observer.observe(room);
    return () => {
      observer.disconnect();
      stopPrinting();
      stopPanning();
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [figure, dark]);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{figure.title}</h3>
        <span class="tools">
          {canZoom && (
            <button type="button" class="quiet" onClick={() => drawn.current?.resetZoom()}>
              Whole time
            </button>
          )}
          <button type="button" class="quiet" onClick={() => void savePicture(figure, name)}>
            PNG
          </button>
        </span>
      </figcaption>
      <div class="canvas">
        <canvas ref={canvas} role="img" aria-label={figure.description} />
      </div>
      <p class="caption">{figure.caption}</p>
    </figure>
  );
}

interface Drawing {
  widthPx: number;
  look: ScreenLook;
  canZoom: boolean;
  plugins: readonly Plugin[];
}

function drawChart(element: HTMLCanvasElement, figure: Figure, { widthPx, look, canZoom, plugins }: Drawing): Chart {
  const Library = chartLibrary();
  Library.register(zoomPlugin as unknown as Plugin);
  const configuration = forScreen(figure.configuration, look);
  const heightPx = Math.max(150, widthPx * heightShare(figure, widthPx));
  const zoom = { pan: { enabled: false, mode: 'x' }, zoom: zoomOptions(canZoom) };
  element.width = Math.round(widthPx / SCALE);
  element.height = Math.round(heightPx / SCALE);
  element.style.width = '';
  element.style.height = '';
  const chart = new Library(element, {
    ...configuration,
    plugins: [...(configuration.plugins ?? []), ...plugins],
    options: {
      ...configuration.options,
      devicePixelRatio: (window.devicePixelRatio || 1) * SCALE,
      plugins: { ...configuration.options?.plugins, zoom },
    },
  } as unknown as ChartConfiguration);
  element.style.width = `${widthPx}px`;
  element.style.height = `${heightPx}px`;
  return chart;
}

/** Moves the time axis of a chart with the pointer; the plugin would need a library of gestures for it. */
function panByDragging(element: HTMLCanvasElement, chart: () => Chart | null): () => void {
  const stop = new AbortController();
  let fromPx: number | null = null;
  const on = (
    name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
    act: (event: PointerEvent) => void,
  ): void => element.addEventListener(name, act, { signal: stop.signal });
  on('pointerdown', ({ clientX, pointerId }) => {
    fromPx = clientX;
    element.setPointerCapture(pointerId);
  });
  on('pointermove', ({ clientX }) => {
    if (fromPx === null) return;
    chart()?.pan({ x: (clientX - fromPx) / SCALE }, undefined, 'none');
    fromPx = clientX;
  });
  const end = (): void => {
    fromPx = null;
  };
  on('pointerup', end);
  // The browser takes a touch over that scrolls or pinches the page.
  on('pointercancel', end);
  return () => stop.abort();
}

/** Charts of bars grow with their number, not with the width of the page. */
const heightShare = ({ aspect }: Figure, widthPx: number): number => (widthPx < 520 ? Math.max(aspect, 0.6) : aspect);

const zoomOptions = (isOn: boolean): object => ({
  mode: 'x',
  wheel: { enabled: isOn, modifierKey: 'ctrl' },
  pinch: { enabled: false },
  drag: { enabled: false },
});

const PAPER: ScreenLook = { text: '#333333', axis: '#666666', grid: '#dddddd', ink: '#1a1a1a' };
const PICTURE_WIDTH_PX = 640;

/** Draws the chart again as on paper, on white, and saves it. */
async function savePicture(figure: Figure, name: string): Promise<void> {
  const element = document.createElement('canvas');
  const heightPx = Math.round(PICTURE_WIDTH_PX * figure.aspect);
  element.width = PICTURE_WIDTH_PX;
  element.height = heightPx;
  const paper: Plugin = {
    id: 'paper',
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = '#ffffff';
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
  const configuration = forScreen(figure.configuration, PAPER);
  const Library = chartLibrary();
  const chart = new Library(element, {
    ...configuration,
    plugins: [...(configuration.plugins ?? []), paper],
    options: { ...configuration.options, devicePixelRatio: PICTURE_SCALE },
  } as unknown as ChartConfiguration);
  const blob = await new Promise<Blob | null>((resolve) => element.toBlob(resolve, 'image/png'));
  chart.destroy();
  if (blob !== null) save(`${name}.png`, blob);
}
