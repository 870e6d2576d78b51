/** Entries -> a document. */
import { type Entry, rowOf } from '../../accounting/index.ts';
import { plainRun } from '../../model/column-run.ts';
import type { LogExcerpt } from '../../model/log-lines.ts';
import type { Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { VERSION } from '../../model/version.ts';
import { packEpochs } from './epochs.ts';
import { DOCUMENT_SCHEMA, DOCUMENT_VERSION, type DocumentEntry, type ReportDocument, type RunDetail } from './types.ts';

/** All of a document but what is the same in each. */
export type DocumentParts = Omit<ReportDocument, 'schema' | 'schemaVersion' | 'writer'>;

/** Makes a document. */
export const newDocument = (parts: DocumentParts): ReportDocument => ({
  ...{ schema: DOCUMENT_SCHEMA, schemaVersion: DOCUMENT_VERSION, writer: { tool: 'ct-parse', version: VERSION } },
  ...parts,
});

/**
 * An entry that counts -> its part of a document.
 *
 * @param entry with the factors of its log
 * @param sha256 over the digests of its files
 */
export function documentEntry(
  entry: Entry,
  sha256: string | null = null,
  samples: Samples | null = null,
  lines: LogExcerpt[] | null = null,
): DocumentEntry {
  const { run, traits, quiet } = entry;
  return {
    row: rowOf(entry),
    run: traits.isRow ? null : detailOf(plainRun(run)),
    quiet: [...quiet],
    hidesPue: traits.hidesPue,
    sha256,
    samples,
    lines,
  };
}

function detailOf(run: Run): RunDetail {
  const { id, format, writer, startedAt, endedAt, end, plannedEpochs, findings, epochs, ...rest } = run;
  return { ...rest, epochs: packEpochs(epochs) };
}

/** Runs of one piece of text. */
const RUNS_PER_TEXT = 100;

/** The text of a document in pieces, because that of many runs is large. */
export function* documentTexts(document: ReportDocument): Generator<string> {
  let joint = '{';
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue;
    yield `${joint}${JSON.stringify(key)}:`;
    joint = ',';
    if (key === 'entries') yield* listTexts(document.entries);
    else yield JSON.stringify(value);
  }
  yield joint === '{' ? '{}' : '}';
}

function* listTexts(items: readonly unknown[]): Generator<string> {
  if (items.length === 0) yield '[]';
  for (let from = 0; from < items.length; from += RUNS_PER_TEXT) {
    const to = Math.min(items.length, from + RUNS_PER_TEXT);
    const text = JSON.stringify(items.slice(from, to));
    yield `${from === 0 ? '[' : ','}${text.slice(1, -1)}${to === items.length ? ']' : ''}`;
  }
}

/** The text of a document: the same for the same document, and of one line. */
export const writeDocument = (document: ReportDocument): string => [...documentTexts(document)].join('');
