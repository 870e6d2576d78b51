/** Tables and query answers of power over time: nvidia-smi, DCGM, Prometheus, and any other with a time and W, mW or J. */
import { csvRows } from '../csv-rows.ts';
import { headText } from '../find/decode.ts';
import type { Source } from '../source.ts';
import { guessedLayout, type Layout, nvidiaLayout } from './columns.ts';
import { mostW } from './plausible.ts';
import { isRangeAnswer } from './prometheus.ts';
import { isMonitorText, readTrace, separatorOf } from './read-trace.ts';
import { TimeColumn } from './times.ts';
import { valueOfCell } from './units.ts';

const TABLE_NAME = /(?:gpu|power|watt|energy|joule|nvidia|smi|dcgm|rapl).*\.(?:csv|tsv|txt|log)(?:\.gz)?$/i;
const ANSWER_NAME = /(?:gpu|power|watt|energy|joule|dcgm|prometheus|prom|kepler|scaph).*\.json(?:\.gz)?$/i;

/** Rows that show what the columns hold. */
const MOST_ROWS = 20;
/** `2026/01/03 15:36:53.507, ...`: as nvidia-smi writes time, also without a header. */
const NVIDIA_STAMP = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** Reader of tables and query answers of power over time. */
export const powerTraces: Source = {
  name: 'power-trace',
  isNamedLike: (baseName) => TABLE_NAME.test(baseName) || ANSWER_NAME.test(baseName),
  recognises(_name, head) {
    const text = headText(head);
    return isRangeAnswer(text) || isMonitorText(text) || isTable(text);
  },
  isUncertain(head) {
    const text = headText(head);
    return !isRangeAnswer(text) && !isMonitorText(text) && !isOfNvidiaSmi(text);
  },
  read: readTrace,
};

function isTable(head: string): boolean {
  let layout: Layout | null = null;
  let rows = 0;
  for (const cells of firstRows(head)) {
    rows += 1;
    if (layout === null) {
      if (rows === 1 && isHeadless(cells)) return true;
      layout = nvidiaLayout(cells) ?? guessedLayout(cells);
      if (layout?.isNvidiaSmi === true) return true;
    } else if (isReading(cells, layout)) {
      return true;
    }
  }
  // A header that names units, with no row or no readable time behind it, is that of a trace without readings.
  return layout !== null && (rows === 1 || layout.values.some(({ isNamed }) => isNamed));
}

/** Whether a table is that of nvidia-smi, by its header or by its stamps. */
function isOfNvidiaSmi(head: string): boolean {
  for (const cells of firstRows(head)) if (isHeadless(cells) || nvidiaLayout(cells) !== null) return true;
  return false;
}

/** The rows that show what the columns hold. */
function* firstRows(head: string): Generator<string[]> {
  let rows = 0;
  for (const { cells } of csvRows(head, separatorOf(head))) {
    rows += 1;
    if (rows > MOST_ROWS) return;
    yield cells;
  }
}

/** Whether a row begins with a time as nvidia-smi writes it. */
const isHeadless = (cells: readonly string[]): boolean => NVIDIA_STAMP.test(cells[0] ?? '') && cells.length > 1;

/** Whether a row holds a time, and a power that no percentage or size of memory can be where the header names no unit. */
function isReading(cells: readonly string[], { time, values }: Layout): boolean {
  if (Number.isNaN(new TimeColumn(time.unit).read(cells[time.index] ?? ''))) return false;
  return values.some(({ index, quantity, isNamed }) => {
    const value = valueOfCell(cells[index] ?? '', quantity.factor);
    return isNamed ? !Number.isNaN(value) : value > 100 && value < mostW('gpu');
  });
}
