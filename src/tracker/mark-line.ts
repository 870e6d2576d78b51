/** Lines of the file that `CT_TRACK_EPOCHS` names: `start`, `start 3`, `end`, `end 3`, `total 100`, each with ` @1795976938.182` or without. */

/** One mark of a training. */
export interface Mark {
  /** Whether an epoch starts or ends, or how many are planned. */
  kind: 'start' | 'end' | 'total';
  /** Number of the epoch, or the planned epochs; null where the line has none. */
  number: number | null;
  /** Unix time in s; null where the line has none. */
  unixS: number | null;
}

const MARK = /^\s*(start|end|total)(?:\s+(\d{1,15}))?(?:\s+@(\d{1,12}(?:\.\d{1,12})?))?\s*$/i;

/** Reads a line; null when it is no mark. */
export function readMark(line: string): Mark | null {
  const [, kind, number, unixS] = MARK.exec(line) ?? [];
  if (kind === undefined) return null;
  const mark: Mark = {
    kind: kind.toLowerCase() as Mark['kind'],
    number: number === undefined ? null : Number(number),
    unixS: unixS === undefined ? null : Number(unixS),
  };
  return mark.kind === 'total' && !mark.number ? null : mark;
}
