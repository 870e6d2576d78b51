/** What the tracker and its worker say to each other. */

import type { EpochResult } from './epoch-result.ts';
import type { PredictedFigure } from './figures.ts';
import type { Settings } from './options.ts';
import type { SessionResult } from './session.ts';

/** Given to the worker when it starts. */
export interface WorkerStart {
  settings: Settings;
  /** Answers are signalled here: the count of answers so far. */
  answered: SharedArrayBuffer;
}

export type Request = { ask: 'epoch-start' } | { ask: 'epoch-end' } | { ask: 'stop' };

export interface Answer {
  /** One line; null when all went well. */
  error: { code: string; message: string } | null;
  warnings: string[];
  epoch: EpochResult | null;
  predicted: PredictedFigure | null;
  /** After `stop`. */
  result: SessionResult | null;
  /** Common beginning of the paths of the log files; null without logs. */
  logs: string | null;
}
