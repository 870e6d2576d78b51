/** Which rows of a long list are on the screen: only those are in the document. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { isPrinting } from '../printing.ts';

/** Rows beyond the edge of the window, so that scrolling shows no gaps. */
const OVERSCAN = 12;
/** What the window shows until its height is known. */
const FIRST_ROWS = 20;
/** More rows than a reader of paper looks at; files hold all of them. */
const MOST_PRINTED = 100;

/** The visible part of a list. */
interface VisibleRows {
  /** Places of the rows from the first to the last. */
  items: { index: number; topPx: number }[];
  totalPx: number;
}

interface Window {
  first: number;
  last: number;
}

/**
 * Rows of one height, of which the list may have any number.
 *
 * @param rowPx height of every row
 */
export function useVirtualRows(room: RefObject<HTMLElement | null>, count: number, rowPx: number): VisibleRows {
  const [seen, setSeen] = useState<Window>({ first: 0, last: FIRST_ROWS });
  useLayoutEffect(() => {
    const element = room.current;
    if (element === null) return;
    const look = (): void => {
      const first = Math.floor(element.scrollTop / rowPx);
      const last = first + Math.ceil(element.clientHeight / rowPx) + 1;
      setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    // The observer reports once at its start, when the heights are known without asking for them.
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rowPx]);
  if (isPrinting.value) return rowsBetween(0, Math.min(count, MOST_PRINTED), rowPx);
  const first = Math.max(0, Math.min(seen.first, count - 1) - OVERSCAN);
  return { ...rowsBetween(first, Math.min(count, seen.last + OVERSCAN), rowPx), totalPx: count * rowPx };
}

const rowsBetween = (first: number, end: number, rowPx: number): VisibleRows => ({
  items: Array.from({ length: Math.max(0, end - first) }, (_, i) => ({ index: first + i, topPx: (first + i) * rowPx })),
  totalPx: end * rowPx,
});
