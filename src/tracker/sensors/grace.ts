/** NVIDIA's Grace CPU through the ACPI power meters of hwmon. Tested with stand-in trees, not on hardware. */
import { join } from 'node:path';
import { foldersOf, type HwmonPart, hwmonSensor, microOf, SYS_ROOT, type SysfsOptions, textOf } from './hwmon.ts';
import type { Sensor } from './sensor.ts';

/**
 * Sockets with their memory. The meters `CPU Power Socket` and `SysIO Power Socket` are parts of it, `Module Power Socket`
 * also covers the GPU of a Grace Hopper: none of them counts. Source: NVIDIA Grace Performance Tuning Guide, "Power
 * Telemetry".
 */
const SOCKET = /^Grace Power Socket (\d+)$/;

/** Sensor of the sockets of NVIDIA's Grace CPUs. */
export function graceSensor({ sysRoot = SYS_ROOT }: SysfsOptions = {}): Sensor {
  return hwmonSensor('grace', () => {
    const parts = foldersOf(join(sysRoot, 'class/hwmon'), /^hwmon\d+$/).flatMap((folder) => {
      const meter = join(folder, 'device');
      const socket = SOCKET.exec(textOf(join(meter, 'power1_oem_info')) ?? '')?.[1];
      return socket === undefined ? [] : [toPart(Number(socket), join(meter, 'power1_average'))];
    });
    parts.sort((a, b) => (a.device.key < b.device.key ? -1 : 1));
    return { parts, problems: [] };
  });
}

function toPart(socket: number, powerFile: string): HwmonPart {
  return {
    device: {
      key: `cpu:${socket}`,
      component: 'cpu',
      name: 'NVIDIA Grace',
      uuid: `socket-${socket}`,
      method: 'sampled',
      counter: null,
      rangeW: null,
      note: 'socket with its memory',
    },
    readW: () => microOf(powerFile),
  };
}
