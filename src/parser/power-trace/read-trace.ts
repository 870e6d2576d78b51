/** One file of a power trace -> its run. */
import { fileFinding, newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { plural } from '../../model/text.ts';
import type { Separator } from '../csv-cells.ts';
import { csvRows } from '../csv-rows.ts';
import { headText } from '../find/decode.ts';
import type { SourceFile } from '../source.ts';
import { readChoice } from './choice.ts';
import { cutOf } from './cut.ts';
import type { TraceDevice } from './devices.ts';
import { isRangeAnswer, readRangeAnswer } from './prometheus.ts';
import { samplesOfDevices } from './samples.ts';
import { readTable, type Trace } from './table.ts';
import type { Clock } from './times.ts';
import { measureTrace, type Readings, toRun } from './to-run.ts';

/** Longest JSON that is read at once. */
const LONGEST_JSON_BYTES = 256 * 1024 ** 2;

/** Reads a table or an answer of Prometheus. */
export function* readTrace(file: SourceFile): Generator<Run> {
  const read = readReadings(file);
  if ('problem' in read) file.onFinding(notUnderstood(file.path, read.problem));
  else yield toRun(read);
}

/** The power of each device over time, for a picture of it; null where the trace cannot be read again. */
export function traceSamples(file: SourceFile): Samples | null {
  const read = readReadings(file);
  return 'problem' in read ? null : samplesOfDevices(measureTrace(read), read.cut);
}

function readReadings(file: SourceFile): Readings | { problem: string } {
  const { options } = file;
  const head = headText(file.head());
  const read = isRangeAnswer(head) ? readAnswer(file) : readRows(file, head);
  if ('problem' in read) return read;
  const cut = cutOf(options, read.clock, firstTimeS(read.devices));
  if ('problem' in cut) return cut;
  const { columns, fromTime, toTime } = options;
  const given = Object.entries({ columns, fromTime, toTime }).filter(([, text]) => text !== undefined);
  const said = given.length === 0 ? {} : { said: Object.fromEntries(given) };
  return { ...read, ...said, id: file.id, path: file.path, cut };
}

type Read = Omit<Readings, 'id' | 'path' | 'cut'> | { problem: string };

function notUnderstood(place: string, problem: string): Finding {
  const hint = problem === 'it has no header' ? ': name its columns, such as --columns time=1,gpu0=2' : '';
  const message = `${place} looks like a power trace and was not understood: ${problem}${hint}`;
  return fileFinding('not-understood', message, place);
}

/** Headings of `nvidia-smi dmon`, between blanks: a table for people, without a date and mostly without any time. */
export const isMonitorText = (head: string): boolean =>
  /^#\s*(?:Date +)?(?:Time +)?gpu(?: +\S+)*? +pwr\b/m.test(head.slice(0, 4096));

const MONITOR_TEXT =
  'it is the text of nvidia-smi dmon; record nvidia-smi --query-gpu=timestamp,uuid,name,power.draw --format=csv';

function readRows(file: SourceFile, head: string): Read {
  if (isMonitorText(head)) return { problem: MONITOR_TEXT };
  const { columns } = file.options;
  const choice = columns === undefined ? null : readChoice(columns);
  const separator = separatorOf(head);
  const trace = readTable(csvRows(file.pieces(), separator), choice, separator);
  if ('problem' in trace) return trace;
  return {
    tool: trace.layout.isNvidiaSmi ? 'nvidia-smi' : null,
    devices: trace.devices,
    clock: trace.time.clock,
    guess: guessOf(trace),
    findings: aboutRows(trace),
  };
}

/** The separator that the first line has most of. */
export function separatorOf(head: string): Separator {
  const [line = ''] = head.trimStart().split('\n', 1);
  const counts = ([',', ';', '\t'] as const).map((one) => ({ one, count: line.split(one).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).one;
}

function guessOf({ layout, time, devices }: Trace): string | null {
  if (layout.guess === null) return null;
  const unit = time.unit === null ? '' : ` (${time.clock === 'unix' ? 'unix ' : ''}${time.unit})`;
  const shown = layout.values.slice(0, MOST_SHOWN).map(({ header, quantity }) => `"${header}" (${quantity.unit})`);
  const more = layout.values.length > MOST_SHOWN ? ` and ${layout.values.length - MOST_SHOWN} more` : '';
  const kinds = [...new Set(devices.map(({ component }) => component))].join(', ');
  return `guessed: time is "${layout.time.header}"${unit}; ${shown.join(', ')}${more} of ${kinds}`;
}

const MOST_SHOWN = 4;

function aboutRows({ damagedRows, isTorn, byOrder }: Trace): Finding[] {
  const findings: Finding[] = [];
  if (damagedRows > 0) findings.push(newFinding('samples-damaged', `${plural(damagedRows, 'row')} could not be read`));
  if (isTorn)
    findings.push(newFinding('cut-line', 'the last row has no line feed, so it may be cut: it is not counted'));
  if (byOrder > 0) {
    const message = `rows name no GPU: the ${byOrder} rows of each tick are taken for ${byOrder} GPUs in the same order`;
    findings.push(newFinding('devices-by-order', message));
  }
  return findings;
}

function readAnswer(file: SourceFile): Read {
  if (file.size > LONGEST_JSON_BYTES) return { problem: 'its JSON is larger than 256 MiB' };
  const answer = readRangeAnswer([...file.pieces()].join(''));
  if ('problem' in answer) return answer;
  const { devices, skipped } = answer;
  if (devices.length === 0) {
    const names = skipped.slice(0, MOST_SHOWN).join(', ');
    return { problem: `it holds no series of power or energy${names === '' ? '' : ` but ${names}`}` };
  }
  const findings =
    skipped.length === 0
      ? []
      : [
          newFinding(
            'columns-guessed',
            `left out as neither power nor energy, or as shares of a host: ${skipped.slice(0, MOST_SHOWN).join(', ')}`,
          ),
        ];
  return { tool: null, devices, clock: clockOf(devices), guess: null, findings };
}

const clockOf = (devices: readonly TraceDevice[]): Clock => (firstTimeS(devices) >= 1e8 ? 'unix' : 'elapsed');

function firstTimeS(devices: readonly TraceDevice[]): number {
  let firstS = Number.POSITIVE_INFINITY;
  for (const { channels } of devices) {
    for (const { series } of channels) if (series.length > 0) firstS = Math.min(firstS, series.timeS(0));
  }
  return Number.isFinite(firstS) ? firstS : 0;
}
