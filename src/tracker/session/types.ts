/** What a session is given, and what it returns. */
import type { EarlyStop } from '../../model/tracking.ts';
import type { MeasuredEpoch } from '../epoch-result.ts';
import type { Figure, PredictedFigure } from '../figures.ts';
import type { IntensityLog } from '../intensity/intensity-log.ts';
import type { Settings } from '../options.ts';
import type { Clock, Device, Sensor } from '../sensors/sensor.ts';

/** What a session is given. */
export interface SessionOptions
  extends Pick<
    Settings,
    'updateIntervalS' | 'plannedEpochs' | 'epochsBeforePred' | 'monitorEpochs' | 'interpretable' | 'pue'
  > {
  /** Sensors of the devices to measure. */
  sensors: readonly Sensor[];
  /** Monotonic time in s. */
  clock: Clock;
  /** Carbon intensities of the run. */
  intensity: IntensityLog;
  /** Why a run without any epoch counts as one, as a command does with an output that shows none; null: it does not. */
  countsWhole?: string | null;
  /** Ids of the processes that select the GPUs; by default all GPUs count. */
  computingPids?: () => number[];
}

/** Called while a run goes on. */
export interface SessionWatcher {
  /** Called after each sample. */
  onSample: () => void;
  /** Called with each prediction, when it is in the logs. */
  onPrediction: (predicted: PredictedFigure) => void;
  /** Called with each epoch that has ended. */
  onEpoch: (epoch: MeasuredEpoch) => void;
}

/** What a session returns at its end. */
export interface SessionResult {
  /** Figure of the epochs; null when nothing was measured. */
  actual: Figure | null;
  /** The last prediction; null where there is none. */
  predicted: PredictedFigure | null;
  /** Epochs in their order; of very many the first ones. */
  epochs: MeasuredEpoch[];
  /** Measured devices. */
  devices: Device[];
  /** One line about energy that belongs to no epoch; null when there is little. */
  outside: string | null;
  /** One line about devices that could not be read for a part of the time; null when there is none. */
  unread: string | null;
}

/**
 * What an epoch that is open at the end of the run is: `complete`; `cut-off`, which counts as far as it went; or no
 * epoch, because the output shows the end of each and none came: the time `outside` of the epochs. `before`: it is none,
 * but what came before the first one is. `whole`: no epoch was shown at all.
 */
export type OpenEnd = 'complete' | 'cut-off' | 'outside' | 'before' | 'whole';

/** How the run ended. */
export interface Ending {
  /** Exit status of the wrapped command; null where there is none. */
  exitCode: number | null;
  /** Signal that killed the wrapped command; null when none did. */
  signal: string | null;
  /** Why ct-track ended the training before its time; absent where it did not. */
  stopped?: EarlyStop;
}
