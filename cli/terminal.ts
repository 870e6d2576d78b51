/** Where a command writes: data to standard output, words for people to standard error. */
import type { Writable } from 'node:stream';
import { clean } from '../src/model/text.ts';

export { clean, toJson } from '../src/model/text.ts';

/** What the commands return to the shell. */
export const EXIT = { done: 0, unusable: 1, usage: 2 } as const;

/** Width of a terminal of which nothing is known. */
const DEFAULT_COLUMNS = 80;

/** A stream that may lead to a terminal. */
type Output = Writable & { isTTY?: boolean; columns?: number };

/** What a command has of its process; a test has streams of its own. */
export interface Streams {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
}

/** The streams of one call of a command. */
export class Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The environment. */
  readonly env: NodeJS.ProcessEnv;

  constructor({ stdout, stderr, env }: Streams) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.env = env;
  }

  /** Columns of standard output; where it is no terminal those that the environment names, or 80. */
  get columns(): number {
    const { COLUMNS = '' } = this.env;
    const named = Number(/^\d+$/.exec(COLUMNS)?.[0] ?? DEFAULT_COLUMNS);
    return Math.max((this.stdout.isTTY ? this.stdout.columns : named) ?? DEFAULT_COLUMNS, 40);
  }

  /** Writes to standard output and waits where the reader is slower. */
  async print(text: string): Promise<void> {
    if (this.stdout.write(text)) return;
    await new Promise((resolve) => this.stdout.once('drain', resolve));
  }

  /** Writes a line for people, beside the data; whatever names it quotes, nothing of them moves a cursor. */
  note(line: string): void {
    this.stderr.write(`${clean(line)}\n`);
  }
}
