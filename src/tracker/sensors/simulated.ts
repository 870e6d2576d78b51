/** Simulated devices: a constant power, after carbontracker's `sim_*` options. */
import type { Clock, ComponentName, Device, OpenSensor, Probe, Sensor } from './sensor.ts';

/** A device that is made up: its power is as given. */
export interface SimulatedDevice {
  /** Component that it belongs to. */
  component: ComponentName;
  /** Name of the device. */
  name: string;
  /** Power in W at full load: the TDP of a CPU, the watts of a GPU. */
  fullPowerW: number;
  /** Share of the full power that is drawn, 0 to 1. */
  utilization: number;
}

/** A device that draws `fullPowerW` x `utilization` all the time. */
export function simulatedSensor(simulated: SimulatedDevice): Sensor {
  const { component, name, fullPowerW, utilization } = simulated;
  const powerW = fullPowerW * utilization;
  const device: Device = {
    key: `${component}:0`,
    component,
    name,
    uuid: null,
    method: 'simulated',
    counter: null,
    rangeW: null,
    note: `${fullPowerW} W x ${utilization}`,
  };
  return {
    name: `simulated ${component}`,
    probe: (): Probe => ({ sensor: 'simulated', state: 'ready', devices: [device], problems: [], hint: null }),
    open: (clock: Clock): OpenSensor => ({
      devices: [device],
      maxIntervalS: Number.POSITIVE_INFINITY,
      read: () => [{ kind: 'reading', atS: clock(), powerW, counterJ: null }],
      close: () => undefined,
    }),
  };
}
