/** The line on stderr about signs of names that no font of a PDF has. */
import { codePoints, plural } from '../src/model/text.ts';
import type { Terminal } from './terminal.ts';

/** Notes that signs were written as code points, where there are any; `where` is `the report`, `the figures`. */
export function noteLacking(signs: ReadonlySet<string>, where: string, terminal: Terminal): void {
  const [first] = signs;
  if (first === undefined) return;
  const which = `${plural(signs.size, 'character')}, ${signs.size === 1 ? '' : 'such as '}${first}`;
  terminal.note(
    `ct-parse: the fonts of ${where} lack ${which}: names show code points instead, ${codePoints([first])}`,
  );
}
