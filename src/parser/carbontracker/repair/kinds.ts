/** A file that holds records of more than one kind of log, as when all logs of a folder were put into one. */
import { isOutputMessage, readMessage } from '../../../log/messages.ts';
import { type LogRecord, type LogText, scanRecords } from '../../../log/records.ts';
import type { RunFiles } from '../../../model/run.ts';

/** Texts of one kind of log that stood apart in a file. */
export interface LogParts {
  /** Texts in the order of the file. */
  parts: readonly string[];
}

/** The texts of the logs of a run; null for a missing log. */
export type RunTexts = Record<Kind, LogText | LogParts | null>;

type Kind = 'standard' | 'output' | 'error';
type FileTexts = Record<Kind, LogText | null>;

/** The texts of a log: one, or those that stood apart. */
export function textsOf(log: LogText | LogParts): readonly LogText[] {
  return typeof log === 'object' && 'parts' in log ? log.parts : [log];
}

/**
 * Sorts the records of each file by the kind of log that they belong to, whatever the file is called. Files of one kind,
 * which nearly all are, stay as they are.
 */
export function sortByKind(files: RunFiles, texts: FileTexts): { files: RunFiles; texts: RunTexts } {
  const sorted: Record<Kind, (LogText | string)[]> = {
    standard: [],
    output: [],
    error: texts.error === null ? [] : [texts.error],
  };
  const found: RunFiles = { ...files };
  let isSorted = false;
  for (const role of ['standard', 'output'] as const) {
    const text = texts[role];
    if (text === null) continue;
    const chunks = typeof text === 'string' && mayHoldOthers(role, text) ? chunksOf(text, role) : null;
    if (chunks === null) {
      sorted[role].push(text);
      continue;
    }
    isSorted = true;
    for (const kind of ['standard', 'output', 'error'] as const) {
      sorted[kind].push(...chunks[kind]);
      if (kind !== 'error' && chunks[kind].length > 0) found[kind] ??= files[role];
    }
    // A file that is called by the other kind is what it holds, unless that one is there too.
    if (chunks[role].length === 0 && found[role] === files[role] && sameFileElsewhere(found, role)) found[role] = null;
  }
  if (!isSorted) return { files, texts };
  return {
    files: found,
    texts: { standard: joined(sorted.standard), output: joined(sorted.output), error: joined(sorted.error) },
  };
}

const sameFileElsewhere = (files: RunFiles, role: 'standard' | 'output'): boolean =>
  files[role] === files[role === 'standard' ? 'output' : 'standard'];

function joined(texts: readonly LogText[]): LogText | LogParts | null {
  if (texts.length <= 1) return texts[0] ?? null;
  return { parts: texts.map((text) => (typeof text === 'string' ? text : [...text].join(''))) };
}

/** Text that only the other kind of log contains; ordinary files cost only this search. */
function mayHoldOthers(role: 'standard' | 'output', text: string): boolean {
  if (role === 'standard') return text.includes('CarbonTracker:');
  return (
    text.includes(' - carbontracker version') ||
    text.includes(' - Average power usage (W) for ') ||
    text.includes(' - ct-track version ') ||
    text.includes(' - Power usages')
  );
}

/** @returns null when all records are of the kind that the file is called by */
function chunksOf(text: string, role: 'standard' | 'output'): Record<Kind, string[]> | null {
  const chunks: Record<Kind, string[]> = { standard: [], output: [], error: [] };
  let kind: Kind = role;
  /** Kinds that belong to a run which began before the newest head. */
  const closed = new Set<Kind>(['standard', 'output', 'error']);
  let others = 0;
  let hadOthers = false;
  scanRecords(text, (record) => {
    kind = kindOf(record, kind);
    if (kind !== role) others += 1;
    // A head behind lines of another kind begins the next file.
    if (kind !== 'standard') hadOthers = true;
    else if (hadOthers && isHead(record)) {
      hadOthers = false;
      for (const each of ['standard', 'output', 'error'] as const) closed.add(each);
    }
    const lines = `${record.source.slice(record.stampStart, record.end)}${record.complete ? '\n' : ''}`;
    const known = chunks[kind];
    if (closed.has(kind) || known.length === 0) known.push(lines);
    else known[known.length - 1] += lines;
    closed.delete(kind);
  });
  return others === 0 ? null : chunks;
}

const isHead = ({ source, start }: LogRecord): boolean =>
  source.startsWith('carbontracker version', start) || source.startsWith('ct-track version', start);

/** Records of unclear kind stay with the record before. */
function kindOf(record: LogRecord, before: Kind): Kind {
  if (record.stamp === '') return before;
  const message = readMessage(record);
  if (isOutputMessage(record)) return message === null ? before : 'output';
  if (isFault(record)) return 'error';
  switch (message?.kind) {
    case 'version':
    case 'pue':
    case 'epoch':
    case 'duration':
    case 'power':
    case 'interrupted':
    case 'monitoring-ended':
    case 'journal':
    // Without the word before them, components and intensities belong to a standard log.
    case 'components':
    case 'intensity':
      return 'standard';
    case 'block':
      return 'output';
    case 'sensor':
      return 'error';
    default:
      return before;
  }
}

/** Err logs have a level after the thread; the standard logs of 1.0.4 too, but always the same level. */
function isFault({ source, stampStart, stampChars, start }: LogRecord): boolean {
  return stampChars > 19 && / - (?:WARNING|ERROR|CRITICAL) - $/.test(source.slice(stampStart + stampChars, start));
}
