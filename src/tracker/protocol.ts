/** Messages between the tracker and its worker. */

import type { EarlyStop } from '../model/tracking.ts';
import type { EpochResult } from './epoch-result.ts';
import type { PredictedFigure } from './figures.ts';
import type { Settings } from './options.ts';
import type { SessionResult } from './session/types.ts';

/** Given to the worker when it starts. */
export interface WorkerStart {
  /** Settings of the run. */
  settings: Settings;
  /** Answers are signalled here: the count of answers so far. */
  answered: SharedArrayBuffer;
}

/** What the tracker asks of its worker. */
export type Request =
  | { ask: 'epoch-start' }
  | { ask: 'epoch-end' }
  /** `stopped`: why the training is to end before its time; null where it does not. */
  | { ask: 'stop'; stopped: EarlyStop | null }
  /** Asks the provider of these keys from now on. */
  | { ask: 'api-keys'; apiKeys: Record<string, string> };

/** What the worker answers to a request. */
export interface Answer {
  /** Code and one line of an error; null when all went well. */
  error: { code: string; message: string } | null;
  /** Lines for people. */
  lines: string[];
  /** Epochs that have ended since the answer before. */
  ended: EpochResult[];
  /** The latest prediction; null where there is none. */
  predicted: PredictedFigure | null;
  /** Why the training is to end: a limit that was passed; null where it goes on. */
  limit: string | null;
  /** Result of the run after `stop`; null before. */
  result: SessionResult | null;
  /** Common beginning of the paths of the log files; null without logs. */
  logs: string | null;
}

/**
 * Waits, without an event loop, until the count of answers has moved on. A thread may be woken for an answer that it took
 * before, because the worker counts first and wakes then.
 *
 * @param answered the count, as in `WorkerStart`
 * @param taken answers that were taken before
 * @returns false when there was no answer in time
 */
export function waitForAnswer(answered: SharedArrayBuffer, taken: number, limitMs: number): boolean {
  const count = new Int32Array(answered);
  const untilMs = performance.now() + limitMs;
  while (Atomics.load(count, 0) === taken) {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0 || Atomics.wait(count, 0, taken, leftMs) === 'timed-out') return Atomics.load(count, 0) !== taken;
  }
  return true;
}
