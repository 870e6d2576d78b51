/** Files that the page is given -> the document that it shows, by the reader and the accounting of the commands. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Entry } from '../../src/accounting/index.ts';
import { Counting, totalOfParts } from '../../src/counting.ts';
import { readFileName } from '../../src/log/file-name.ts';
import { readSamples } from '../../src/log/samples.ts';
import { systemReason } from '../../src/model/errors.ts';
import { fileFinding, newFinding } from '../../src/model/findings.ts';
import type { Finding, Run } from '../../src/model/run.ts';
import { presentFiles } from '../../src/model/run-files.ts';
import type { Samples } from '../../src/model/samples.ts';
import { plural } from '../../src/model/text.ts';
import { repairSet } from '../../src/parser/carbontracker/repair/repair.ts';
import { Budget, baseNameOf, type Entries, isArchiveName } from '../../src/parser/find/archives/entries.ts';
import { setsInMemory } from '../../src/parser/find/archives/in-memory.ts';
import { contentOf } from '../../src/parser/find/content.ts';
import { archiveKindOf, decode } from '../../src/parser/find/decode.ts';
import { type RawFile, unpackedFile } from '../../src/parser/find/file.ts';
import { type FileSet, type Offers, renamedLog, sourceSet } from '../../src/parser/find/file-sets.ts';
import { traceSamples } from '../../src/parser/power-trace/read-trace.ts';
import { consoleReader, offersOf, readSource, sourceFile } from '../../src/parser/sources.ts';
import {
  type DocumentEntry,
  documentEntry,
  NO_OPTIONS,
  newDocument,
  type ReportDocument,
} from '../../src/report/document/index.ts';
import type { GivenFile } from './given-file.ts';
import { readTar, readZip, withoutGzip } from './unpack.ts';

/** From this number of runs on no samples are kept, as in reports. */
const MANY_RUNS = 20;
/** Sets of files that are read before the page may draw again. */
const SETS_A_TURN = 200;

/** What was read. */
export interface ReadFiles {
  /** The document of all runs. */
  document: ReportDocument;
  /** A file that was read, by its path; null for any other. */
  fileOf: (path: string) => RawFile | null;
}

/** What is read, for a line of progress. */
export type OnProgress = (text: string) => void;

/**
 * Reads files into a document. What cannot be read becomes a finding.
 *
 * @param mayLack what the browser may keep back, which a finding reports
 */
