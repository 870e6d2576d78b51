/** The readers of all formats but carbontracker's logs, and which files each of them takes. */
import { isOutputMessage, readMessage } from '../log/messages.ts';
import { beginsWithStamp, type LogRecord, scanRecords } from '../log/records.ts';
import { systemReason } from '../model/errors.ts';
import { fileFinding } from '../model/findings.ts';
import type { Finding, Run, RunFormat } from '../model/run.ts';
import type { ReadConsole } from './carbontracker/repair/repair.ts';
import { codecarbon } from './codecarbon/index.ts';
import { consoleSource } from './console/index.ts';
import { carbontrackerEvents } from './events/index.ts';
import { headText } from './find/decode.ts';
import { type RawFile, unpackedFile } from './find/file.ts';
import type { FileSet, Offers } from './find/file-sets.ts';
import { powerTraces } from './power-trace/index.ts';
import type { Source, SourceFile, SourceOptions } from './source.ts';
import { baseName, joinPath } from './system.ts';

/** Sources in the order in which they are asked; a new format needs one line here. */
export const SOURCES: readonly Source[] = [codecarbon, consoleSource, carbontrackerEvents, powerTraces];

/**
 * Text in which blocks may stand among other lines: what shells, Slurm (`.out`), PBS and SGE (`.o123`) redirect, `script` writes, and
 * logrotate renames.
 */
const SEARCHED =
  /(?:\.(?:out|err|stdout|stderr|output|console|txt|log|md|ipynb|[oe]\d{1,12}(?:[.-]\d{1,9})?)|^(?:stdout|stderr|typescript))(?:\.\d{1,3}|[.-]\d{4}-?\d\d-?\d\d)?(?:\.gz)?$/i;
const MOST_SEARCHED_BYTES = 64 * 1024 ** 2;

/** Which files are read, and by which of the readers. */
export function offersOf({ inputFormat, columns }: SourceOptions, sources: readonly Source[] = SOURCES): Offers {
  const asked = inputFormat === undefined ? sources : sources.filter(({ name }) => name === inputFormat);
  const isAsked = inputFormat !== undefined || columns !== undefined;
  const readsLogs = inputFormat === undefined || inputFormat === 'carbontracker';
  return {
    readsLogs,
    mayHold: (baseName) => SEARCHED.test(baseName) || asked.some((source) => source.isNamedLike(baseName)),
    formatInFolder: (file) => orNull(() => formatInFolder(file, asked, { isAsked, readsLogs })),
    formatNamed: (file) =>
      inputFormat === undefined ? orNull(() => formatNamed(file, asked)) : (asked[0]?.name ?? null),
  };
}

/** How the files of a folder are looked at. */
interface Look {
  /** Whether the user names the format of the files, so that none of them is uncertain. */
  isAsked: boolean;
  /** Whether logs of carbontracker are read. */
  readsLogs: boolean;
}

function formatInFolder(
  file: RawFile,
  sources: readonly Source[],
  { isAsked, readsLogs }: Look,
): ReturnType<Offers['formatInFolder']> {
  const name = baseName(file.path);
  const named = sources.filter((source) => source.isNamedLike(name));
  const namedHead = named.length === 0 ? null : file.head();
  const found = namedHead === null ? undefined : named.find((source) => source.recognises(name, namedHead));
  const isUnsure = !isAsked && namedHead !== null && found?.isUncertain?.(namedHead) === true;
  if (found !== undefined && !isUnsure) return found.name;
  const isQuoting = !isAsked && QUOTING.test(name);
  const isSearched = SEARCHED.test(name);
  // A damaged end does not hide what its beginning shows.
  const within = isSearched && file.size <= MOST_SEARCHED_BYTES ? orNull(() => formatWithin(file, sources)) : null;
  if (within !== null) return isQuoting ? 'uncertain' : within;
  const head = isSearched ? (namedHead ?? file.head()) : NOTHING;
  if (readsLogs && beginsLog(head)) return isQuoting ? 'uncertain' : 'carbontracker';
  if (isAsked || isQuoting) return null;
  return BEGINNING.test(headText(head)) || isUnsure ? 'uncertain' : null;
}

/** The format of what stands somewhere among other text; null where nothing does. */
const formatWithin = (file: RawFile, sources: readonly Source[]): RunFormat | null =>
  sources.find((source) => source.isWithin?.(file) === true)?.name ?? null;

/** Pages that mostly quote what a program prints. */
const QUOTING = /^readme\b/i;

const NOTHING = new Uint8Array(0);

/**
 * Whether a file begins as a standard or an output log does: with the line of its version, or a message behind
 * `CarbonTracker:`. An err log, samples, and other text that quotes a log further on do not.
 *
 * @param head its first bytes, unpacked where gzip compressed it
 */
function beginsLog(head: Uint8Array): boolean {
  const text = headText(head);
  if (!beginsWithStamp(text)) return false;
  let first: LogRecord | null = null;
  scanRecords(text.slice(0, MOST_CHARS), (record) => {
    first ??= record;
  });
  return first !== null && (isOutputMessage(first) || readMessage(first)?.kind === 'version');
}

/** Longer than the first line of any log, which may name many devices. */
const MOST_CHARS = 4096;

/** Lines of a run in a text that is not read: logs that a program printed, or a text that is too large to be searched. */
const BEGINNING =
  /\d\d:\d\d:\d\d(?:,\d{3})? - (?:\w{1,40} - \w{1,10} - )?(?:CarbonTracker:|(?:carbontracker|ct-track) version|Average power usage \(W\) for |Power usages )|CarbonTracker: The following components were found/;

function formatNamed(file: RawFile, sources: readonly Source[]): RunFormat | null {
  const head = file.head();
  const name = baseName(file.path);
  const found = sources.find((source) => source.recognises(name, head));
  return found?.name ?? formatWithin(file, sources);
}

/** A file that cannot be opened has no format; reading it reports the reason. */
function orNull<T>(find: () => T): T | null {
  try {
    return find();
  } catch {
    return null;
  }
}

/** Reads the runs of a file that a reader has taken; one that cannot be read becomes a finding. */
export function* readSource(
  { folder, stem, source }: FileSet,
  options: SourceOptions & { onFinding?: (finding: Finding) => void },
  sources: readonly Source[] = SOURCES,
): Generator<Run> {
  const reader = sources.find(({ name }) => name === source?.format);
  if (source === undefined || reader === undefined) return;
  const { onFinding = () => undefined } = options;
  const { file } = source;
  try {
    yield* reader.read(sourceFile(file, joinPath(folder, stem), options, onFinding));
  } catch (error) {
    onFinding(fileFinding('unreadable', `cannot read ${file.path}: ${systemReason(error)}`, file.path));
  }
}

/** Reads console text that stands in a file which is called a log. */
export function consoleReader(options: SourceOptions): ReadConsole {
  if (options.inputFormat === 'carbontracker') return () => [];
  return (file, text) => [
    ...consoleSource.read(sourceFile(unpackedFile(file, new TextEncoder().encode(text)), file, options)),
  ];
}

/** A file as its reader takes it. */
export function sourceFile(
  file: RawFile,
  id: string,
  options: SourceOptions = {},
  onFinding: (finding: Finding) => void = () => undefined,
): SourceFile {
  return {
    ...{ id, options, onFinding, path: file.path, size: file.size },
    head: () => file.head(),
    chunks: () => file.chunks(),
    stored: () => file.stored(),
    pieces: () => file.pieces(),
  };
}
