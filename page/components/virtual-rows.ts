/** Which rows of a long list are on the screen: only those are in the document. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Rows beyond the edge of the window, so that scrolling shows no gaps. */
const OVERSCAN = 12;

/** The visible part of a list. */
interface VisibleRows {
  items: readonly VirtualItem[];
  totalPx: number;
  /** Scrolls a row into view. */
  show: (place: number) => void;
}

/**
 * The rows of a long table that are visible, and their places.
 *
 * @param rowPx height of every row
 */
export function useVirtualRows(room: RefObject<HTMLElement | null>, count: number, rowPx: number): VisibleRows {
  const [, redraw] = useReducer<number, void>((turn) => turn + 1, 0);
  const options = {
    count,
    getScrollElement: () => room.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    initialRect: { width: 0, height: 600 },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [rowPx, count]);
  return {
    items: virtualizer.getVirtualItems(),
    totalPx: virtualizer.getTotalSize(),
    show: (place) => virtualizer.scrollToIndex(place, { align: 'auto' }),
  };
}
