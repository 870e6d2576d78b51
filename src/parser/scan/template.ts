/**
 * What the lines of a pair of logs say, apart from stamps, epochs and figures. The reader of all logs works it out, from
 * logs that have the same lines, all of one moment, with made-up epochs and figures between them.
 */
import { type Message, readMessage } from '../../log/messages.ts';
import { type LogRecord, scanRecords } from '../../log/records.ts';
import type { PowerColumn } from '../../model/epoch-columns.ts';
import type { Epoch, Finding, Run, RunFiles } from '../../model/run.ts';
import { type EndFacts, endFactsOf, UNKNOWN_CPU_W } from '../assemble.ts';
import { decode } from '../decode.ts';
import { readOutputLog } from '../output.ts';
import { contentOf } from '../read-ahead.ts';
import { repairSet } from '../repair.ts';
import { readStandardLog } from '../standard.ts';
import type { Layout } from './epoch-lines.ts';
import type { Literal } from './line-bytes.ts';
import { type BlockForm, madeUpBlock } from './total-blocks.ts';

/** What stands at a place of a log. */
export type LogPart =
  | { kind: 'line'; text: Literal }
  | { kind: 'epochs'; layout: Layout }
  | { kind: 'block'; form: BlockForm }
  | { kind: 'output' };

/** What the runs of all pairs with the same lines have in common. */
export interface Template {
  run: Omit<Run, 'epochs'>;
  /** The powers of an epoch, in their order. */
  powers: readonly Omit<PowerColumn, 'valuesW'>[];
  end: EndFacts;
}

const STAMP = '2025-01-01 00:00:00 - ';
const FILES: RunFiles = {
  standard: 'x_carbontracker.log',
  output: 'x_carbontracker_output.log',
  error: null,
  samples: null,
};

/** Messages whose stamps and places in their log matter to nothing but the end of the run. */
const STANDARD_KINDS: readonly (Message['kind'] | undefined)[] = [
  undefined,
  'version',
  'pue',
  'components',
  'interrupted',
  'monitoring-ended',
  'intensity',
];
const OUTPUT_KINDS: readonly (Message['kind'] | undefined)[] = ['components', 'finished', 'block', 'intensity'];

/**
 * What the lines of a pair say.
 *
 * @param isUnknownCpu the power of the CPU is the one that carbontracker logs for a CPU that it does not know
 * @returns null where anything about them is not ordinary
 */
export function templateOf(parts: readonly LogPart[], isUnknownCpu: boolean): Template | null {
  const outputAt = parts.findIndex(({ kind }) => kind === 'output');
  const standard = madeUpLog(parts.slice(0, outputAt), isUnknownCpu);
  const output = madeUpLog(parts.slice(outputAt + 1), isUnknownCpu);
  if (standard === null || output === null) return null;
  const layout = parts.find((part) => part.kind === 'epochs')?.layout ?? [];
  if (!isOrdinaryStandard(standard, parts.slice(0, outputAt)) || !isOrdinaryOutput(output, parts.length - outputAt - 1))
    return null;
  const { fragments } = readStandardLog(standard);
  const { sessions } = readOutputLog(output, { concurrent: false, doubled: true });
  const [fragment] = fragments;
  const [session] = sessions;
  if (fragments.length !== 1 || sessions.length !== 1 || fragment === undefined || session === undefined) return null;
  const findings: Finding[] = [];
  const texts: Record<string, string> = { [FILES.standard as string]: standard, [FILES.output as string]: output };
  const runs = repairSet(
    { folder: '', stem: 'x', files: FILES },
    (file) => contentOf(() => texts[file] ?? ''),
    (finding) => findings.push(finding),
  );
  const [run] = runs;
  if (run === undefined || runs.length !== 1 || run.tracking !== null || findings.length + run.findings.length > 0)
    return null;
  if (run.files.standard !== FILES.standard || run.files.output !== FILES.output || run.files.error !== null)
    return null;
  const { epochs, ...rest } = run;
  const powers = powersOf(epochs[0], layout);
  return powers === null ? null : { run: rest, powers, end: endFactsOf(fragment, session) };
}

function powersOf(epoch: Epoch | undefined, layout: Layout): Template['powers'] | null {
  const powers = Object.entries(epoch?.powerW ?? {}).flatMap(([name, power]) =>
    power === null ? [] : [{ name, scope: power.scope, width: power.values.length }],
  );
  const isSame = (power: { name: string; width: number }, i: number): boolean =>
    power.name === layout[i]?.name && power.width === layout[i].width;
  return powers.length === layout.length && powers.every(isSame) ? powers : null;
}

/** @returns null where it is no text that a log can be */
function madeUpLog(parts: readonly LogPart[], isUnknownCpu: boolean): string | null {
  const pieces = parts.flatMap((part) => {
    if (part.kind === 'line') return [Buffer.from(STAMP), part.text.bytes];
    if (part.kind === 'block') return [Buffer.from(`${STAMP}${madeUpBlock(part.form)}`)];
    return part.kind === 'epochs' ? [Buffer.from(madeUpEpoch(part.layout, isUnknownCpu))] : [];
  });
  const content = contentOf(() => decode(Buffer.concat(pieces)));
  return 'text' in content ? content.text : null;
}

function madeUpEpoch(layout: Layout, isUnknownCpu: boolean): string {
  const powers = layout.map(({ name, isArray, width }) => {
    const value = name === 'cpu' && isUnknownCpu ? String(UNKNOWN_CPU_W) : '1.0';
    const values = Array<string>(width).fill(value).join(' ');
    return `${STAMP}Average power usage (W) for ${name}: ${isArray ? `[${values}]` : values}\n`;
  });
  return `${STAMP}Epoch 1:\n${STAMP}Duration: 0:00:01.00\n${powers.join('')}`;
}

function recordsOf(text: string): { record: LogRecord; kind: Message['kind'] | undefined }[] {
  const records: { record: LogRecord; kind: Message['kind'] | undefined }[] = [];
  scanRecords(text, (record) => records.push({ record, kind: readMessage(record)?.kind }));
  return records;
}

/** Whether each line is one record, and none of them belongs to an epoch. */
function isOrdinaryStandard(text: string, parts: readonly LogPart[]): boolean {
  let lines = parts.length;
  let epochLines = 0;
  for (const part of parts) {
    if (part.kind !== 'epochs') continue;
    lines -= 1;
    epochLines += 2 + part.layout.length;
  }
  const records = recordsOf(text);
  if (records.length !== lines + epochLines || records[0]?.kind !== 'version') return false;
  return records.filter(({ kind }) => STANDARD_KINDS.includes(kind)).length === lines;
}

/** Whether each line or block is one record, and of a kind that belongs to a run. */
function isOrdinaryOutput(text: string, parts: number): boolean {
  const records = recordsOf(text);
  return records.length === parts && records.every(({ kind }) => OUTPUT_KINDS.includes(kind));
}