export async function documentOfFiles(
  given: readonly GivenFile[],
  mayLack: string | null,
  onProgress: OnProgress,
): Promise<ReadFiles> {
  const reading = new Reading(mayLack === null ? [] : [newFinding('left-out', mayLack)]);
  const runs: Run[] = [];
  let sets = 0;
  for await (const set of reading.sets(given)) {
    runs.push(...reading.runsOf(set));
    sets += 1;
    if (sets % SETS_A_TURN === 0) {
      onProgress(`${plural(runs.length, 'run')} read`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  const paths = [...new Set(given.map(({ name }) => name.split('/')[0] ?? name))];
  return { document: await reading.documentOf(runs, paths), fileOf: (path) => reading.fileOf(path) };
}

/** Whether a text is a table that `ct-parse runs` wrote as CSV or NDJSON. */
const isTable = (head: Uint8Array): boolean => {
  const [first = ''] = new TextDecoder().decode(head).split('\n');
  return TABLE_COLUMNS.every((name) => name.test(first));
};
/** Columns that every such table has, as CSV and NDJSON name them. */
const TABLE_COLUMNS = [/\bschema_?version\b/i, /\bcontent_?hash\b/i];

const NOTHING = new Uint8Array(0);

class Reading {
  readonly #offers: Offers = offersOf({});
  readonly #findings: Finding[];
  /** Bytes of all files of runs as stored, by their path. */
  readonly #stored = new Map<string, Uint8Array>();
  readonly #unpacked = new Map<string, Uint8Array>();

  constructor(findings: Finding[]) {
    this.#findings = findings;
  }

  readonly #tables: string[] = [];

  readonly #onFinding = (finding: Finding): void => void this.#findings.push(finding);

  /** The sets of all files: folders, then files by themselves, then archives. */
  async *sets(given: readonly GivenFile[]): AsyncGenerator<FileSet> {
    const ofFolders = new Map<string, Uint8Array>();
    const archives: string[] = [];
    const named: string[] = [];
    for (const file of given) {
      const base = baseNameOf(file.name);
      if (/\.parquet$/i.test(base)) {
        this.#tables.push(file.name);
        continue;
      }
      const isLog = readFileName(base) !== null;
      const isAlone = !file.name.includes('/');
      if (!isLog && !isArchiveName(base) && !isAlone && !this.#offers.mayHold(base) && !/carbontracker/i.test(base))
        continue;
      const bytes = await this.#read(file);
      if (bytes === null) continue;
      if (isArchiveName(base)) archives.push(file.name);
      else if (isAlone && !isLog) named.push(file.name);
      else ofFolders.set(file.name, bytes);
    }
    yield* setsInMemory(ofFolders, { path: '', offers: this.#offers, onFinding: this.#onFinding });
    for (const name of named) yield* this.#setOfNamed(name);
    this.#nameTables();
    for (const name of archives) {
      yield* this.#setsOfArchive(name, this.#unpacked.get(name) ?? new Uint8Array(0), {
        depth: 1,
        budget: new Budget(),
      });
    }
  }

  /** The runs of a set. */
  runsOf(set: FileSet): Iterable<Run> {
    const options = { onFinding: this.#onFinding };
    if (set.source !== undefined) return readSource(set, options);
    const missing = (file: string): { error: Error } => ({ error: new Error(`${file} is missing`) });
    return repairSet(set, set.read ?? missing, this.#onFinding, consoleReader({}));
  }

  /** The document of all runs. */
  async documentOf(runs: readonly Run[], paths: string[]): Promise<ReportDocument> {
    const counted: Entry[] = [];
    const counting = new Counting({ onFinding: this.#onFinding, onCounted: (entry) => void counted.push(entry) });
    const parts = async function* (): AsyncGenerator<Iterable<Entry>> {
      yield counting.runs(runs);
      yield counting.rest();
    };
    const total = await totalOfParts(parts(), { range: true, plainSentence: true, loose: this.#findings });
    const digests = new Map<string, string>();
    const entries = counted.map((entry): DocumentEntry => {
      const own = presentFiles(entry.run.files).map((file) => {
        const digest = digests.get(file) ?? bytesToHex(sha256(this.#stored.get(file) ?? new Uint8Array(0)));
        digests.set(file, digest);
        return digest;
      });
      return documentEntry(entry, own.length === 0 ? null : digestOf(own), this.#samplesOf(entry.run, counted.length));
    });
    return newDocument({
      commandLine: null,
      date: new Date().toISOString(),
      title: 'Energy and carbon footprint of training',
      inputs: { paths, tables: [], files: digests.size, sha256: digestOf([...digests.values()]) },
      options: NO_OPTIONS,
      entries,
      findings: this.#findings,
      ...total,
    });
  }

  fileOf(path: string): RawFile | null {
    const bytes = this.#unpacked.get(path);
    return bytes === undefined ? null : unpackedFile(path, bytes);
  }

  async #read(file: GivenFile): Promise<Uint8Array | null> {
    try {
      const bytes = await file.read();
      const unpacked = await withoutGzip(bytes);
      this.#stored.set(file.name, bytes);
      this.#unpacked.set(file.name, unpacked);
      return unpacked;
    } catch (error) {
      this.#onFinding(fileFinding('unreadable', `cannot read ${file.name}: ${systemReason(error)}`, file.name));
      return null;
    }
  }

  /** Reading tables takes more program than the page has room for. */
  #nameTables(): void {
    const [first] = this.#tables;
    if (first === undefined) return;
    const others = this.#tables.length - 1;
    const which = others === 0 ? `${first} is a table` : `${first} and ${others} more are tables`;
    const advice = `"ct-parse report ${first} -o report.html" shows what they hold`;
    const message = `${which} of runs, which this page does not read; ${advice}`;
    this.#onFinding(fileFinding('left-out', message, ...this.#tables));
  }

  *#setOfNamed(name: string): Generator<FileSet> {
    const file = unpackedFile(name, this.#unpacked.get(name) ?? new Uint8Array(0));
    const format = this.#offers.formatNamed(file);
    if (format !== null) yield sourceSet('', file, format);
    else if (isTable(file.head())) this.#tables.push(name);
    else yield { ...renamedLog('', name), read: () => contentOf(() => decode(this.#unpacked.get(name) ?? NOTHING)) };
  }

  async *#setsOfArchive(
    name: string,
    bytes: Uint8Array,
    { depth, budget }: { depth: number; budget: Budget },
  ): AsyncGenerator<FileSet> {
    let entries: Entries;
    try {
      budget.enter(depth);
      const kind = archiveKindOf(bytes);
      if (kind === null) throw new Error('it is not a zip or tar archive');
      entries = kind === 'zip' ? await readZip(bytes, budget, this.#offers) : readTar(bytes, budget, this.#offers);
    } catch (error) {
      this.#onFinding(fileFinding('unreadable', `cannot read the archive ${name}: ${systemReason(error)}`, name));
      return;
    }
    for (const problem of entries.problems) {
      this.#onFinding(fileFinding('unreadable', `cannot read all of the archive ${name}: ${problem}`, name));
    }
    const inside = new Map<string, Uint8Array>();
    for (const [inner, body] of entries.files) {
      this.#stored.set(`${name}/${inner}`, body);
      const unpacked = await withoutGzip(body);
      this.#unpacked.set(`${name}/${inner}`, unpacked);
      inside.set(inner, unpacked);
    }
    yield* setsInMemory(inside, { path: name, offers: this.#offers, onFinding: this.#onFinding });
    for (const inner of [...inside.keys()].filter((one) => isArchiveName(baseNameOf(one))).sort()) {
      yield* this.#setsOfArchive(`${name}/${inner}`, inside.get(inner) as Uint8Array, { depth: depth + 1, budget });
    }
  }

  #samplesOf({ files, format, said }: Run, runs: number): Samples | null {
    if (runs >= MANY_RUNS) return null;
    const bytes = this.#unpacked.get((format === 'power-trace' ? files.source : files.samples) ?? '');
    if (bytes === undefined) return null;
    try {
      if (format !== 'power-trace') return readSamples(decode(bytes));
      const place = files.source ?? '';
      return traceSamples(sourceFile(unpackedFile(place, bytes), place, said));
    } catch {
      return null;
    }
  }
}

const digestOf = (digests: readonly string[]): string =>
  bytesToHex(sha256(utf8ToBytes([...digests].sort().join('\n'))));
