/** NVIDIA Jetson through its INA3221 power monitors. Tested with stand-in trees, not on hardware. */
import { join } from 'node:path';
import { foldersOf, type HwmonPart, hwmonSensor, numberOf, SYS_ROOT, type SysfsOptions, textOf } from './hwmon.ts';
import type { ComponentName, Sensor } from './sensor.ts';

/** The rail of all of the module: TX2, Xavier NX, Orin NX and Nano; the first Nano; Thor. */
const WHOLE = ['VDD_IN', 'POM_5V_IN', 'VIN'];

/**
 * Rails of AGX Xavier, AGX Orin and Thor that add up to the module, each with what it feeds. Other rails, such as
 * VDDQ_VDD2_1V8AO, are parts of these. Sources: "Electrical Management" in the Jetson Linux Developer Guide; the lists of
 * rails of energymon-jetson.
 */
const PARTS: Readonly<Record<string, ComponentName>> = {
  GPU: 'gpu',
  VDD_GPU_SOC: 'gpu',
  VDD_GPU: 'gpu',
  CPU: 'cpu',
  SOC: 'cpu',
  CV: 'cpu',
  VDDRQ: 'cpu',
  SYS5V: 'cpu',
  VDD_CPU_CV: 'cpu',
  VDD_CPU_SOC_MSS: 'cpu',
  VIN_SYS_5V0: 'cpu',
};

/** Key of a device that is GPU, CPU and memory in one. */
export const WHOLE_MODULE = 'module:0';

const CHANNELS = [1, 2, 3];

/** mV x mA. */
const MICRO = 1e6;

interface Rail {
  label: string;
  readW: () => number;
}

/**
 * Sensor of the rails of an NVIDIA Jetson.
 *
 * @param components whole modules are measured where both are wanted
 */
export function jetsonSensor(components: readonly ComponentName[], { sysRoot = SYS_ROOT }: SysfsOptions = {}): Sensor {
  return hwmonSensor('jetson', () => {
    const rails = findRails(sysRoot);
    const whole = rails.find(({ label }) => WHOLE.includes(label));
    const wantsAll = components.includes('gpu') && components.includes('cpu');
    if (whole !== undefined && wantsAll)
      return { parts: [toPart(whole, 'gpu', WHOLE_MODULE, 'all of the module')], problems: [] };
    const counts = { gpu: 0, cpu: 0 };
    const parts = rails.flatMap((rail) => {
      const component = PARTS[rail.label];
      if (component === undefined) return [];
      const key = `${component}:${counts[component]}`;
      counts[component] += 1;
      return components.includes(component) ? [toPart(rail, component, key, `rail ${rail.label}`)] : [];
    });
    const isUnclear = parts.length === 0 && rails.length > 0;
    const names = rails.map(({ label }) => label).join(', ');
    return { parts, problems: isUnclear ? [`no rail of ${components.join(' and ')} among ${names}`] : [] };
  });
}

function findRails(sysRoot: string): Rail[] {
  return foldersOf(join(sysRoot, 'class/hwmon'), /^hwmon\d+$/)
    .filter((folder) => textOf(join(folder, 'name')) === 'ina3221')
    .flatMap((folder) =>
      CHANNELS.flatMap((channel) => {
        const label = textOf(join(folder, `in${channel}_label`));
        const readW = (): number =>
          (numberOf(join(folder, `in${channel}_input`)) * numberOf(join(folder, `curr${channel}_input`))) / MICRO;
        return label === null ? [] : [{ label, readW }];
      }),
    );
}

function toPart({ readW }: Rail, component: ComponentName, key: string, note: string): HwmonPart {
  const name = `NVIDIA Jetson ${note.replace(/^all of the /, '')}`;
  return {
    device: { key, component, name, uuid: key, method: 'sampled', counter: null, rangeW: null, note },
    readW,
  };
}
