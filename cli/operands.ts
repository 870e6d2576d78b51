/** Keeps words of the command line as paths, whatever they start with. */
import { CtError } from '../src/model/errors.ts';

/** Words that yargs would not take for a path. */
const LOOKS_LIKE_NONE = /^-|^(?:true|false)$/;

/** The only option that takes all words after it. */
const GREEDY = '--from';

/**
 * Moves words after `--`, from which yargs fills no positionals, and spells them as paths.
 *
 * @throws CtError USAGE for `-`: logs are several files, which one stream cannot hold
 */
export function withPlainOperands(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const before = end === -1 ? [...words] : words.slice(0, end);
  // After an option, `-` is its value, such as standard output.
  if (before.some((word, i) => word === '-' && !before[i - 1]?.startsWith('-'))) {
    throw new CtError('USAGE', 'standard input is not supported; give files, folders or patterns');
  }
  if (end === -1) return before;
  const operands = words.slice(end + 1).map((word) => (LOOKS_LIKE_NONE.test(word) ? `./${word}` : word));
  const greedy = before.findIndex((word) => word === GREEDY || word.startsWith(`${GREEDY}=`));
  const place = greedy === -1 ? before.length : greedy;
  return [...before.slice(0, place), ...operands, ...before.slice(place)];
}
