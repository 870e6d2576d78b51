/** What can be measured here, and the sensors to do it with. */

import type { TreeRoot } from '../tree-times.ts';
import { type AppleSiliconOptions, appleSiliconSensor, isApple } from './apple-silicon.ts';
import { cpuLoadSensor } from './cpu-load.ts';
import { type NvmlOptions, nvmlSensor } from './nvml.ts';
import { type RaplOptions, raplSensor } from './rapl.ts';
import type { ComponentName, Probe, Sensor } from './sensor.ts';
import { type SimulatedDevice, simulatedSensor } from './simulated.ts';

/** What is wanted, and where to look for it. */
export interface DetectOptions {
  /** Components to measure. */
  components: readonly ComponentName[];
  simulated?: readonly SimulatedDevice[];
  rapl?: RaplOptions;
  nvml?: NvmlOptions;
  apple?: AppleSiliconOptions;
  /** TDP of one CPU socket in W, for the load model. */
  cpuTdpW?: number | null;
  /** The load model takes the load of these processes, not that of the machine. */
  loadTree?: TreeRoot | null;
}

/** What can be measured here. */
export interface Detected {
  /** Sensors that are ready, GPUs first, as carbontracker orders them. */
  sensors: Sensor[];
  /** What each probe said, also of sensors that are not used. */
  probes: Probe[];
}

/** Probes the sensors of each component; a simulated device replaces the real ones, the load model comes last. */
export function detect(options: DetectOptions): Detected {
  const detected: Detected = { sensors: [], probes: [] };
  const use = (sensor: Sensor): boolean => {
    const probe = sensor.probe();
    detected.probes.push(probe);
    if (probe.state === 'ready') detected.sensors.push(sensor);
    return probe.state === 'ready';
  };
  const simulatedOf = (component: ComponentName): SimulatedDevice | undefined =>
    options.simulated?.find((device) => device.component === component);

  const real = options.components.filter((component) => simulatedOf(component) === undefined);
  const apple = isApple(options.apple) && real.length > 0 ? appleSiliconSensor(real, options.apple) : null;

  if (options.components.includes('gpu')) {
    const simulated = simulatedOf('gpu');
    if (simulated !== undefined) use(simulatedSensor(simulated));
    else use(apple ?? nvmlSensor(options.nvml));
  }
  if (options.components.includes('cpu')) {
    const simulated = simulatedOf('cpu');
    // One powermetrics process measures both, and was started for the GPU already.
    const isAppleAsked = apple !== null && real.includes('gpu');
    if (simulated !== undefined) use(simulatedSensor(simulated));
    else if (isAppleAsked ? !detected.sensors.includes(apple) : !use(apple ?? raplSensor(options.rapl))) {
      use(cpuLoadSensor({ tdpW: options.cpuTdpW ?? null, tree: options.loadTree ?? null }));
    }
  }
  return detected;
}
