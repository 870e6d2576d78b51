import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { waitForAnswer } from '../../src/tracker/protocol.ts';

/** Wakes the other thread many times before the count moves. */
const WAKER = `
const { workerData } = require('node:worker_threads');
const count = new Int32Array(workerData);
const pause = new Int32Array(new SharedArrayBuffer(4));
let woken = 0;
while (woken < 3) {
  woken += Atomics.notify(count, 0);
  Atomics.wait(pause, 0, 0, 1);
}
Atomics.add(count, 0, 1);
Atomics.notify(count, 0);
`;

describe('waitForAnswer', () => {
  it('goes on waiting when it is woken for an earlier answer', async () => {
    const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const worker = new Worker(WAKER, { eval: true, workerData: answered });
    expect(waitForAnswer(answered, 0, 60_000)).toBe(true);
    expect(new Int32Array(answered)[0]).toBe(1);
    await worker.terminate();
  });

  it('does not wait for an answer that is there', () => {
    const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    new Int32Array(answered)[0] = 3;
    expect(waitForAnswer(answered, 2, 60_000)).toBe(true);
  });

  it('gives up', () => {
    expect(waitForAnswer(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT), 0, 5)).toBe(false);
  });
});
