/** Words of the command line that are paths, whatever they begin with. */
import { CtError } from '../src/model/errors.ts';

/** Words that yargs would take for something else than a path. */
const LOOKS_LIKE_NONE = /^-|^(?:true|false)$/;

/** The one option that takes every word behind it. */
const GREEDY = '--from';

/**
 * The words in an order and a spelling that yargs reads right: it fills no positional from what stands behind `--`.
 *
 * @throws CtError USAGE for `-`: logs are files that belong together, which one stream cannot hold
 */
export function withPlainOperands(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const before = end === -1 ? [...words] : words.slice(0, end);
  // Behind an option it is the value of that, such as standard output.
  if (before.some((word, i) => word === '-' && !before[i - 1]?.startsWith('-'))) {
    throw new CtError('USAGE', 'standard input cannot be read: give files, folders or patterns');
  }
  if (end === -1) return before;
  const operands = words.slice(end + 1).map((word) => (LOOKS_LIKE_NONE.test(word) ? `./${word}` : word));
  const greedy = before.findIndex((word) => word === GREEDY || word.startsWith(`${GREEDY}=`));
  const place = greedy === -1 ? before.length : greedy;
  return [...before.slice(0, place), ...operands, ...before.slice(place)];
}
