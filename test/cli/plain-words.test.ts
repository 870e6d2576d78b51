/** Words that are read without yargs give the arguments that yargs gives. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnyWords } from '../../cli/any-words.ts';
import { type Declared, declaredBy } from '../../cli/declared.ts';
import { HELP_PARTS } from '../../cli/help.ts';
import { Terminal } from '../../cli/terminal.ts';
import { COMMANDS, readPlainWords } from '../../cli/words.ts';

const terminal = new Terminal({ stdout: new PassThrough(), stderr: new PassThrough(), env: {} });

/** What each command declares. */
const declared = new Map(
  await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [name, await load(declaredBy)] as const)),
);

/** What commands read of their arguments: names in camel case, and no short ones. */
function argumentsOf({ args }: { args: object }): object {
  const read = Object.entries(args).filter(([name, value]) => /^\w{2,}$/.test(name) && value !== undefined);
  return Object.fromEntries(read);
}

async function expectAgreement(words: readonly string[]): Promise<boolean> {
  const plain = await readPlainWords(words);
  if (plain === null) return false;
  const known = await readAnyWords(words, COMMANDS, terminal);
  expect(known, JSON.stringify(words)).not.toBeNull();
  if (known !== null) expect(argumentsOf(plain), JSON.stringify(words)).toEqual(argumentsOf(known));
  return true;
}

const isPositional = ({ part }: Declared): boolean => part === HELP_PARTS.positionals;
const operandsOf = (arguments_: readonly Declared[]): string[] =>
  arguments_.filter(isPositional).flatMap(({ name, options }) => (options.array ? ['./a', 'b c'] : [`./${name}`]));
const valueFor = ({ options }: Declared): string =>
  options.type === 'number' ? '17.5' : String(options.choices?.[0] ?? 'some value');

/** Each way to type one option plainly. */
function spellings(one: Declared): string[][] {
  const { name, options } = one;
  if (options.type === 'boolean') return [[`--${name}`], [`--no-${name}`]];
  const value = valueFor(one);
  const short = options.alias === undefined ? [] : [[`-${String(options.alias)}`, value]];
  return [[`--${name}`, value], [`--${name}=${value}`], ...short];
}

describe.each([...declared])('ct-parse %s', (command, all) => {
  const operands = operandsOf(all);
  const options = all.filter((one) => !isPositional(one));

  it('without options is read as yargs reads it', async () => {
    expect(await expectAgreement([command, ...operands])).toBe(true);
  });

  it.each(options.map((one) => [one.name, one] as const))('--%s is read as yargs reads it', async (_, one) => {
    for (const typed of spellings(one)) {
      // An option that takes several values is left to yargs.
      const isRead = one.options.array !== true;
      expect(await expectAgreement([command, ...typed, ...operands])).toBe(isRead);
      expect(await expectAgreement([command, ...operands, ...typed])).toBe(isRead);
    }
  });

  it('words of any kind are read as yargs reads them, or left to it', async () => {
    const odd = [
      '',
      ' ',
      '-',
      '--',
      '-1',
      '-5.5',
      '0x10',
      '1e3',
      '007',
      '.5',
      '1.',
      'true',
      'false',
      '"a"',
      "'",
      "'b'",
    ];
    const more = [
      'a=b',
      '--=',
      '--help',
      '--no-',
      '---x',
      '-oo',
      '-o=x',
      '-xo',
      '--o',
      'x\ny',
      '\u00e9',
      '--json=true',
    ];
    const names = options.flatMap(({ name }) => [`--${name}`, `--no-${name}`, `--${name}=`, `--${name.slice(0, -1)}`]);
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...options.flatMap(spellings), ...operands.map((one) => [one])) },
      { weight: 1, arbitrary: fc.constantFrom(...odd, ...more, ...names).map((one) => [one]) },
      { weight: 1, arbitrary: fc.constantFrom(...names).chain((name) => fc.string().map((text) => [name, text])) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...names).chain((name) => fc.string().map((text) => [`${name}${text}`])),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }).map((text) => [text]) },
      { weight: 1, arbitrary: fc.double().map((number) => [String(number)]) },
    );
    const line = fc.array(word, { maxLength: 5 }).map((words) => words.flat());
    await fc.assert(
      fc.asyncProperty(line, async (words) => {
        await expectAgreement([command, ...words, ...operands]);
        await expectAgreement([command, ...words]);
      }),
      { numRuns: 300 },
    );
  });
});
