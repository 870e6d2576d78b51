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
    ['constructor', 'the presets are keras'],
    ['toString', 'needs a group'],
    ['__proto__', 'needs a group'],
  ])('refuses %s', (pattern, message) => {
    expect(() => readEpochPattern(pattern)).toThrow(message);
  });

  it('takes a preset in any case, and a named group', () => {
    expect(readEpochPattern('Keras').regex.exec('Epoch 3/10')?.[1]).toBe('3');
    expect(readEpochPattern('Epoch (?<n>\\d+)').regex.exec('Epoch 3/10')?.[1]).toBe('3');
  });

  it('lines of a preset and of a pattern come when it says, unless told otherwise', () => {
    expect(readEpochPattern('huggingface').comesAt).toBe('end');
    expect(readEpochPattern('(\\d+)').comesAt).toBe('start');
    expect(readEpochPattern('(\\d+)', 'end').comesAt).toBe('end');
    expect(readEpochPattern('keras', 'end').comesAt).toBe('end');
    expect(() => readEpochPattern('keras', 'middle')).toThrow(
      'unknown epoch moment "middle"; choose one of start, end',
    );
  });
});
