/** Files -> runs: ordinary logs from their bytes, all others by the reader that repairs. */
import { readSamples } from '../log/samples.ts';
import { plainRun } from '../model/column-run.ts';
import type { LogExcerpt } from '../model/log-lines.ts';
import type { Run, RunFormat } from '../model/run.ts';
import type { Samples } from '../model/samples.ts';
import { repairSet } from './carbontracker/repair/repair.ts';
import { OrdinaryLogs } from './carbontracker/scan/ordinary-logs.ts';
import { nowMs } from './clock.ts';
import { excerptsOf } from './excerpts.ts';
import type { Content } from './find/content.ts';
import type { FileDigests } from './find/digests.ts';
import type { FileSet } from './find/file-sets.ts';
import { type FindOptions, findSets, type LaterSets, opened } from './find/find.ts';
import { rawFile } from './find/raw-file.ts';
import { ReadBuffer, readHere } from './find/read-text.ts';
import { readWhole } from './find/whole.ts';
import { traceSamples } from './power-trace/read-trace.ts';
import { type ReadAheadOptions, ReadTimes, readByThreads } from './read-ahead.ts';
import type { SourceOptions } from './source.ts';
import { consoleReader, offersOf, readSource, sourceFile } from './sources.ts';

/** How runs are found and read. */
export interface ParseOptions extends FindOptions, ReadAheadOptions, SourceOptions {
  /** Takes the digests of the files that are read. */
  digests?: FileDigests;
}

/**
 * Reads runs one after the other, so that a directory need not fit in memory.
 *
 * @param inputs files, folders or glob patterns; one or many
 * @throws CtError NOT_FOUND when an input does not exist, USAGE for what is no path
 */
export async function* iterateParsedRuns(
  inputs: string | readonly string[],
  options: ParseOptions = {},
): AsyncGenerator<Run> {
  for await (const runs of readParts(inputs, options)) for (const run of runs) yield plainRun(run);
}

/**
 * As `iterateParsedRuns`, in parts that are gone through without waiting: nearly always one, of all runs. The epochs of an
 * ordinary run are columns (`model/column-run.ts`).
 */
export async function* readParts(
  inputs: string | readonly string[],
  options: ParseOptions = {},
): AsyncGenerator<Iterable<Run>> {
  const { threads = 4 } = options;
  const here = new ReadingHere(findSets(inputs, options, offersOf(options)), options);
  for (;;) {
    yield here.runs();
    if (here.areReadsSlow) break;
    const { later } = here;
    if (later === null) return;
    for await (const set of later.later()) yield runsOf(set, readHere, options);
  }
  for await (const { set, contents } of readByThreads(opened(here.rest()), threads)) {
    yield runsOf(set, (file) => contents.get(file) ?? readHere(file), options);
  }
}

/** The runs of a set that is no ordinary pair of logs. */
function runsOf(set: FileSet, contentOf: (file: string) => Content, options: ParseOptions): Iterable<Run> {
  options.digests?.add(set);
  return set.source === undefined
    ? repairSet(set, contentOf, options.onFinding, consoleReader(options))
    : readSource(set, options);
}

/** Reads sets in this thread, as long as that takes no waiting. */
class ReadingHere {
  /** The sets because of which the reading stopped; null at its end. */
  later: LaterSets | null = null;
  readonly #sets: Generator<FileSet | LaterSets>;
  readonly #options: ParseOptions;
  readonly #times: ReadTimes;
  readonly #ordinary = new OrdinaryLogs();
  readonly #buffer = new ReadBuffer();
  /** Longest read of the set. */
  #readMs = 0;

  constructor(sets: Generator<FileSet | LaterSets>, options: ParseOptions) {
    this.#sets = sets;
    this.#options = options;
    this.#times = new ReadTimes(options.slowReadMs ?? 1);
  }

  /** Whether reading stopped because each read waits. */
  get areReadsSlow(): boolean {
    return this.#times.areSlow;
  }

  /** The sets that were not read. */
  *rest(): Generator<FileSet | LaterSets> {
    // Leaving a loop over them would end the search.
    for (let next = this.#sets.next(); !next.done; next = this.#sets.next()) yield next.value;
  }

  *runs(): Generator<Run> {
    this.later = null;
    for (let next = this.#sets.next(); !next.done; next = this.#sets.next()) {
      const set = next.value;
      if ('later' in set) {
        this.later = set;
        return;
      }
      if (set.source !== undefined) {
        yield* runsOf(set, readHere, this.#options);
        continue;
      }
      const run = this.#ordinary.read(set);
      this.#readMs = this.#ordinary.readMs;
      if (run !== null) {
        this.#options.digests?.add(set);
        yield run;
      } else yield* runsOf(set, (file) => this.#read(file), this.#options);
      this.#times.add(this.#readMs);
      if (this.#times.areSlow) return;
    }
  }

  #read(file: string): Content {
    const before = nowMs();
    const content = readHere(file, this.#buffer);
    this.#readMs = Math.max(this.#readMs, nowMs() - before);
    return content;
  }
}

/** Reads the runs of one set of files; what cannot be read becomes a finding of the run. */
export function readFileSet(set: FileSet, onFinding?: FindOptions['onFinding']): Run[] {
  return repairSet(set, readHere, onFinding);
}

/** The samples of a run: power and cumulative energy over time; null where it has no samples file that can be read. */
export function samplesOf({ files, format, said }: Pick<Run, 'files' | 'format' | 'said'>): Samples | null {
  if (format === 'power-trace' && files.source !== undefined) return samplesOfTrace(files.source, said);
  const content = files.samples === null ? null : readWhole(files.samples);
  return content !== null && 'text' in content ? readSamples(content.text) : null;
}

/** The lines that matter in the files of a run; none of files in archives, or that are gone. */
export const excerptsOfRun = (run: Pick<Run, 'files' | 'writerId'>): LogExcerpt[] => excerptsOf(run, rawFile);

/** Null for a trace that cannot be opened, as one of an archive. */
function samplesOfTrace(place: string, said: Run['said']): Samples | null {
  try {
    return traceSamples(sourceFile(rawFile(place), place, said));
  } catch {
    return null;
  }
}

/** The format of a file by its content; null for carbontracker's logs, and for what no reader takes. */
export const formatOfFile = (file: string): RunFormat | null => offersOf({}).formatNamed(rawFile(file));
