import { afterEach, expect, it, vi } from 'vitest';
import { MarkQueue } from '../../../src/tracker/command/mark-queue.ts';
import type { TimedMark } from '../../../src/tracker/marked-epochs.ts';

const mark = (atS: number): TimedMark => ({ kind: 'start', number: null, unixS: null, atS });

afterEach(() => void vi.useRealTimers());

/** A queue whose readings take a while, on a clock that the test turns. */
function queue(readingS: number) {
  const state = { nowS: 100, readings: 0, saves: 0 };
  const taken: number[] = [];
  const reader = {
    readAll: () => {
      state.readings += 1;
      state.nowS += readingS;
    },
    together: (action: () => void) => action(),
    save: () => {
      state.saves += 1;
    },
  };
  const marks = new MarkQueue(
    reader,
    ({ atS }) => void taken.push(atS),
    () => state.nowS,
  );
  return { state, taken, marks };
}

it('takes a mark at once, after a reading', () => {
  const { state, taken, marks } = queue(0.005);
  marks.add([mark(100)]);
  expect(taken).toEqual([100]);
  expect(state).toMatchObject({ readings: 1, saves: 1 });
});

it('marks that come fast share a reading, and all are taken in their order', () => {
  const { state, taken, marks } = queue(0.001);
  for (let i = 0; i < 100; i += 1) marks.add([mark(i)]);
  marks.flush();
  expect(taken).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(state).toMatchObject({ readings: 2, saves: 2 });
});

it('readings that take long are spread: no more than a twentieth of the time', () => {
  vi.useFakeTimers();
  const { state, taken, marks } = queue(0.04);
  for (let i = 0; i < 1000; i += 1) {
    marks.add([mark(i)]);
    state.nowS += 0.06;
    vi.advanceTimersByTime(60);
  }
  expect(state.readings * 0.04).toBeLessThanOrEqual(0.1 + 0.04 + 0.05 * (state.nowS - 100));
  expect(state.readings).toBeGreaterThan(50);
  // The latest wait for less than a second.
  expect(taken.length).toBeGreaterThan(1000 - 20);
});
