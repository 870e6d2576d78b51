/** The environment as the system has it: bytes, with names that no shell may have. */
import { readFileSync } from 'node:fs';

const EQUALS = 61;

/** What Node puts in place of bytes that are not UTF-8. */
const REPLACEMENT = '\uFFFD';

/**
 * Gives an environment the variables of a block, in place of those that it has.
 *
 * @param block variables with a zero byte behind each, as Linux shows them; null: it is not known
 * @returns the variables that have bytes which are not UTF-8
 */
export function restoreVariables(environment: NodeJS.ProcessEnv, block: Buffer | null): Buffer[] {
  if (block === null) return [];
  const raw: Buffer[] = [];
  const names = new Set<string>();
  for (const variable of split(block)) {
    const equals = variable.indexOf(EQUALS);
    if (equals < 1) continue;
    const name = variable.toString('utf8', 0, equals);
    if (names.has(name)) continue;
    if (!isText(variable.subarray(0, equals))) raw.push(variable);
    else {
      names.add(name);
      const value = variable.subarray(equals + 1);
      if (!isText(value)) raw.push(variable);
      if (environment[name] !== value.toString('utf8')) environment[name] = value.toString('utf8');
    }
  }
  for (const name of Object.keys(environment)) if (!names.has(name)) delete environment[name];
  return raw;
}

/** The block of this process; null where Node has all of it, or it cannot be read. */
export function ownBlock(environment: NodeJS.ProcessEnv): Buffer | null {
  const isChanged = Object.entries(environment).some((pair) => pair.some((text) => text?.includes(REPLACEMENT)));
  return isChanged ? readOwn('environ') : null;
}

/** The last words of our own command line as bytes, for those that Node has changed; the others as they are given. */
export function rawWords(words: readonly string[]): (string | Buffer)[] {
  const isChanged = (word: string): boolean => word.includes(REPLACEMENT);
  const own = words.some(isChanged) ? readOwn('cmdline') : null;
  if (own === null) return [...words];
  const raw = split(own).slice(-words.length);
  return words.map((word, i) => {
    const bytes = raw[i];
    return isChanged(word) && bytes?.toString('utf8') === word && !isText(bytes) ? bytes : word;
  });
}

/** Texts that end in zero bytes. */
function split(block: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let end = block.indexOf(0); end !== -1; end = block.indexOf(0, from)) {
    parts.push(block.subarray(from, end));
    from = end + 1;
  }
  return parts;
}

const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString('utf8')).equals(bytes);

function readOwn(file: 'environ' | 'cmdline'): Buffer | null {
  try {
    return readFileSync(`/proc/self/${file}`);
  } catch {
    return null;
  }
}
