/** RAPL energy counters of CPU packages and memory, through Linux's powercap tree. */
import { systemReason } from '../../model/errors.ts';
import {
  type ChosenZone,
  chooseZones,
  dropMirroredDies,
  findZones,
  hasSeveralDies,
  type ReadText,
  readTextFile,
  readZoneJ,
  type Snapshot,
} from './powercap.ts';
import type { Clock, Device, Observation, OpenSensor, Probe, Sensor } from './sensor.ts';

const POWERCAP_ROOT = '/sys/class/powercap';

/** Where the powercap tree is, and what of it counts. */
export interface RaplOptions {
  /** Another place of the tree, for containers that mask the usual one. */
  root?: string;
  /** Measure the whole platform (psys), and then nothing beside it. */
  psys?: boolean;
  /** Reads a small text file; throws what the system throws. */
  readText?: ReadText;
  /** Waits between the two looks at dies that may mirror each other. */
  pause?: (milliseconds: number) => void;
}

/** More than any socket with its memory draws; a counter that implies more was reset. */
const CEILING_W = 1500;

/** psys counts whatever the maker of the machine put behind it, GPUs and fans included. */
const PLATFORM_CEILING_W = 5000;

/** Readings a wrap, so that one late or failed reading cannot hide it. */
const READINGS_PER_WRAP = 4;

/** Long enough for counters that update every millisecond to part. */
const MIRROR_CHECK_MS = 25;

const RAPL_HINT =
  'let one group read the counters: groupadd energy; a udev rule such as ' +
  `SUBSYSTEM=="powercap", RUN+="/bin/sh -c 'chgrp energy /sys%p/energy_uj; chmod 0440 /sys%p/energy_uj'"; ` +
  'then add the user to the group. Not chmod a+r: every user could then spy on others through the power draw (CVE-2020-8694). ' +
  'In a container bind-mount /sys/devices/virtual/powercap read-only to another path and name it with --powercap-root.';

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** RAPL below a root; msr and mmio twins and mirrored dies count once. */
export function raplSensor(options: RaplOptions = {}): Sensor {
  const { root = POWERCAP_ROOT, psys = false, readText = readTextFile, pause = sleep } = options;
  let found: { chosen: ChosenZone[]; probe: Probe } | null = null;
  const look = (): { chosen: ChosenZone[]; probe: Probe } => {
    found ??= inspect(root, psys, readText, pause);
    return found;
  };
  return {
    name: 'rapl',
    probe: () => look().probe,
    open: (clock) => openZones(look().chosen, look().probe.devices, readText, clock),
  };
}

function inspect(
  root: string,
  psys: boolean,
  readText: ReadText,
  pause: (milliseconds: number) => void,
): { chosen: ChosenZone[]; probe: Probe } {
  const groups = chooseZones(findZones(root, readText), psys);
  const probe: Probe = { sensor: 'rapl', state: 'absent', devices: [], problems: [], hint: null };
  if (groups.length === 0) {
    probe.problems.push(`no RAPL ${psys ? 'psys' : 'package'} zone below ${root}`);
    return { chosen: [], probe };
  }
  const first: Snapshot = new Map();
  const readable: ChosenZone[] = [];
  for (const twins of groups) {
    const works = twins.find((twin) => tryRead(twin, readText, first, probe.problems));
    if (works !== undefined) readable.push(works);
  }
  if (readable.length < groups.length) probe.hint = RAPL_HINT;
  if (readable.length === 0) {
    probe.state = 'refused';
    return { chosen: [], probe };
  }
  let chosen = readable;
  if (hasSeveralDies(readable)) {
    pause(MIRROR_CHECK_MS);
    const [before, after]: [Snapshot, Snapshot] = [new Map(), new Map()];
    for (const zone of readable) tryRead(zone, readText, before, []);
    pause(MIRROR_CHECK_MS);
    for (const zone of readable) tryRead(zone, readText, after, []);
    const dies = dropMirroredDies(readable, before, after);
    chosen = dies.kept;
    for (const die of dies.dropped) probe.problems.push(`${die.identity} mirrors another die and is counted once`);
  }
  if (!psys && !chosen.some((zone) => zone.key.startsWith('dram')))
    probe.problems.push('memory (DRAM) is not measured');
  probe.state = 'ready';
  probe.devices = chosen.map(toDevice);
  return { chosen, probe };
}

function tryRead(chosen: ChosenZone, readText: ReadText, into: Snapshot, problems: string[]): boolean {
  try {
    into.set(chosen.zone.path, readZoneJ(chosen.zone, readText));
    return true;
  } catch (error) {
    problems.push(`${chosen.identity} (${chosen.zone.id}): ${systemReason(error)}`);
    return false;
  }
}

function toDevice({ zone, key, identity }: ChosenZone): Device {
  const isPlatform = zone.name === 'psys';
  return {
    key,
    component: 'cpu',
    name: key,
    uuid: identity,
    method: 'counter',
    counter: { rangeJ: zone.rangeJ, ceilingW: isPlatform ? PLATFORM_CEILING_W : CEILING_W },
    rangeW: null,
    note: isPlatform ? 'psys: the whole platform, packages and memory included' : null,
  };
}

function openZones(
  chosen: readonly ChosenZone[],
  devices: readonly Device[],
  readText: ReadText,
  clock: Clock,
): OpenSensor {
  const readOne = ({ zone }: ChosenZone): Observation => {
    try {
      const counterJ = readZoneJ(zone, readText);
      return { kind: 'reading', atS: clock(), powerW: null, counterJ };
    } catch (error) {
      return { kind: 'gap', atS: clock(), reason: systemReason(error) };
    }
  };
  const wrapsAfterS = devices.map(({ counter }) =>
    counter?.rangeJ == null ? Number.POSITIVE_INFINITY : counter.rangeJ / (counter.ceilingW ?? PLATFORM_CEILING_W),
  );
  return {
    devices,
    maxIntervalS: Math.min(...wrapsAfterS) / READINGS_PER_WRAP,
    read: () => chosen.map(readOne),
    close: () => undefined,
  };
}
