import { describe, expect, it } from 'vitest';
import { readMark } from '../../src/tracker/mark-line.ts';
import { MarkedEpochs } from '../../src/tracker/marked-epochs.ts';

/** What marks, one a second, do to a session: starts, ends and plans with the second of their mark. */
function follow(lines: string, plannedEpochs: number | null = null) {
  const done: string[] = [];
  const marked = new MarkedEpochs(
    {
      markStart: (atS) => void done.push(`start@${atS}`),
      markEnd: (atS) => void done.push(`end@${atS}`),
      forgetEpoch: () => void done.push('forget'),
      plan: (epochs) => void done.push(`plan ${epochs}`),
    },
    plannedEpochs,
    0,
  );
  for (const [atS, line] of lines.split(', ').entries()) {
    const mark = readMark(line);
    if (mark === null) throw new Error(line);
    marked.take({ ...mark, atS });
    marked.settle();
  }
  return { done: done.join(' '), problems: marked.problems(), openEnd: marked.openEnd };
}

it.each([
  ['start, end, start, end', 'forget start@0 end@1 start@2 end@3'],
  ['start 1, end 1, start 2, end 2', 'forget start@0 end@1 start@2 end@3'],
  // Only the starts are marked: each ends the one before.
  ['start 1, start 2, start 3', 'forget start@0 start@1 start@2'],
  // Two ranks: the first start and the first end count.
  ['start, start, end, end, start, start, end, end', 'forget start@0 end@2 start@4 end@6'],
  ['start 1, start 1, end 1, start 2, end 1, start 2, end 2, end 2', 'forget start@0 end@2 start@3 end@6'],
  // A rank that is late by more than an epoch.
  ['start 1, end 1, start 2, start 1, end 1, end 2', 'forget start@0 end@1 start@2 end@5'],
  ['start 0, end, end 0', 'forget start@0 end@1'],
  // Two trainings, one after the other.
  [
    'start 1, end 1, start 2, end 2, start 1, end 1, start 2, end 2',
    'forget start@0 end@1 start@2 end@3 start@4 end@5 start@6 end@7',
  ],
  ['total 1, start 1, end 1, total 1, start 1, end 1', 'plan 1 forget start@1 end@2 plan 1 plan 2 start@4 end@5'],
  // The first one broke off in its third epoch, or marks starts only.
  [
    'start 1, end 1, start 2, end 2, start 3, start 1, end 1',
    'forget start@0 end@1 start@2 end@3 start@4 start@5 end@6',
  ],
  ['start 1, start 2, start 3, start 1, start 2', 'forget start@0 start@1 start@2 start@3 start@4'],
  // Each on two ranks.
  [
    'start 1, start 1, end 1, end 1, start 2, start 2, end 2, end 2, start 1, start 1, end 1, end 1',
    'forget start@0 end@2 start@4 end@6 start@8 end@10',
  ],
  ['total 4, total 4, start, end', 'plan 4 plan 4 forget start@2 end@3'],
])('%s', (lines, done) => {
  expect(follow(lines).done).toBe(done);
});

it('planned epochs of the command line win', () => {
  expect(follow('total 4, start', 3).done).toBe('forget start@1');
});

it('an end alone is no epoch, and this is said', () => {
  const { done, problems } = follow('end, end 3, end');
  expect(done).toBe('');
  expect(problems).toEqual(['ends of epochs were marked, but no start: no marked epoch counts']);
});

it('starts without numbers and ends are one epoch, and this is said', () => {
  const { done, problems } = follow('start, start, start');
  expect(done).toBe('forget start@0');
  expect(problems.join()).toContain('3 starts without a number and no end');
});

it('says when several processes mark without numbers, and nothing when they number', () => {
  expect(follow('start, start, end').problems.join()).toContain('several processes');
  expect(follow('start 1, start 1, end 1, end 1').problems).toEqual([]);
});

it('an epoch that is open at the end is whole where only starts are marked', () => {
  expect(follow('start 1, start 2').openEnd).toBe('complete');
  expect(follow('start 1, end 1, start 2').openEnd).toBe('cut-off');
});

describe('marks that a program holds back', () => {
  /** What marks do that come in these pieces, each at one moment. */
  const inPieces = (...pieces: string[]) => sinceS(-60, ...pieces);

  /** The same of a command that started at another time. */
  function sinceS(startS: number, ...pieces: string[]) {
    const done: string[] = [];
    const session = {
      markStart: (atS: number) => void done.push(`start@${atS}`),
      markEnd: (atS: number) => void done.push(`end@${atS}`),
      forgetEpoch: () => void done.push('forget'),
      plan: () => undefined,
    };
    const marked = new MarkedEpochs(session, null, startS);
    for (const [atS, piece] of pieces.entries()) {
      for (const line of piece.split(', ')) {
        const mark = readMark(line);
        if (mark !== null) marked.take({ ...mark, atS: mark.unixS ?? atS });
      }
      marked.settle();
    }
    return { done: done.join(' '), problems: marked.problems(), hasBegun: marked.hasBegun };
  }

  it('until the end are no epochs: the whole command is one', () => {
    const { done, problems, hasBegun } = inPieces('total 2', 'start, end, start, end');
    expect([done, hasBegun]).toEqual(['', false]);
    expect(problems).toEqual([expect.stringContaining('start and end of 2 epochs came at one moment')]);
    expect(problems[0]).toMatch(/they do not count$/);
  });

  it('for a moment only, as in a short command, are epochs', () => {
    expect(sinceS(0, 'start, end', 'start, end').done).toBe('forget start@0 end@0 start@1 end@1');
    expect(sinceS(-1.9, 'start, end, start, end').done).toBe('forget start@0 end@0 start@0 end@0');
    expect(sinceS(-2, 'start, end, start, end').done).toBe('');
  });

  it('several times are epochs, and this is said', () => {
    const { done, problems } = inPieces('start, end, start, end, start', 'end, start, end');
    expect(done).toBe('forget start@0 end@0 start@0 end@0 start@0 end@1 start@1 end@1');
    expect(problems).toEqual([expect.stringContaining('start and end of 3 of 4 epochs came at one moment')]);
  });

  it('are epochs where they have their own times', () => {
    const { done, problems } = inPieces('start @1, end @2, start @2, end @2');
    expect([done, problems]).toEqual(['forget start@1 end@2 start@2 end@2', []]);
  });

  it('once are as good as any', () => {
    const { done, problems } = inPieces('start', 'end, start', 'end', 'start', 'end', 'start, end', 'start', 'end');
    expect(done).toContain('start@5 end@5');
    expect(problems).toEqual([]);
  });
});
