/** Rows -> the parts of a dataset: files named by their content, which appear complete or not at all. */
import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { KeyValue } from 'hyparquet-writer';
import type { RunRow } from '../../accounting/index.ts';
import type { Cell } from '../column.ts';
import { RUN_COLUMNS } from '../run-columns.ts';
import { GROUP_ROWS, ParquetFile, RowGroup, sinkTo } from '../write-parquet.ts';
import { partName, unfinishedName } from './folder.ts';
import { type PartitionKey, partitionOf } from './partitions.ts';

/** Rows of all partitions that are held in memory at once. */
const MOST_HELD_ROWS = 3 * GROUP_ROWS;

/** A file of a dataset while it is written, beside its place and under another name. */
export class UnfinishedFile {
  readonly #folder: string;
  readonly #temporary: string;
  #parquet: ParquetFile | null = null;
  #descriptor: number | null = null;
  #isMade = false;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#temporary = path.join(folder, unfinishedName());
  }

  /**
   * Begins a file in a folder.
   *
   * @param folder is made where it is missing
   */
  static async in(folder: string, notes: readonly KeyValue[] = []): Promise<UnfinishedFile> {
    const file = new UnfinishedFile(folder);
    file.#parquet = await ParquetFile.begin(RUN_COLUMNS, (bytes) => file.#append(bytes), notes);
    return file;
  }

  /** Writes a group of rows, one list of cells per column. */
  async writeGroup(cells: readonly Cell[][]): Promise<void> {
    await this.#whileOpen(async () => this.#parquet?.writeGroup(cells));
  }

  /** Finishes the file and puts it in its place. @returns its path */
  async finish(nameOf: (checksum: string) => string): Promise<string> {
    let checksum = '';
    await this.#whileOpen(async (descriptor) => {
      checksum = (await this.#parquet?.finish()) ?? '';
      // A crash of the machine must not leave a name without its content.
      fsyncSync(descriptor);
    });
    const target = path.join(this.#folder, nameOf(checksum));
    renameSync(this.#temporary, target);
    return target;
  }

  /** Removes what was written. */
  discard(): void {
    rmSync(this.#temporary, { force: true });
  }

  #append(bytes: Uint8Array): void {
    if (this.#descriptor === null) throw new Error('the file is not open');
    sinkTo(this.#descriptor)(bytes);
  }

  /** The file is open only while it is written to, as a dataset may have thousands of partitions. */
  async #whileOpen(write: (descriptor: number) => Promise<void>): Promise<void> {
    if (!this.#isMade) mkdirSync(this.#folder, { recursive: true });
    const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
    const descriptor = openSync(this.#temporary, O_WRONLY | O_APPEND | (this.#isMade ? 0 : O_CREAT | O_EXCL), 0o666);
    this.#isMade = true;
    this.#descriptor = descriptor;
    try {
      await write(descriptor);
    } finally {
      this.#descriptor = null;
      closeSync(descriptor);
    }
  }
}

/** The rows of one partition. */
interface Partition {
  group: RowGroup<RunRow>;
  file: UnfinishedFile | null;
  folder: string;
}

/** Writes one part per partition; without partitions, one. */
export class PartWriter {
  readonly #folder: string;
  readonly #keys: readonly PartitionKey[];
  readonly #partitions = new Map<string, Partition>();
  #held = 0;

  constructor(folder: string, keys: readonly PartitionKey[] = []) {
    this.#folder = folder;
    this.#keys = keys;
  }

  /** Adds a row to its part; a group of rows that is full is written. */
  async add(row: RunRow): Promise<void> {
    const below = partitionOf(row, this.#keys);
    let partition = this.#partitions.get(below);
    if (partition === undefined) {
      partition = { group: new RowGroup(RUN_COLUMNS), file: null, folder: path.join(this.#folder, below) };
      this.#partitions.set(below, partition);
    }
    partition.group.add(row);
    this.#held += 1;
    if (partition.group.length >= GROUP_ROWS) await this.#flush(partition);
    else if (this.#held >= MOST_HELD_ROWS) await this.#flush(this.#largest());
  }

  /** Puts all parts in their places. @returns their paths */
  async finish(): Promise<string[]> {
    const parts: string[] = [];
    for (const partition of this.#partitions.values()) {
      await this.#flush(partition);
      if (partition.file !== null) parts.push(await partition.file.finish(partName));
    }
    this.#partitions.clear();
    return parts;
  }

  /** Removes what was written and is not in its place. */
  discard(): void {
    for (const { file } of this.#partitions.values()) file?.discard();
  }

  async #flush(partition: Partition): Promise<void> {
    const { length } = partition.group;
    if (length === 0) return;
    partition.file ??= await UnfinishedFile.in(partition.folder);
    this.#held -= length;
    await partition.file.writeGroup(partition.group.take());
  }

  #largest(): Partition {
    let largest: Partition | null = null;
    for (const partition of this.#partitions.values()) {
      if (largest === null || partition.group.length > largest.group.length) largest = partition;
    }
    return largest as Partition;
  }
}
