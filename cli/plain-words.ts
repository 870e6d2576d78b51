/** Reads plain words without yargs, which takes a quarter of the time of a short command; other words go to yargs. */
import { parseArgs } from 'node:util';
import type { ArgumentsCamelCase, Options } from 'yargs';
import { inCamelCase } from '../src/model/text.ts';
import { type Declared, declaredBy } from './declared.ts';
import { type Command, HELP_PARTS } from './help.ts';

/**
 * Returns the arguments that yargs would return. A test compares both, on every option of every command.
 *
 * @param words after the name of the command
 * @returns null for words that need yargs: requests for help, wrong words, and ambiguous ones
 */
export function plainArguments<T>(command: Command<T>, words: readonly string[]): ArgumentsCamelCase<T> | null {
  const declared = declaredBy(command);
  const isPositional = ({ part }: Declared): boolean => part === HELP_PARTS.positionals;
  const options = new Map(declared.filter((one) => !isPositional(one)).map((one) => [one.name, one.options]));
  const tokens = tokensOf(words, options);
  if (tokens === null) return null;
  const given = new Map<string, unknown>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') return null;
    if (token.kind === 'positional') {
      if (!isPlain(token.value) || !Number.isNaN(Number(token.value))) return null;
      operands.push(token.value);
      continue;
    }
    const isNegated = !options.has(token.name);
    const name = isNegated ? token.name.slice('no-'.length) : token.name;
    const value = token.value === undefined ? !isNegated : plainValue(token.value, options.get(name) ?? {});
    const isGlued = token.inlineValue === true && !token.rawName.startsWith('--');
    if (value === null || isGlued || given.has(name)) return null;
    given.set(name, value);
  }
  const placed = placeOperands(operands, declared.filter(isPositional));
  if (placed === null) return null;
  const defaults = [...options].filter(([, { default: value }]) => value !== undefined);
  const values = [...defaults.map(([name, { default: value }]) => [name, value] as const), ...given];
  const named = Object.fromEntries(values.map(([name, value]) => [inCamelCase(name), value]));
  const [name = ''] = command.command.split(' ');
  return { _: [name], $0: 'ct-parse', ...named, ...placed } as unknown as ArgumentsCamelCase<T>;
}

/** Tokens of the words; null where an option is unknown, lacks its value or takes several. */
function tokensOf(words: readonly string[], options: ReadonlyMap<string, Options>) {
  const known: Record<string, { type: 'boolean' | 'string'; short?: string }> = {};
  for (const [name, { type, alias, array }] of options) {
    if (array === true) continue;
    known[name] = { type: type === 'boolean' ? 'boolean' : 'string', ...(alias ? { short: String(alias) } : {}) };
    if (type === 'boolean') known[`no-${name}`] = { type: 'boolean' };
  }
  try {
    return parseArgs({ args: [...words], options: known, allowPositionals: true, tokens: true }).tokens;
  } catch {
    return null;
  }
}

/** Whether a word can only be a value or a path. */
const isPlain = (word: string): boolean => word.trim() !== '' && !/^(?:['"-]|(?:true|false)$)/.test(word);

/** The value of an option; null for a value that yargs refuses or interprets. */
function plainValue(text: string, { type, choices }: Options): string | number | null {
  if (!isPlain(text) || (choices !== undefined && !choices.includes(text))) return null;
  if (type !== 'number') return text;
  return /^(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;
}

/** Operands by positional; null where there are too few or too many. */
function placeOperands(operands: readonly string[], positionals: readonly Declared[]): object | null {
  const last = positionals.at(-1);
  const rest = last?.options.array === true ? last.name : null;
  const single = rest === null ? positionals : positionals.slice(0, -1);
  if (rest === null ? operands.length !== single.length : operands.length <= single.length) return null;
  const placed = Object.fromEntries(single.map(({ name }, i) => [name, operands[i]]));
  return rest === null ? placed : { ...placed, [rest]: operands.slice(single.length) };
}
