/**
 * What the lines of a pair of logs mean, apart from stamps, epochs and figures. The reader of all logs works it out, from
 * logs that have the same lines, all of one moment, with made-up epochs and figures between them.
 */
import { type Message, readMessage } from '../../../log/messages.ts';
import { type LogRecord, scanRecords } from '../../../log/records.ts';
import { type PowerColumn, type RowLayout, rowLayout } from '../../../model/epoch-columns.ts';
import type { Epoch, Finding, Run, RunFiles } from '../../../model/run.ts';
import { contentOf } from '../../find/content.ts';
import { decode } from '../../find/decode.ts';
import { type EndFacts, endFactsOf } from '../repair/assemble.ts';
import { UNKNOWN_CPU_W } from '../repair/components.ts';
import { readOutputLog } from '../repair/output.ts';
import { repairSet } from '../repair/repair.ts';
import { readStandardLog } from '../repair/standard.ts';
import type { Layout } from './epoch-layout.ts';
import type { Literal } from './line-bytes.ts';
import { type BlockForm, madeUpBlock } from './total-blocks.ts';

/** Length of the time stamp before the message of a line; 23 in err logs, where it has milliseconds. */
export type StampLength = 0 | 22 | 23;

/** What stands at a place of a log, or begins the next one. */
export type LogPart =
  | { kind: 'line'; stamp: StampLength; text: Literal }
  | { kind: 'epochs'; layout: Layout }
  | { kind: 'block'; form: BlockForm }
  | { kind: 'output' | 'error' };

/** What the runs of all pairs with the same lines have in common. */
export interface Template {
  /** The run without its epochs. */
  run: Omit<Run, 'epochs'>;
  /** The powers of an epoch, in their order. */
  layout: RowLayout;
  /** Evidence of how the runs ended. */
  end: EndFacts;
}

const STAMP = '2025-01-01 00:00:00 - ';
const STAMPS: Record<StampLength, string> = { 0: '', 22: STAMP, 23: '2025-01-01 00:00:00,000' };
const FILES: Pick<RunFiles, 'standard' | 'output' | 'error'> = {
  standard: 'x_carbontracker.log',
  output: 'x_carbontracker_output.log',
  error: 'x_carbontracker_err.log',
};
/** Findings that are the same for every pair with the same lines. */
const COMMON_FINDINGS: readonly string[] = ['sensor-fault', 'empty-log', 'no-output-log'];

/** Messages with time stamps and places that affect only the end of the run. */
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
 * The template of the lines in a run's logs.
 *
 * @param isUnknownCpu the power of the CPU is the one that carbontracker logs for a CPU of unknown TDP
 * @returns null where anything about them is not ordinary
 */
export function templateOf(parts: readonly LogPart[], isUnknownCpu: boolean): Template | null {
  const { standard, output, error } = partsOfFiles(parts);
  const texts = {
    standard: madeUpLog(standard, isUnknownCpu),
    output: output === null ? null : madeUpLog(output, isUnknownCpu),
    error: error === null ? null : madeUpLog(error, isUnknownCpu),
  };
  if (texts.standard === null || !isOrdinaryStandard(texts.standard, standard)) return null;
  if (!isOrdinaryOutput(texts.output ?? '', output ?? [])) return null;
  const { fragments } = readStandardLog(texts.standard);
  const { sessions } = readOutputLog(texts.output ?? '', { concurrent: false, doubled: true });
  const [fragment] = fragments;
  if (fragments.length !== 1 || fragment === undefined) return null;
  if (sessions.length !== (output === null || output.length === 0 ? 0 : 1)) return null;
  const run = runOfTexts(texts);
  if (run === null) return null;
  const { epochs, ...rest } = run;
  const layout = parts.find((part) => part.kind === 'epochs')?.layout ?? [];
  const powers = powersOf(epochs[0], layout);
  return powers === null
    ? null
    : { run: rest, layout: rowLayout(powers), end: endFactsOf(fragment, sessions[0] ?? null) };
}

function partsOfFiles(
  parts: readonly LogPart[],
): Record<'standard', LogPart[]> & Record<'output' | 'error', LogPart[] | null> {
  const files: ReturnType<typeof partsOfFiles> = { standard: [], output: null, error: null };
  let file = files.standard;
  for (const part of parts) {
    if (part.kind === 'output' || part.kind === 'error') {
      file = [];
      files[part.kind] = file;
    } else {
      file.push(part);
    }
  }
  return files;
}

/** The one run of texts; null where there are several, or a finding is about them. */
function runOfTexts(texts: Record<'standard' | 'output' | 'error', string | null>): Run | null {
  const nameOf = (role: keyof typeof texts): string | null => (texts[role] === null ? null : FILES[role]);
  const files = { standard: nameOf('standard'), output: nameOf('output'), error: nameOf('error'), samples: null };
  const textOf = new Map(Object.entries(texts).map(([role, text]) => [files[role as keyof typeof texts], text]));
  const findings: Finding[] = [];
  const runs = repairSet(
    { folder: '', stem: 'x', files },
    (file) => contentOf(() => textOf.get(file) ?? ''),
    (finding) => findings.push(finding),
  );
  const [run] = runs;
  if (run === undefined || runs.length !== 1 || run.tracking !== null || findings.length > 0) return null;
  if (!run.findings.every(({ code }) => COMMON_FINDINGS.includes(code))) return null;
  return run.files.standard === files.standard && run.files.output === files.output && run.files.error === files.error
    ? run
    : null;
}

function powersOf(epoch: Epoch | undefined, layout: Layout): PowerColumn[] | null {
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
    if (part.kind === 'line') return [Buffer.from(STAMPS[part.stamp]), part.text.bytes];
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
function isOrdinaryOutput(text: string, parts: readonly LogPart[]): boolean {
  const records = recordsOf(text);
  return records.length === parts.length && records.every(({ kind }) => OUTPUT_KINDS.includes(kind));
}
