/** The text of a document -> the document, and its entries. */
import { type Entry, entryOfRow, equivalentsOf, withFactors } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { unpackEpochs } from './epochs.ts';
import {
  DOCUMENT_SCHEMA,
  DOCUMENT_VERSION,
  type DocumentEntry,
  type DocumentOptions,
  type ReportDocument,
} from './types.ts';

/**
 * Reads what `writeDocument` wrote.
 *
 * @param from what it was found in, for the message
 * @throws CtError NOT_A_REPORT for what is no document of this version, or is damaged
 */
export function readDocument(text: string, from = 'the report'): ReportDocument {
  let document: Partial<ReportDocument> | null;
  try {
    document = JSON.parse(text) as Partial<ReportDocument> | null;
  } catch (error) {
    throw new CtError('NOT_A_REPORT', `the data of ${from} are damaged`, { cause: error });
  }
  if (document?.schema !== DOCUMENT_SCHEMA) throw new CtError('NOT_A_REPORT', `${from} holds no report of ct-parse`);
  const { schemaVersion } = document;
  if (schemaVersion !== DOCUMENT_VERSION) {
    const reads = `this ct-parse reads version ${DOCUMENT_VERSION}`;
    throw new CtError('NOT_A_REPORT', `${from} has version ${String(schemaVersion).slice(0, 20)}; ${reads}`);
  }
  const { entries, findings, inputs, options, totals } = document;
  const isWhole =
    [entries, findings].every(Array.isArray) && [inputs, options, totals].every((part) => typeof part === 'object');
  if (!isWhole) throw new CtError('NOT_A_REPORT', `the data of ${from} are damaged`);
  const wrong = wrongOption(options ?? {});
  if (wrong !== null) throw new CtError('NOT_A_REPORT', `the data of ${from} are damaged: option ${wrong}`);
  return document as ReportDocument;
}

const isText = (value: unknown): boolean => value === null || typeof value === 'string';
const isChoice = (value: unknown): boolean => value === null || typeof value === 'boolean';

/** What each option may be; one that is absent was not given. */
const MAY_BE: Record<keyof DocumentOptions, (value: unknown) => boolean> = {
  factors: (value) => typeof value === 'object' && value !== null,
  asLogged: isChoice,
  sameMachine: isChoice,
  devices: isText,
  recursive: isChoice,
  inputFormat: isText,
  columns: isText,
  fromTime: isText,
  toTime: isText,
  manifest: isText,
};

/** The first option that has the value of another kind; logs are read with them. */
function wrongOption(options: object): string | null {
  const values = options as Record<string, unknown>;
  return Object.entries(MAY_BE).find(([name, mayBe]) => name in values && !mayBe(values[name]))?.[0] ?? null;
}

/** A run of a document as if it were alone and with the factors of its log, for the ledger. */
export function entryAlone({ row, run: detail, quiet, hidesPue }: DocumentEntry): Entry {
  if (detail === null) return entryOfRow(row);
  const { runId: id, format, writer, startedAt, endedAt, end, plannedEpochs, figures } = row;
  const { epochs: packed, pue, intensity } = detail;
  let epochs: Run['epochs'] | null = null;
  const run: Run = {
    ...detail,
    ...{ id, format, writer, startedAt, endedAt, end, plannedEpochs },
    findings: [...row.findings],
    // Most runs of a large document are never looked at one by one.
    get epochs() {
      epochs ??= unpackEpochs(packed);
      return epochs;
    },
  };
  return {
    run,
    traits: { ...row, readings: row.readings ?? null, isRow: false, hidesPue },
    figures,
    beforeFactors: figures,
    whole: figures.corrected,
    factors: { pue, intensity, given: {} },
    judged: [],
    quiet,
  };
}

/** A run of a document as it counted, with the factors of its log. */
export function entryAsCounted(part: DocumentEntry): Entry {
  const entry = entryAlone(part);
  const { whole } = entry;
  const counted = part.row.counted ?? whole;
  entry.run.findings.push(...part.row.countedFindings);
  if (counted.energyKwh === whole.energyKwh && counted.co2eqG === whole.co2eqG) return entry;
  const equivalents = counted.co2eqG === null ? null : equivalentsOf(counted.co2eqG);
  const figures = { ...entry.figures, corrected: { ...whole, ...counted, equivalents } };
  return { ...entry, figures, beforeFactors: figures };
}

/** The entries of a document, in its order, with its factors. */
export const entriesOfDocument = ({ entries, options }: ReportDocument): Entry[] =>
  entries.map((entry) => withFactors(entryAsCounted(entry), options.factors));
