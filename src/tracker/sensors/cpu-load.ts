/** A load model for CPUs without a sensor: TDP x measured load, or watts per logical CPU where the TDP is unknown. */
import { cpus } from 'node:os';
import { plural } from '../../model/text.ts';
import type { TreeRoot } from '../tree-times.ts';
import { LOGICAL_CPU_POWER, tdpOfCpuW } from './cpu-tdp.ts';
import { type LoadMeter, machineLoad, treeLoad } from './load.ts';
import { type ReadText, readTextFile } from './powercap.ts';
import type { Clock, Device, Observation, OpenSensor, Probe, Sensor } from './sensor.ts';

/** Options of the load model. */
export interface CpuLoadOptions {
  /** TDP of one socket in W, for CPUs that the table lacks; null or absent: that of the table. */
  tdpW?: number | null;
  /** Where `/proc` is. */
  procRoot?: string;
  /** Reads a small text file; throws what the system throws. */
  readText?: ReadText;
  /** Take the load of these processes; null or absent: that of the machine. */
  tree?: TreeRoot | null;
}

/** An idle CPU draws about a tenth of its TDP; the true power lies between that and the TDP. */
const IDLE_SHARE = 0.1;

/** Power that grows in a line with the load. */
interface PowerModel {
  /** At no load and at full load, in W. */
  idleW: number;
  fullW: number;
  /** Lowest and highest plausible power in W. */
  rangeW: [number, number];
  /** Where the power comes from, without the load. */
  note: string;
}

/** The load of the whole machine, or of one tree of processes, turned into power. */
export function cpuLoadSensor(options: CpuLoadOptions = {}): Sensor {
  const { tdpW = null, procRoot = '/proc', readText = readTextFile, tree = null } = options;
  const meter = (): LoadMeter => (tree === null ? machineLoad(procRoot, readText) : treeLoad(tree, procRoot, readText));
  /** Kept from probing to opening: the list of processors of a large machine is long. */
  let inspected: { probe: Probe; power: PowerModel } | null = null;
  const inspect = (): { probe: Probe; power: PowerModel } => {
    const cpu = readCpu(procRoot, readText);
    const power = powerModel(cpu, tdpW);
    const probe: Probe = { sensor: 'cpu-load', state: 'absent', devices: [], problems: [], hint: null };
    const reason = tdpW === null ? whyByLogicalCpus(cpu) : null;
    if (reason !== null) {
      const better = '--cpu-tdp with the TDP of one socket in W is more accurate';
      probe.problems.push(`${reason}: power is estimated from its logical CPUs (${better})`);
    }
    try {
      meter().advance(0);
    } catch {
      const onLinux = tree === null ? '' : ': it is known on Linux only, so leave out --cpu-load tree';
      probe.problems.push(`the load of this ${tree === null ? 'machine' : 'process tree'} cannot be read${onLinux}`);
      return { probe, power };
    }
    probe.state = 'ready';
    probe.devices = [toDevice(cpu.model, power, tree)];
    return { probe, power };
  };
  return {
    name: 'cpu-load',
    probe: () => {
      inspected = inspect();
      return inspected.probe;
    },
    open: (clock) => {
      const { probe, power } = inspected ?? inspect();
      // A tree has no share of the idle power: it would be counted once for each tree.
      return openLoad(probe.devices, tree === null ? power : { ...power, idleW: 0 }, meter(), clock);
    },
  };
}

/** Why the TDP of the model is of no use; null where it is. */
function whyByLogicalCpus({ model, isVirtual }: Cpu): string | null {
  if (tdpOfCpuW(model) === null) return `the TDP of '${model}' is unknown`;
  // Other guests have the other part of the socket.
  return isVirtual ? `a virtual machine has only a part of the '${model}'` : null;
}

function powerModel(cpu: Cpu, tdpW: number | null): PowerModel {
  const { model, sockets, processors } = cpu;
  const socketW = tdpW ?? (whyByLogicalCpus(cpu) === null ? tdpOfCpuW(model) : null);
  if (socketW !== null) {
    const fullW = socketW * sockets;
    const note = `TDP ${socketW} W (${tdpW === null ? 'table' : 'given'}) x ${plural(sockets, 'socket')}`;
    return { idleW: 0, fullW, rangeW: [IDLE_SHARE * fullW, fullW], note };
  }
  const { idleW, fullW, lowestW, highestW, source } = LOGICAL_CPU_POWER;
  return {
    idleW: idleW * processors,
    fullW: fullW * processors,
    rangeW: [lowestW * processors, highestW * processors],
    note: `${idleW} to ${fullW} W (${source}) x ${plural(processors, 'logical CPU')}`,
  };
}

function toDevice(model: string, { rangeW: [lowW, highW], note }: PowerModel, tree: TreeRoot | null): Device {
  return {
    key: 'cpu:0',
    component: 'cpu',
    name: model.replace(/\s*@.*$/, ''),
    // Two trees are different things on one machine, and add up.
    uuid: tree === null ? 'machine' : null,
    method: 'estimated',
    counter: { rangeJ: null, ceilingW: null },
    // A tree that waits draws nothing by this model, though the machine does.
    rangeW: [tree === null ? lowW : 0, highW],
    note: `${note} x load of the ${tree === null ? 'machine' : "command's processes"}`,
  };
}

/** The model turned into a counter: the load is known for the time between two readings, not for a moment. */
function openLoad(devices: readonly Device[], { idleW, fullW }: PowerModel, load: LoadMeter, clock: Clock): OpenSensor {
  let lastS: number | null = null;
  let energyJ = 0;
  const read = (): Observation => {
    const atS = clock();
    try {
      const elapsedS = atS - (lastS ?? atS);
      const loadS = load.advance(elapsedS);
      energyJ += idleW * elapsedS + (fullW - idleW) * loadS;
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

interface Cpu {
  model: string;
  sockets: number;
  /** Logical CPUs. */
  processors: number;
  /** Whether a hypervisor shows it, which may show a part of a socket. */
  isVirtual: boolean;
}

function readCpu(procRoot: string, readText: ReadText): Cpu {
  let text = '';
  try {
    text = readText(`${procRoot}/cpuinfo`);
  } catch {
    // Not Linux: Node has the load.
  }
  const model = /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? cpus()[0]?.model.trim() ?? '';
  const sockets = new Set([...text.matchAll(/^physical id\s*:\s*(\d+)$/gm)].map((match) => match[1])).size;
  const processors = text.match(/^processor\s*:/gm)?.length ?? cpus().length;
  return {
    model: model === '' ? 'unknown CPU' : model,
    sockets: Math.max(1, sockets),
    processors: Math.max(1, processors),
    isVirtual: /^flags\s*:.*\bhypervisor\b/m.test(text),
  };
}
