/** The streams of a command: data on stdout, messages on stderr. */
import type { Writable } from 'node:stream';
import { clean } from '../src/model/text.ts';

export { clean, toJson } from '../src/model/text.ts';

/** Exit codes of the commands. */
export const EXIT = { done: 0, unusable: 1, usage: 2 } as const;

/** Columns where the terminal reports no width. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** Tables are not laid out for less. */
const LEAST_COLUMNS = 40;

/** The words of a command as they can be typed again. */
export const asTyped = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

/** A stream that may lead to a terminal. */
type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** A stream of keys, where it is a terminal. */
export type KeyInput = NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

/** The streams and environment of a command; tests pass their own. */
export interface Streams {
  /** Standard input; absent where a command is called without one. */
  stdin?: KeyInput;
  /** Where data goes. */
  stdout: Output;
  /** Where messages go. */
  stderr: Output;
  /** Environment of the command. */
  env: NodeJS.ProcessEnv;
}

/** The streams of one call of a command. */
export class Terminal {
  readonly #streams: Streams;
  /** The environment. */
  readonly env: NodeJS.ProcessEnv;
  /** The command with its words, as it can be typed again; null where it is not known. */
  readonly commandLine: string | null;

  constructor(streams: Streams, commandLine: string | null = null) {
    this.commandLine = commandLine;
    this.#streams = streams;
    this.env = streams.env;
  }

  /** Standard input; Node opens it when it is first asked for. Null where there is none. */
  get stdin(): KeyInput | null {
    return this.#streams.stdin ?? null;
  }

  /** Standard output; Node opens it when it is first asked for. */
  get stdout(): Output {
    return this.#streams.stdout;
  }

  /** Standard error; Node opens it when it is first asked for. */
  get stderr(): Output {
    return this.#streams.stderr;
  }

  /** Columns of stdout; those of `COLUMNS`, or 80, where it is not a terminal. */
  get columns(): number {
    const columns = this.tableColumns;
    return Number.isFinite(columns) ? columns : DEFAULT_COLUMNS;
  }

  /** As `columns`, but endless for a file or a pipe, where nothing limits a table and names are searched for. */
  get tableColumns(): number {
    const { COLUMNS = '' } = this.env;
    const named = Number(/^\d+$/.exec(COLUMNS)?.[0] ?? Number.POSITIVE_INFINITY);
    return Math.max(this.stdout.isTTY ? (this.stdout.columns ?? DEFAULT_COLUMNS) : named, LEAST_COLUMNS);
  }

  /** Lines of the terminal. */
  get rows(): number {
    return this.stdout.rows ?? DEFAULT_ROWS;
  }

  /** Writes to stdout and waits for a slower reader. */
  async print(text: string): Promise<void> {
    if (this.stdout.write(text)) return;
    await new Promise((resolve) => this.stdout.once('drain', resolve));
  }

  /** Writes one line to stderr, without the control characters of quoted names. */
  note(line: string): void {
    this.stderr.write(`${clean(line)}\n`);
  }
  /** Writes one line to stderr as it is, without control characters of ours. */
  show(line: string): void {
    this.stderr.write(`${line}\n`);
  }
}
