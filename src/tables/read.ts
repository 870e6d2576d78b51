/** Files of tables -> rows of runs, one after the other. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunRow } from '../accounting/index.ts';
import { CtError, systemReason } from '../model/errors.ts';
import { fromCsvCell } from './csv.ts';
import { liveTablesIn } from './dataset/folder.ts';
import { explained } from './explain.ts';
import { checkColumns, RowProblem, rowFromCells, rowFromRecord } from './read-row.ts';
import { type Suffix, suffixOf, TABLE_SUFFIXES } from './suffix.ts';

/**
 * Reads tables that `ct-parse runs` or `ct-parse dataset` wrote.
 *
 * @param places files that end in `.parquet`, `.ndjson` or `.csv`, and folders of them
 * @throws CtError NOT_FOUND, UNREADABLE, USAGE for another kind of file, NOT_A_TABLE for one that is damaged, of another
 * schema version or no table of runs
 */
export async function* readTables(places: readonly string[]): AsyncGenerator<RunRow> {
  for await (const file of filesOf(places)) {
    const rows = READERS[await checkedSuffix(file)];
    let at: string = '';
    try {
      for await (const row of rows(file, (place) => {
        at = place;
      })) {
        yield row;
      }
    } catch (error) {
      throw explained(error, file, at);
    }
  }
}

/** The files of folders, each once. */
async function* filesOf(places: readonly string[]): AsyncGenerator<string> {
  for (const place of places) {
    const inside = await liveTablesIn(place);
    if (inside.length === 0) yield place;
    else for (const file of inside) yield path.join(place, file);
  }
}

async function checkedSuffix(file: string): Promise<Suffix> {
  const found = await stat(file).catch((error: unknown) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw new CtError('NOT_FOUND', `no such table: ${file}`, { cause: error });
    throw new CtError('UNREADABLE', `cannot read ${file}: ${systemReason(error)}`, { cause: error });
  });
  const suffix = suffixOf(file);
  if (found.isFile() && suffix !== null) return suffix;
  const what = found.isFile() ? 'does not end in' : 'is no file; a table ends in';
  throw new CtError('USAGE', `${file} ${what} ${TABLE_SUFFIXES.join(', ')} (ct-parse runs writes them)`);
}

/** The record of a run of a million epochs is shorter; what is longer would fill the memory. */
const MOST_LINE_CHARS = 1 << 28;
/** A row of CSV holds no epochs. */
const MOST_ROW_BYTES = 1 << 26;

/** Reads one file; `onPlace` is called with each place in it. */
type Reader = (file: string, onPlace: (place: string) => void) => AsyncIterable<RunRow>;

const READERS: Record<Suffix, Reader> = { '.parquet': readParquet, '.ndjson': readNdjson, '.csv': readCsv };

async function* readNdjson(file: string, onPlace: (place: string) => void): AsyncGenerator<RunRow> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    onPlace(`line ${line}`);
    yield rowFromRecord(JSON.parse(text));
  }
}

/** Lines that end in a line feed only: Node's own reader of lines splits at separators that JSON may hold. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let begun: string[] = [];
  let begunChars = 0;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (chunk as string).split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      yield begun.join('') + line;
      begun = [];
      begunChars = 0;
    }
    begun.push(rest);
    begunChars += rest.length;
    if (begunChars > MOST_LINE_CHARS) throw new RowProblem('the table is damaged (a line never ends)');
  }
  if (begunChars > 0) yield begun.join('');
}

async function* readCsv(file: string, onPlace: (place: string) => void): AsyncGenerator<RunRow> {
  const { parse } = await import('csv-parse');
  const stream = createReadStream(file);
  // Named, because a search for the line's end takes a microsecond a byte while it finds none.
  const parser = parse({ bom: true, max_record_size: MOST_ROW_BYTES, record_delimiter: ['\r\n', '\n', '\r'] });
  stream.on('error', (error) => parser.destroy(error));
  let names: string[] | null = null;
  let row = 0;
  for await (const texts of stream.pipe(parser) as AsyncIterable<string[]>) {
    if (names === null) {
      names = texts;
      checkColumns(names);
      continue;
    }
    row += 1;
    onPlace(`row ${row}`);
    yield rowFromCells(Object.fromEntries(names.map((name, i) => [name, fromCsvCell(texts[i] ?? '')])));
  }
  if (names === null) throw new RowProblem('is empty');
}

async function* readParquet(file: string, onPlace: (place: string) => void): AsyncGenerator<RunRow> {
  let row = 0;
  // Loaded here: it starts processes, which nothing else of reading does.
  const { parquetCells } = await import('./read-parquet.ts');
  for await (const cells of parquetCells(file)) {
    row += 1;
    onPlace(`row ${row}`);
    yield rowFromCells(cells);
  }
}
