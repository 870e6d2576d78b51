/** The line on stderr about signs of names that no font of a PDF has. */
import { codePoints, plural } from '../src/model/text.ts';
import type { Terminal } from './terminal.ts';

/** Collects the signs that the fonts of some PDF files lack. */
export class LackingSigns {
  readonly #signs = new Set<string>();

  /** Adds those of one file. */
  readonly add = (signs: ReadonlySet<string>): void => {
    for (const sign of signs) this.#signs.add(sign);
  };

  /** Notes that signs were written as code points, where there are any; `where` is `the report`, `the figures`. */
  note(where: string, terminal: Terminal): void {
    const [first] = this.#signs;
    if (first === undefined) return;
    const { size } = this.#signs;
    const which = `${plural(size, 'character')}, ${size === 1 ? '' : 'such as '}${first}`;
    terminal.note(
      `ct-parse: the fonts of ${where} lack ${which}: names show code points instead, ${codePoints([first])}`,
    );
  }
}
