/** A load model for CPUs without a sensor: TDP x measured load. An estimate, and said to be one. */
import { cpus } from 'node:os';
import { tdpOfCpuW } from './cpu-tdp.ts';
import { type Load, parseStat } from './load.ts';
import { type ReadText, readTextFile } from './powercap.ts';
import type { Clock, Device, Observation, OpenSensor, Probe, Sensor } from './sensor.ts';
import { readTreeLoad } from './tree-load.ts';

/** Whose load is meant. */
export type LoadOf = 'machine' | 'tree';

export interface CpuLoadOptions {
  /** The whole machine, or this process with all its descendants. Default `machine`. */
  of?: LoadOf;
  /** TDP of one socket in W, for CPUs that the table lacks. */
  tdpW?: number | null;
  /** Where `/proc` is. */
  procRoot?: string;
  readText?: ReadText;
}

/** An idle CPU draws about a tenth of its TDP; the true power lies between that and the TDP. */
const IDLE_SHARE = 0.1;

/** TDP x load, of the whole machine or of this process tree. */
export function cpuLoadSensor(options: CpuLoadOptions = {}): Sensor {
  const { tdpW = null, of = 'machine', procRoot = '/proc', readText = readTextFile } = options;
  const load = (): Load => (of === 'tree' ? readTreeLoad(procRoot, readText) : readLoad(procRoot, readText));
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
      load();
    } catch {
      probe.problems.push(`the load of this ${of === 'tree' ? 'process tree' : 'machine'} cannot be read`);
      return { probe, powerW: 0 };
    }
    probe.state = 'ready';
    probe.devices = [toDevice(model, socketW, sockets, { fromTable: tdpW === null, of })];
    return { probe, powerW: socketW * sockets };
  };
  return {
    name: 'cpu-load',
    probe: () => inspect().probe,
    open: (clock) => {
      const { probe, powerW } = inspect();
      return openLoad(probe.devices, powerW, load, clock);
    },
  };
}

function toDevice(
  model: string,
  socketW: number,
  sockets: number,
  { fromTable, of }: { fromTable: boolean; of: LoadOf },
): Device {
  const fullW = socketW * sockets;
  return {
    key: 'cpu:0',
    component: 'cpu',
    name: model.replace(/\s*@.*$/, ''),
    // Two process trees of one machine are two parts of its energy, so neither is the machine.
    uuid: of === 'machine' ? 'machine' : null,
    method: 'estimated',
    counter: { rangeJ: null, ceilingW: null },
    // A tree that rests causes no power of its own.
    rangeW: [of === 'machine' ? IDLE_SHARE * fullW : 0, fullW],
    note: `TDP ${socketW} W (${fromTable ? 'table' : 'given'}) x ${sockets} socket(s) x load of the ${of === 'machine' ? 'machine' : 'process tree'}`,
  };
}

/** The model turned into a counter: the load is known for the time between two readings, not for a moment. */
function openLoad(devices: readonly Device[], fullW: number, load: () => Load, clock: Clock): OpenSensor {
  let last: { atS: number; load: Load } | null = null;
  let energyJ = 0;
  let share = 0;
  const read = (): Observation => {
    const atS = clock();
    try {
      const now = load();
      if (last !== null) {
        const total = now.total - last.load.total;
        if (total > 0) share = Math.min(1, Math.max(0, (now.busy - last.load.busy) / total));
        energyJ += fullW * share * (atS - last.atS);
      }
      last = { atS, load: now };
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

/**
 * Processor time of the machine: the first line of `/proc/stat`, elsewhere what Node tells.
 *
 * @throws an Error when neither tells it
 */
export function readLoad(procRoot: string, readText: ReadText): Load {
  let text: string | null = null;
  try {
    text = readText(`${procRoot}/stat`);
  } catch (error) {
    if (process.platform === 'linux') throw error;
  }
  if (text !== null) return parseStat(text);
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.idle + t.irq, 0);
  const idle = times.reduce((sum, t) => sum + t.idle, 0);
  if (total === 0) throw new Error('no processor times');
  return { busy: total - idle, total };
}
