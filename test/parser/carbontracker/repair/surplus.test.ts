import { describe, expect, it } from 'vitest';
import { withoutPrefix } from '../../../../src/parser/carbontracker/repair/surplus.ts';
import { block, outputLog, standardLog } from '../../../helpers/logs.ts';

const TEXT = standardLog() + outputLog();
const behind = (prefix: (line: number) => string, text = TEXT): string =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => `${prefix(i)}${line}\n`)
    .join('');

describe('one common prefix', () => {
  it.each<[string, (line: number) => string]>([
    ['docker compose', () => 'train-1  | '],
    ['docker compose in colours', () => '\x1b[36mtrain-1  |\x1b[0m '],
    ['kubectl', (i) => `2026-02-03T12:00:${String(i % 60).padStart(2, '0')}.12345678${i % 10}Z `],
    ['docker compose --timestamps', (i) => `train-1  | 2026-02-03T12:00:0${i % 10}.5+01:00 `],
    ['a container runtime', (i) => `2026-02-03T12:00:0${i % 10}.5Z stdout F `],
    ['srun', () => '0: '],
    ['torchrun', () => '[rank0]: '],
    ['journalctl', (i) => `Feb  3 12:00:0${i % 10} host python[77]: `],
    ['signs of patterns', () => '(a+)*[b] $^ '],
  ])('%s', (_, prefix) => {
    const { text, prefix: found } = withoutPrefix(behind(prefix));
    expect(text).toBe(TEXT);
    expect(found).toBe(prefix(0));
  });

  it('lines of other programs without it stay', () => {
    const text = `Attaching to train-1\n${behind(() => 'train-1  | ')}other\n`;
    expect(withoutPrefix(text).text).toBe(`Attaching to train-1\n${TEXT}other\n`);
  });

  it('is also taken off where editors removed its blank', () => {
    const trimmed = behind(() => 'train-1  | ', TEXT.replace('Actual', '\nActual')).replaceAll(/ +$/gm, '');
    expect(withoutPrefix(trimmed).text).toBe(TEXT.replace('Actual', '\nActual').replaceAll(/ +$/gm, ''));
  });
});

it.each([
  ['an ordinary log', TEXT],
  ['a log with text in front of it', `junk\n${TEXT}`],
  ['a log whose first line is glued to another one', `junk${TEXT}`],
  ['no log', 'readme\n'],
  ['nothing', ''],
  ['several processes', behind((i) => `${i % 2}: `)],
  ['a second process at the end', behind(() => '0: ') + behind(() => '1: ', block(0))],
])('%s stays as it is', (_, text) => expect(withoutPrefix(text)).toEqual({ text, prefix: null }));

it('takes no time on a hostile text', () => {
  const text = `x${' '.repeat(199)}2025-01-01 08:00:00 - a\n`.repeat(5_000) + '2025-01-01 08:00:0'.repeat(20_000);
  expect(withoutPrefix(text).prefix).not.toBeNull();
});
