import { describe, expect, it } from 'vitest';
import { readEpochPattern } from '../../src/tracker/epoch-pattern.ts';

describe('readEpochPattern', () => {
  it.each([
    ['Epoch (', 'is not a regular expression'],
    ['Epoch \\d+', 'needs a group'],
    ['Epoch \\(\\d+\\)', 'needs a group'],
    ['Epoch (?:\\d+)', 'needs a group'],
    ['kears', 'did you mean keras?'],
    // Every object has these; a pattern they are not.
    ['constructor', 'the presets are auto, keras'],
    ['toString', 'needs a group'],
    ['__proto__', 'needs a group'],
  ])('refuses %s', (pattern, message) => {
    expect(() => readEpochPattern(pattern)).toThrow(message);
  });

  it('takes a preset in any case, and a named group', () => {
    expect(readEpochPattern('Keras').rules[0]?.regex.exec('Epoch 3/10')?.[1]).toBe('3');
    expect(readEpochPattern('Epoch (?<n>\\d+)').rules[0]?.regex.exec('Epoch 3/10')?.[1]).toBe('3');
  });

  it('lines come when the preset says, unless the user says when; else their words and the times decide', () => {
    const momentOf = (pattern: string, at?: string) => readEpochPattern(pattern, at).rules[0]?.comesAt;
    expect(momentOf('huggingface')).toBe('end');
    expect(momentOf('(\\d+)')).toBe('auto');
    expect(momentOf('(\\d+)', 'end')).toBe('end');
    expect(momentOf('keras', 'end')).toBe('end');
    expect(readEpochPattern('keras', 'end').decidesByTimes).toBe(false);
    expect(() => readEpochPattern('keras', 'middle')).toThrow(
      'unknown epoch moment "middle"; choose one of start, end',
    );
  });

  it('one expression finds the lines of all rules', () => {
    const { rules, regex } = readEpochPattern('auto');
    for (const line of ["{'epoch': 0.5}", 'EPOCH 3', 'Train: 3 [   0/3 ( 33%)]', 'iter 3: loss 2']) {
      expect(rules.some((rule) => rule.regex.test(line))).toBe(true);
      expect(regex.test(line)).toBe(true);
    }
  });

  it.each([
    'epoch 1 ',
    '0%|',
    ' ',
    'epochs ',
    '1 ',
    "'epoch': 1",
    'Epoch 1/1 ━ 1/2',
    'epoch 1%| 1/1 [',
    '0',
    'None 0.123456 1:1',
  ])('lines of %j of the greatest length are looked through by each rule of auto', (unit) => {
    const line = unit.repeat(4096 / unit.length);
    const { rules, regex } = readEpochPattern('auto');
    // An expression that takes exponential time would never come back.
    for (const rule of rules) expect(rule.regex.test(line) && !regex.test(line)).toBe(false);
  });
});
