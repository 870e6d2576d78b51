/** `ct-parse/tracker`: measure a training loop from within. */
export { CtError, type ErrorCode } from '../model/errors.ts';
export type { EpochResult } from './epoch-result.ts';
export type { Figure, PredictedFigure } from './figures.ts';
export type { TrackerOptions } from './options.ts';
export type { AmdGpuOptions } from './sensors/amd-gpu.ts';
export type { AppleSiliconOptions } from './sensors/apple-silicon.ts';
export { type Detected, type DetectOptions, detect } from './sensors/detect.ts';
export type { SysfsOptions } from './sensors/hwmon.ts';
export { type NvmlOptions, nvmlSensor } from './sensors/nvml.ts';
export type { ReadText } from './sensors/powercap.ts';
export type { RaplOptions } from './sensors/rapl.ts';
export type {
  Clock,
  ComponentName,
  Counter,
  Device,
  Gap,
  Observation,
  OpenSensor,
  Probe,
  Reading,
  Sensor,
} from './sensors/sensor.ts';
export type { SimulatedDevice } from './sensors/simulated.ts';
export { CarbonTracker, type CarbonTrackerOptions } from './tracker.ts';
export type { TreeRoot } from './tree-times.ts';
