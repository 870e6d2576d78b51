/** A load model for CPUs without a sensor: TDP x measured load. An estimate, and said to be one. */
import { cpus } from 'node:os';
import type { TreeRoot } from '../tree-times.ts';
import { tdpOfCpuW } from './cpu-tdp.ts';
import { type LoadMeter, machineLoad, treeLoad } from './load.ts';
import { type ReadText, readTextFile } from './powercap.ts';
import type { Clock, Device, Observation, OpenSensor, Probe, Sensor } from './sensor.ts';

export interface CpuLoadOptions {
  /** TDP of one socket in W, for CPUs that the table lacks. */
  tdpW?: number | null;
  /** Where `/proc` is. */
  procRoot?: string;
  readText?: ReadText;
  /** Take the load of these processes, not that of the machine. */
  tree?: TreeRoot | null;
}

/** An idle CPU draws about a tenth of its TDP; the true power lies between that and the TDP. */
const IDLE_SHARE = 0.1;

/** TDP x load of the whole machine, or of one tree of processes. */
export function cpuLoadSensor(options: CpuLoadOptions = {}): Sensor {
  const { tdpW = null, procRoot = '/proc', readText = readTextFile, tree = null } = options;
  const meter = (): LoadMeter => (tree === null ? machineLoad(procRoot, readText) : treeLoad(tree, procRoot, readText));
  const inspect = (): { probe: Probe; powerW: number } => {
    const { model, sockets } = readCpu(procRoot, readText);
    const socketW = tdpW ?? tdpOfCpuW(model);
    const probe: Probe = { sensor: 'cpu-load', state: 'absent', devices: [], problems: [], hint: null };
    if (socketW === null) {
      probe.problems.push(`the TDP of '${model}' is not in the table`);
      probe.hint = 'give the TDP of one socket in W with --cpu-tdp';
      return { probe, powerW: 0 };
    }
    try {
      meter().advance(0);
    } catch {
      const onLinux = tree === null ? '' : ': it is known on Linux only, so leave out --cpu-load tree';
      probe.problems.push(`the load of this ${tree === null ? 'machine' : 'process tree'} cannot be read${onLinux}`);
      return { probe, powerW: 0 };
    }
    probe.state = 'ready';
    probe.devices = [
      toDevice(
        model,
        `TDP ${socketW} W (${tdpW === null ? 'table' : 'given'}) x ${sockets} socket(s)`,
        socketW * sockets,
        tree,
      ),
    ];
    return { probe, powerW: socketW * sockets };
  };
  return {
    name: 'cpu-load',
    probe: () => inspect().probe,
    open: (clock) => {
      const { probe, powerW } = inspect();
      return openLoad(probe.devices, powerW, meter(), clock);
    },
  };
}

function toDevice(model: string, full: string, fullW: number, tree: TreeRoot | null): Device {
  return {
    key: 'cpu:0',
    component: 'cpu',
    name: model.replace(/\s*@.*$/, ''),
    // Two trees are different things on one machine, and add up.
    uuid: tree === null ? 'machine' : null,
    method: 'estimated',
    counter: { rangeJ: null, ceilingW: null },
    // A tree that waits draws nothing by this model, though the machine does.
    rangeW: [tree === null ? IDLE_SHARE * fullW : 0, fullW],
    note: `${full} x load of the ${tree === null ? 'machine' : "command's processes"}`,
  };
}

/** The model turned into a counter: the load is known for the time between two readings, not for a moment. */
function openLoad(devices: readonly Device[], fullW: number, load: LoadMeter, clock: Clock): OpenSensor {
  let lastS: number | null = null;
  let energyJ = 0;
  const read = (): Observation => {
    const atS = clock();
    try {
      energyJ += fullW * load.advance(atS - (lastS ?? atS));
      lastS = atS;
      return { kind: 'reading', atS, powerW: null, counterJ: energyJ };
    } catch (error) {
      return { kind: 'gap', atS, reason: `load: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  return {
    devices,
    maxIntervalS: Number.POSITIVE_INFINITY,
    read: () => devices.map(read),
    close: () => undefined,
  };
}

function readCpu(procRoot: string, readText: ReadText): { model: string; sockets: number } {
  try {
    const text = readText(`${procRoot}/cpuinfo`);
    const model = /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim();
    const sockets = new Set([...text.matchAll(/^physical id\s*:\s*(\d+)$/gm)].map((match) => match[1])).size;
    if (model !== undefined) return { model, sockets: Math.max(1, sockets) };
  } catch {
    // Not Linux: ask Node below.
  }
  return { model: cpus()[0]?.model.trim() ?? 'unknown CPU', sockets: 1 };
}
