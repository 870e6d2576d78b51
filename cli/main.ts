/** ct-parse as a function: takes words and streams, returns the exit code. */
import { CtError, systemReason } from '../src/model/errors.ts';
import { VERSION } from '../src/model/version.ts';
import { asTyped, EXIT, type Streams, Terminal } from './terminal.ts';
import { readWords } from './words.ts';

/**
 * Runs `ct-parse` with its arguments.
 *
 * @returns the exit code: 0 done, 1 input not usable, 2 wrong usage
 */
export async function main(words: readonly string[], streams: Streams): Promise<number> {
  const terminal = new Terminal(streams, asTyped(['ct-parse', ...words]));
  try {
    if (words.length === 1 && words[0] === '--version') {
      await terminal.print(`${VERSION}\n`);
      return EXIT.done;
    }
    const chosen = await readWords(words, terminal);
    return chosen === null ? EXIT.done : await chosen.run(terminal);
  } catch (error) {
    return explain(error, terminal);
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CtError) {
    terminal.note(`ct-parse: ${error.message}`);
    return error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
  }
  terminal.note(`ct-parse: ${systemReason(error)} (this is a fault of ct-parse; please report it)`);
  return EXIT.unusable;
}
