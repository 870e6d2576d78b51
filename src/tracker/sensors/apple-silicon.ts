/** Power of Apple's chips, through powermetrics. Tested with a stand-in that prints its documented text, not on the hardware. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import type { AppleSample } from './powermetrics.ts';
import { PowermetricsStream } from './powermetrics-stream.ts';
import type { Clock, ComponentName, Device, Observation, OpenSensor, Probe, Sensor } from './sensor.ts';

/** The machine on which powermetrics is looked for; this one by default. */
export interface AppleSiliconOptions {
  /** The operating system. */
  platform?: NodeJS.Platform;
  /** Environment with the PATH on which powermetrics and sudo are looked for. */
  environment?: NodeJS.ProcessEnv;
  /** Whether ct-track runs as root, so that sudo is not needed. */
  isRoot?: boolean;
}

const POWERMETRICS_HINT =
  'let one user run powermetrics without a password: a line such as "NAME ALL=(root) NOPASSWD: /usr/bin/powermetrics" ' +
  'in a file below /etc/sudoers.d, written with visudo; ct-track then starts it with sudo -n. ' +
  'Not the whole of ct-track: the command would run as root too.';

/** One part of the chip, and the place of its power in a sample. */
interface Part {
  key: string;
  component: ComponentName;
  name: string;
  powerOf: (sample: AppleSample) => number | null;
}

/** In the order of the logs: GPUs first. */
const PARTS: readonly Part[] = [
  { key: 'gpu:0', component: 'gpu', name: 'Apple GPU', powerOf: ({ gpuW }) => gpuW },
  { key: 'ane:0', component: 'gpu', name: 'Apple Neural Engine', powerOf: ({ aneW }) => aneW },
  { key: 'cpu:0', component: 'cpu', name: 'Apple CPU', powerOf: ({ cpuW }) => cpuW },
];

/** Whether only powermetrics can measure this machine. */
export function isApple({ platform = process.platform }: AppleSiliconOptions = {}): boolean {
  return platform === 'darwin';
}

/** The parts of the chip that belong to some components; powermetrics does not measure memory. */
export function appleSiliconSensor(components: readonly ComponentName[], options: AppleSiliconOptions = {}): Sensor {
  const { environment = process.env, isRoot = process.getuid?.() === 0 } = options;
  const parts = PARTS.filter(({ component }) => components.includes(component));
  const devices = parts.map(toDevice);
  let command: string[] | null | undefined;
  const findCommand = (): string[] | null => {
    if (command === undefined) command = allowedCommand(environment, isRoot);
    return command;
  };
  return {
    name: 'powermetrics',
    probe: () => probe(findOnPath('powermetrics', environment), findCommand(), devices),
    open: (clock) => openParts(findCommand() ?? [], parts, devices, environment, clock),
  };
}

function probe(path: string | null, command: readonly string[] | null, devices: Device[]): Probe {
  const found: Probe = { sensor: 'powermetrics', state: 'absent', devices: [], problems: [], hint: null };
  if (path === null) return { ...found, problems: ['powermetrics was not found'] };
  if (command === null)
    return { ...found, state: 'refused', problems: ['powermetrics is for root only'], hint: POWERMETRICS_HINT };
  return { ...found, state: 'ready', devices, problems: ['memory (DRAM) is not measured'] };
}

/** How powermetrics may be started; null where it may not, or does not exist. */
function allowedCommand(environment: NodeJS.ProcessEnv, isRoot: boolean): string[] | null {
  const path = findOnPath('powermetrics', environment);
  if (path === null) return null;
  if (isRoot) return [path];
  const sudo = findOnPath('sudo', environment);
  if (sudo === null) return null;
  // `-n` never asks for a password, `-l` only checks whether the command is allowed.
  const asked = spawnSync(sudo, ['-n', '-l', path], { stdio: 'ignore', env: environment, timeout: 5000 });
  return asked.status === 0 ? [sudo, '-n', path] : null;
}

function findOnPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): string | null {
  for (const folder of PATH.split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

function toDevice({ key, component, name }: Part): Device {
  const model = cpus()[0]?.model.trim();
  return {
    key,
    component,
    name: component === 'cpu' && model ? model : name,
    uuid: `apple/${key}`,
    method: 'sampled',
    counter: null,
    rangeW: null,
    note: "powermetrics: the chip's own estimate, not tested on the hardware",
  };
}

function openParts(
  command: readonly string[],
  parts: readonly Part[],
  devices: readonly Device[],
  environment: NodeJS.ProcessEnv,
  clock: Clock,
): OpenSensor {
  const stream = new PowermetricsStream(command, environment, clock);
  const observe = ({ name, powerOf }: Part, sample: AppleSample | string): Observation => {
    const atS = clock();
    if (typeof sample === 'string') return { kind: 'gap', atS, reason: sample };
    const powerW = powerOf(sample);
    if (powerW === null) return { kind: 'gap', atS, reason: `powermetrics tells no power of the ${name}` };
    return { kind: 'reading', atS, powerW, counterJ: null };
  };
  return {
    devices,
    maxIntervalS: Number.POSITIVE_INFINITY,
    read: () => {
      const sample = stream.read();
      return parts.map((part) => observe(part, sample));
    },
    close: () => stream.close(),
  };
}
