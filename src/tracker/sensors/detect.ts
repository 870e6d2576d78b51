/** What can be measured here, and the sensors to do it with. */

import type { TreeRoot } from '../tree-times.ts';
import { type AmdGpuOptions, amdGpuSensor } from './amd-gpu.ts';
import { type AppleSiliconOptions, appleSiliconSensor, isApple } from './apple-silicon.ts';
import { cpuLoadSensor } from './cpu-load.ts';
import { holdsCpu } from './gpu-with-cpu.ts';
import { graceSensor } from './grace.ts';
import type { SysfsOptions } from './hwmon.ts';
import { jetsonSensor, WHOLE_MODULE } from './jetson.ts';
import { type NvmlOptions, nvmlSensor } from './nvml.ts';
import { type RaplOptions, raplSensor } from './rapl.ts';
import type { ComponentName, Device, Probe, Sensor } from './sensor.ts';
import { type SimulatedDevice, simulatedSensor } from './simulated.ts';

/** What is wanted, and where to look for it. */
export interface DetectOptions {
  /** Components to measure. */
  components: readonly ComponentName[];
  /** Devices to simulate; each replaces the real ones of its component. */
  simulated?: readonly SimulatedDevice[];
  /** Options of the RAPL sensor. */
  rapl?: RaplOptions;
  /** Options of the NVML sensor. */
  nvml?: NvmlOptions;
  /** Options of the sensor of Apple's chips. */
  apple?: AppleSiliconOptions;
  /** Options of the sensor of AMD GPUs. */
  amd?: AmdGpuOptions;
  /** Where sysfs is; another place in tests. */
  sysRoot?: string;
  /** TDP of one CPU socket in W, for the load model; null or absent: that of the table. */
  cpuTdpW?: number | null;
  /** The load model takes the load of these processes; null or absent: that of the machine. */
  loadTree?: TreeRoot | null;
}

/** What can be measured here. */
export interface Detected {
  /** Sensors that are ready, GPUs first, as carbontracker orders them. */
  sensors: Sensor[];
  /** Result of each probe, also of sensors that are not used. */
  probes: Probe[];
}

/** Probes the sensors of each component; a simulated device replaces the real ones, the load model comes last. */
export function detect(options: DetectOptions): Detected {
  const detected: Detected = { sensors: [], probes: [] };
  const sysfs = options.sysRoot === undefined ? {} : { sysRoot: options.sysRoot };
  const use = (sensor: Sensor): boolean => {
    const probe = sensor.probe();
    detected.probes.push(probe);
    if (probe.state === 'ready') detected.sensors.push(sensor);
    return probe.state === 'ready';
  };
  /** A kind of machine that most are not is no news. */
  const useIfThere = (sensor: Sensor): boolean => {
    const { state, problems } = sensor.probe();
    return (state !== 'absent' || problems.length > 0) && use(sensor);
  };
  const measuresCpu = (chip: Sensor | null): boolean =>
    chip === null ? useIfThere(graceSensor(sysfs)) || use(raplSensor(options.rapl)) : use(chip);
  const simulatedOf = (component: ComponentName): SimulatedDevice | undefined =>
    options.simulated?.find((device) => device.component === component);

  const real = options.components.filter((component) => simulatedOf(component) === undefined);
  const chip = real.length === 0 ? null : chipSensor(real, options, sysfs, detected.probes);

  if (options.components.includes('gpu')) {
    const simulated = simulatedOf('gpu');
    if (simulated !== undefined) use(simulatedSensor(simulated));
    else if (chip !== null) use(chip);
    else {
      use(nvmlSensor(options.nvml));
      const firstIndex = devicesOf(detected).length;
      useIfThere(
        amdGpuSensor({ environment: options.nvml?.environment ?? process.env, ...sysfs, ...options.amd, firstIndex }),
      );
    }
  }
  if (options.components.includes('cpu')) {
    const simulated = simulatedOf('cpu');
    // One sensor measures both parts of such a chip, and was started for the GPU already.
    const isChipAsked = chip !== null && real.includes('gpu');
    const isMeasured = devicesOf(detected).some(({ component, key }) => component === 'cpu' || key === WHOLE_MODULE);
    const withCpu = devicesOf(detected).find(({ name, method }) => method !== 'simulated' && holdsCpu(name));
    if (simulated !== undefined) use(simulatedSensor(simulated));
    else if (withCpu !== undefined) {
      const problems = [`the power of ${withCpu.key} (${withCpu.name}) covers the CPU, which is not counted again`];
      detected.probes.push({ sensor: 'cpu', state: 'absent', devices: [], problems, hint: null });
    } else if (isChipAsked ? !isMeasured : !measuresCpu(chip)) {
      use(cpuLoadSensor({ tdpW: options.cpuTdpW ?? null, tree: options.loadTree ?? null }));
    }
  }
  return detected;
}

/**
 * A sensor that measures GPU and CPU of one chip; null on a machine with sensors of its own for each.
 *
 * @param probes gets the probe of one that cannot be used
 */
function chipSensor(
  real: readonly ComponentName[],
  options: DetectOptions,
  sysfs: SysfsOptions,
  probes: Probe[],
): Sensor | null {
  if (isApple(options.apple)) return appleSiliconSensor(real, options.apple);
  const jetson = jetsonSensor(real, sysfs);
  const probe = jetson.probe();
  if (probe.state === 'ready') return jetson;
  if (probe.problems.length > 0) probes.push(probe);
  return null;
}

const devicesOf = ({ probes }: Detected): Device[] =>
  probes.flatMap(({ state, devices }) => (state === 'ready' ? devices : []));
