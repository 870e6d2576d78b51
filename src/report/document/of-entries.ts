/** Entries at hand -> a document, where nobody read the files for it. */
import { aggregate, type Entry, type SameMachine, withFactors } from '../../accounting/index.ts';
import type { Finding } from '../../model/run.ts';
import { sentence } from '../statement/sentence.ts';
import { ToolTotals } from '../statement/tools.ts';
import { type DocumentInputs, type DocumentOptions, NO_OPTIONS, type ReportDocument } from './types.ts';
import { type DocumentParts, documentEntry, newDocument } from './write.ts';

/** SHA-256 of nothing. */
const NO_FILES: DocumentInputs = {
  ...{ paths: [], tables: [], files: 0 },
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** What a document holds beside its entries. */
export interface EntriesParts extends Pick<DocumentParts, 'title'> {
  /** Findings of no run. */
  findings: readonly Finding[];
  /** When the document is written. */
  date: Date;
  /** Where the entries come from; by default no file is named. */
  inputs?: DocumentInputs;
  /** The command line; null, the default, where a script called the library. */
  commandLine?: string | null;
  /** Options with which the entries were read; the defaults stand for those that are left out. */
  options?: Partial<Omit<DocumentOptions, 'sameMachine'>> & { sameMachine?: SameMachine | null | undefined };
}

/**
 * A document of entries.
 *
 * @param entries with the factors of their logs
 */
export function documentOfEntries(entries: readonly Entry[], parts: EntriesParts): ReportDocument {
  const { options = {}, date, title, findings, commandLine = null, inputs = NO_FILES } = parts;
  const { factors = {}, asLogged = false, sameMachine } = options;
  const tools = new ToolTotals();
  const figures = entries.map((entry) => {
    const counted = withFactors(entry, factors);
    tools.add(counted);
    return counted.figures;
  });
  const totals = aggregate(figures, { asLogged });
  return newDocument({
    commandLine,
    date: date.toISOString(),
    title,
    inputs,
    options: { ...NO_OPTIONS, ...options, sameMachine: typeof sameMachine === 'boolean' ? sameMachine : null },
    entries: entries.map((entry) => documentEntry(entry)),
    findings: [...findings],
    totals,
    range: null,
    sentence: sentence(totals, tools.result(), { factors }),
  });
}
