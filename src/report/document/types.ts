/** The result that pages and reports embed, so that anybody can read, check and recompute it. */
import type { GivenFactors, RunRow, TotalRange, Totals } from '../../accounting/index.ts';
import type { LogExcerpt } from '../../model/log-lines.ts';
import type { DevicePowers, Finding, Run, RunFormat } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import type { PackedEpochs } from './epochs.ts';

/** Name of the schema of a document. */
export const DOCUMENT_SCHEMA = 'ct-parse-report';

/** Version of a document; a change that an older reader would misread raises it. */
export const DOCUMENT_VERSION = 1;

/** Everything that a report shows, and what it takes to compute it again. */
export interface ReportDocument {
  /** Always `ct-parse-report`. */
  schema: typeof DOCUMENT_SCHEMA;
  /** Version of the document. */
  schemaVersion: typeof DOCUMENT_VERSION;
  /** The program that wrote the document. */
  writer: { tool: string; version: string };
  /** The command line, its words quoted for a shell where necessary; null where a script called the library. */
  commandLine: string | null;
  /** When it was written, as ISO 8601 in UTC; `SOURCE_DATE_EPOCH` where that is set. */
  date: string;
  /** Title of the report. */
  title: string;
  /** What the entries were read from. */
  inputs: DocumentInputs;
  /** How the entries were read and counted. */
  options: DocumentOptions;
  /** The runs that count, in the order in which they were counted. */
  entries: DocumentEntry[];
  /** Findings of no run: copies, files that cannot be read, runs that may share devices. */
  findings: Finding[];
  /** The total with the options of the document, as `ct-parse aggregate --json` prints it. */
  totals: Totals;
  /** Range of the total; null where it is unknown, or where the figures count as logged. */
  range: TotalRange | null;
  /** The sentence for a paper. */
  sentence: string;
}

/** The files that the runs were read from. */
export interface DocumentInputs {
  /** Files, folders and patterns as given. */
  paths: string[];
  /** Tables of runs as given. */
  tables: string[];
  /** Number of files of the runs that count. */
  files: number;
  /** SHA-256 over the sorted SHA-256 of these files, one per line, in hexadecimal. */
  sha256: string;
}

/** Options that change figures; null or false where an option was not given. */
export interface DocumentOptions {
  /** Factors that replace the logged ones. */
  factors: GivenFactors;
  /** Count the figures as the logs print them. */
  asLogged: boolean;
  /** Whether overlapping runs on devices of the same names are one machine; null where the user did not choose. */
  sameMachine: boolean | null;
  /** Meaning of one power for several devices, for versions that may log either; null where the user named none. */
  devices: DevicePowers | null;
  /** Whether folders were searched with all below them. */
  recursive: boolean;
  /** Format of every input, as `--input-format`; null where it was recognised. */
  inputFormat: RunFormat | null;
  /** Columns of power traces, as `--columns`; null where they were recognised. */
  columns: string | null;
  /** Start of the part of power traces that counts, as `--from-time`; null for all. */
  fromTime: string | null;
  /** End of the part of power traces that counts, as `--to-time`; null for all. */
  toTime: string | null;
  /** Path of the manifest, which may leave runs out and name machines. */
  manifest: string | null;
}

/** Options of a document of runs that were read with nothing but their paths. */
export const NO_OPTIONS: DocumentOptions = {
  factors: {},
  asLogged: false,
  sameMachine: null,
  devices: null,
  recursive: true,
  inputFormat: null,
  columns: null,
  fromTime: null,
  toTime: null,
  manifest: null,
};

/** A run, always with the factors of its log: those of the options are applied to it when it is read. */
export interface DocumentEntry {
  /** The run as a row of a table; `counted` is its part in the total. */
  row: RunRow;
  /** What a row lacks; null for a run that was read from a table. */
  run: RunDetail | null;
  /** Findings about the energy that nearly every log has; see `Entry`. */
  quiet: Finding[];
  /** Whether the printed total includes a PUE that the log does not name. */
  hidesPue: boolean;
  /** SHA-256 over the sorted SHA-256 of its files; null where none could be read, and for a run from a table. */
  sha256: string | null;
  /** Samples of ct-track or a power trace, for a chart; null where the run has none, or many runs are reported. */
  samples: Samples | null;
  /** Lines of its log that matter, for whoever checks a figure; null where many runs are reported, and for a run from a table. */
  lines: LogExcerpt[] | null;
}

/** The fields of a run that its row lacks. */
export interface RunDetail extends Omit<Run, InRow | 'epochs'> {
  /** The epochs as lists. */
  epochs: PackedEpochs;
}

/** Fields of a run that its row has, too. */
type InRow = 'id' | 'format' | 'writer' | 'startedAt' | 'endedAt' | 'end' | 'plannedEpochs' | 'findings';
