/** Logs and tables -> the document that reports and pages embed. */
import type { Entry } from './accounting/index.ts';
import type { Finding } from './model/run.ts';
import { digestOfFiles, excerptsOfRun, type FileDigest, FileDigests, samplesOf } from './parser/index.ts';
import { type EntryOptions, entryParts, type Total, totalOfParts } from './pipeline.ts';
import { dateOfDocument } from './report/date.ts';
import {
  type DocumentEntry,
  type DocumentOptions,
  type DocumentParts,
  documentEntry,
  documentOfEntries,
  newDocument,
  type ReportDocument,
} from './report/document/index.ts';

/** From this number of runs on a document holds no samples, of which each run may have a million. */
const MANY_RUNS = 20;
/** From this number of runs on a document holds no lines of logs, which would make up most of it. */
const MANY_LOGS = 100;

/** Collects what a document holds while its runs are read. */
export class DocumentTotals {
  /** Digests of the files of its runs, which the reader of the runs fills in. */
  readonly digests = new FileDigests();
  readonly #entries: DocumentEntry[] = [];
  readonly #files = new Map<string, FileDigest>();
  readonly #findings: Finding[] = [];

  /** Adds a run that counts, with the factors of its log. */
  readonly add = (entry: Entry): void => {
    const files = this.digests.of(entry.run.files);
    for (const file of files) this.#files.set(file.path, file);
    this.#entries.push(documentEntry(entry, files.length === 0 ? null : digestOfFiles(files)));
  };

  /** Adds a finding of no run. */
  readonly addFinding = (finding: Finding): void => void this.#findings.push(finding);

  /** The findings that were added so far. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** The document of one run that was added, as if there were no other. */
  alone(entry: Entry, { options, commandLine = null, title = TITLE }: AloneParts): ReportDocument {
    const files = this.digests.of(entry.run.files);
    const inputs = {
      paths: files.map(({ path }) => path),
      tables: [],
      files: files.length,
      sha256: digestOfFiles(files),
    };
    return documentOfEntries([entry], {
      ...{ title, commandLine, options, inputs },
      date: dateOfDocument(),
      findings: [],
    });
  }

  /** The document of all that was added. Reads the samples of the runs, and lines of their logs, if there are few. */
  result(parts: ResultParts): ReportDocument {
    const { totals, range, sentence } = parts.total;
    const files = [...this.#files.values()];
    const count = this.#entries.length;
    const withLines = count < MANY_LOGS ? this.#entries.map(withLinesOfLog) : this.#entries;
    const entries = count < MANY_RUNS ? withLines.map(withSamples) : withLines;
    return newDocument({
      commandLine: parts.commandLine ?? null,
      date: (parts.date ?? dateOfDocument()).toISOString(),
      title: parts.title ?? TITLE,
      inputs: { paths: parts.paths, tables: parts.tables, files: files.length, sha256: digestOfFiles(files) },
      options: parts.options,
      entries,
      findings: this.#findings,
      ...{ totals, range, sentence },
    });
  }
}

/** Title of a report without another one. */
const TITLE = 'Energy and carbon footprint of training';

/** What a document holds beside its runs. */
export interface ResultParts extends Pick<DocumentParts, 'options'> {
  /** Total of the entries. */
  total: Total;
  /** Paths and patterns of logs, as given. */
  paths: string[];
  /** Paths of tables, as given. */
  tables: string[];
  /** The command line; null, the default, where a script called the library. */
  commandLine?: string | null;
  /** When the document is written; `SOURCE_DATE_EPOCH` or now unless given. */
  date?: Date;
  /** Title of the report; the default one unless given. */
  title?: string;
}

/** What the document of a run alone holds beside it. */
export type AloneParts = Pick<ResultParts, 'options' | 'commandLine' | 'title'>;

function withLinesOfLog(entry: DocumentEntry): DocumentEntry {
  return entry.run === null ? entry : { ...entry, lines: excerptsOfRun(entry.run) };
}

function withSamples(entry: DocumentEntry): DocumentEntry {
  const { run, row } = entry;
  if (run === null) return entry;
  const { files, said } = run;
  const samples = samplesOf({ files, format: row.format, ...(said === undefined ? {} : { said }) });
  return { ...entry, samples };
}

/** Options of `documentOf`. */
export interface DocumentOfOptions extends EntryOptions, Pick<ResultParts, 'commandLine' | 'date' | 'title'> {
  /** Path of the manifest that the options follow from. */
  manifest?: string;
}

/**
 * Reads logs and tables into a document.
 *
 * @throws CtError as `entriesFrom`
 */
export async function documentOf(
  paths: string | readonly string[],
  { commandLine = null, date, title, manifest, ...options }: DocumentOfOptions = {},
): Promise<ReportDocument> {
  const document = new DocumentTotals();
  const onFinding = (finding: Finding): void => {
    document.addFinding(finding);
    options.onFinding?.(finding);
  };
  const { digests, add: onCounted } = document;
  const parts = entryParts(paths, { ...options, digests, onCounted, onFinding });
  const { asLogged = false, factors = {}, tables = [] } = options;
  const total = await totalOfParts(parts, {
    asLogged,
    factors,
    range: tables.length === 0,
    plainSentence: true,
    loose: document.findings,
  });
  return document.result({
    total,
    paths: typeof paths === 'string' ? [paths] : [...paths],
    tables: [...tables],
    options: optionsOf(options, manifest),
    commandLine,
    ...(date === undefined ? {} : { date }),
    ...(title === undefined ? {} : { title }),
  });
}

/** The options of a document. */
export function optionsOf(options: EntryOptions, manifest: string | null = null): DocumentOptions {
  const { factors = {}, asLogged = false, sameMachine, devices, recursive = true } = options;
  const { inputFormat, columns, fromTime, toTime } = options;
  return {
    ...{ factors, asLogged, recursive, manifest },
    sameMachine: typeof sameMachine === 'boolean' ? sameMachine : null,
    devices: devices ?? null,
    inputFormat: inputFormat ?? null,
    columns: columns ?? null,
    fromTime: fromTime ?? null,
    toTime: toTime ?? null,
  };
}
