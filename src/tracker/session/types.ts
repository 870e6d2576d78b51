/** What a session is given, and what it returns. */
import type { Pue } from '../../model/run.ts';
import type { MeasuredEpoch } from '../epoch-result.ts';
import type { Figure, PredictedFigure } from '../figures.ts';
import type { IntensityLog } from '../intensity/intensity-log.ts';
import type { Clock, Device, Sensor } from '../sensors/sensor.ts';

export interface SessionOptions {
  sensors: readonly Sensor[];
  clock: Clock;
  /** Seconds between two samples. */
  updateIntervalS: number;
  /** Null for a command without epochs. */
  plannedEpochs: number | null;
  /** Epochs before the first prediction; -1: all, 0: none. */
  epochsBeforePred: number;
  /** Epochs to monitor; -1: all. */
  monitorEpochs: number;
  interpretable: boolean;
  pue: Pue;
  intensity: IntensityLog;
  /** Why a run without any epoch counts as one, as a command does with an output that shows none; null: it does not. */
  countsWhole?: string | null;
  /** Ids of the processes that select the GPUs; by default all GPUs count. */
  computingPids?: () => number[];
}

/** Called while a run goes on. */
export interface SessionWatcher {
  /** After each sample. */
  onSample: () => void;
  /** With each prediction, when it is in the logs. */
  onPrediction: (predicted: PredictedFigure) => void;
}

export interface SessionResult {
  actual: Figure | null;
  predicted: PredictedFigure | null;
  epochs: MeasuredEpoch[];
  devices: Device[];
  /** One line about energy that belongs to no epoch; null when there is little. */
  outside: string | null;
}

/**
 * What an epoch that is open at the end of the run is: `complete`; `cut-off`, which counts as far as it went; or no
 * epoch, because the output shows the end of each and none came: the time `outside` of the epochs. `before`: it is none,
 * but what came before the first one is. `whole`: no epoch was shown at all.
 */
export type OpenEnd = 'complete' | 'cut-off' | 'outside' | 'before' | 'whole';

/** How the run ended. */
export interface Ending {
  exitCode: number | null;
  signal: string | null;
}
