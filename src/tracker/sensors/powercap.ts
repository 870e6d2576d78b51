/** The powercap tree: which zones exist, and which of them together are the energy of the machine, each once. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a small text file; throws what the system throws. */
export type ReadText = (path: string) => string;

/** One RAPL zone. */
export interface Zone {
  /** Folder name, such as `intel-rapl:a:0`; its numbers are hexadecimal. */
  id: string;
  /** Folder of the zone. */
  path: string;
  /** Name of the zone, such as `package-0` or `dram`. */
  name: string;
  /** Name of the zone above; null for a top zone. */
  parentName: string | null;
  /** Way to its registers: the same ones may show twice, through MSR and through MMIO. */
  interface: 'msr' | 'mmio';
  /** Energy in J at which its counter wraps; null where it is unknown. */
  rangeJ: number | null;
}

const ZONE_ID = /^intel-rapl(-mmio)?:[0-9a-f]+(:[0-9a-f]+)*$/;

const UJ_PER_J = 1e6;

/**
 * Every zone below a root, found by name and real path, because the class folder lists sub-zones flat as links too.
 *
 * @returns nothing when the root does not exist
 */
export function findZones(root: string, readText: ReadText): Zone[] {
  const pathById = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    for (const entry of listFolder(folder)) {
      if (!entry.startsWith('intel-rapl')) continue;
      const real = realPath(join(folder, entry));
      if (real === null || seen.has(real)) continue;
      seen.add(real);
      if (ZONE_ID.test(entry)) pathById.set(entry, real);
      visit(real);
    }
  };
  visit(root);

  const zones: Zone[] = [];
  for (const [id, path] of [...pathById].sort(([a], [b]) => compareIds(a, b))) {
    const name = textOrNull(join(path, 'name'), readText);
    if (name === null) continue;
    const parentPath = pathById.get(id.slice(0, id.lastIndexOf(':')));
    zones.push({
      id,
      path,
      name,
      parentName: parentPath === undefined ? null : textOrNull(join(parentPath, 'name'), readText),
      interface: id.startsWith('intel-rapl-mmio') ? 'mmio' : 'msr',
      rangeJ: energyJ(textOrNull(join(path, 'max_energy_range_uj'), readText)),
    });
  }
  return zones;
}

/** Numbers, not text, so that zone `a` comes behind zone 9. */
function compareIds(a: string, b: string): number {
  const numbers = (id: string): number[] =>
    id
      .split(':')
      .slice(1)
      .map((part) => Number.parseInt(part, 16));
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? -1) - (right[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : 1;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function textOrNull(path: string, readText: ReadText): string | null {
  try {
    return readText(path).trim();
  } catch {
    return null;
  }
}

function energyJ(text: string | null): number | null {
  const value = text === null || !/^\d{1,18}$/.test(text) ? Number.NaN : Number(text) / UJ_PER_J;
  return value > 0 ? value : null;
}

/**
 * Reads the counter of a zone, in J.
 *
 * @throws what the system throws, or an Error when the text is no number
 */
export function readZoneJ(zone: Zone, readText: ReadText): number {
  const text = readText(join(zone.path, 'energy_uj')).trim();
  if (!/^\d{1,18}$/.test(text)) throw new Error('energy_uj holds no number');
  return Number(text) / UJ_PER_J;
}

/** A zone that counts, with the name that carbontracker gives such a device. */
export interface ChosenZone {
  /** The zone that is read. */
  zone: Zone;
  /** Key of the device: `cpu:0`, `dram:0`, `psys:0`. */
  key: string;
  /** The physical thing: `package-0`, `package-0/dram`, `psys`. */
  identity: string;
}

/** Zones that are the whole energy without counting any of it twice, and the twins of each that may stand in. */
export function chooseZones(zones: readonly Zone[], psys: boolean): ChosenZone[][] {
  const groups = new Map<string, ChosenZone[]>();
  for (const zone of zones) {
    const chosen = psys ? choosePsys(zone) : choosePart(zone);
    if (chosen === null) continue;
    const twins = groups.get(chosen.identity) ?? [];
    twins.push(chosen);
    twins.sort((a, b) => (a.zone.interface === b.zone.interface ? 0 : a.zone.interface === 'msr' ? -1 : 1));
    groups.set(chosen.identity, twins);
  }
  return [...groups.values()].sort(([a], [b]) => {
    const [left, right] = [a?.key ?? '', b?.key ?? ''];
    return left.localeCompare(right, 'en', { numeric: true });
  });
}

/** On servers each socket has a psys zone, so the folder is part of the key. */
function choosePsys(zone: Zone): ChosenZone | null {
  if (zone.name !== 'psys') return null;
  return { zone, key: `psys:${zone.id.slice(zone.id.indexOf(':') + 1)}`, identity: `psys/${zone.id}` };
}

const PACKAGE = /^package-(\d+)(?:-die-(\d+))?$/;

/** Package zones hold core and uncore; memory is beside them on servers. */
function choosePart(zone: Zone): ChosenZone | null {
  const own = PACKAGE.exec(zone.name);
  if (own !== null) return { zone, key: `cpu:${deviceNumber(own)}`, identity: zone.name };
  const parent = zone.name === 'dram' ? PACKAGE.exec(zone.parentName ?? '') : null;
  if (parent === null) return null;
  return { zone, key: `dram:${deviceNumber(parent)}`, identity: `${zone.parentName}/dram` };
}

const deviceNumber = (match: RegExpExecArray): string =>
  match[2] === undefined ? `${match[1]}` : `${match[1]}-${match[2]}`;

/** Two counters of one socket's dies closer than this, in J, at two moments are one counter shown twice. */
const MIRROR_TOLERANCE_J = 0.5;

/** A moment in which counters are read together: J by zone path. */
export type Snapshot = Map<string, number>;

/**
 * Drops dies that mirror the counter of another die of their socket, as Zen 1 and 2 with several dies do.
 *
 * @param first counters at one moment
 * @param second counters read a little later, which separate two dies that agreed once by chance
 */
export function dropMirroredDies(
  chosen: readonly ChosenZone[],
  first: Snapshot,
  second: Snapshot,
): { kept: ChosenZone[]; dropped: ChosenZone[] } {
  const kept: ChosenZone[] = [];
  const dropped: ChosenZone[] = [];
  for (const candidate of chosen) {
    const mirrors = kept.some(
      (other) => areDiesOfOneSocket(other, candidate) && agree(other, candidate, first, second),
    );
    (mirrors ? dropped : kept).push(candidate);
  }
  return { kept, dropped };
}

/** Whether the machine shows more than one die of a socket. */
export function hasSeveralDies(chosen: readonly ChosenZone[]): boolean {
  return chosen.some((a, i) => chosen.slice(i + 1).some((b) => areDiesOfOneSocket(a, b)));
}

function areDiesOfOneSocket(a: ChosenZone, b: ChosenZone): boolean {
  const split = (identity: string): [string, string] => {
    const [owner = '', part = ''] = identity.split('/');
    return [owner.replace(/-die-\d+$/, ''), part];
  };
  const [ownerA, partA] = split(a.identity);
  const [ownerB, partB] = split(b.identity);
  return ownerA === ownerB && partA === partB && ownerA.startsWith('package-');
}

function agree(a: ChosenZone, b: ChosenZone, first: Snapshot, second: Snapshot): boolean {
  return [first, second].every((snapshot) => {
    const [x, y] = [snapshot.get(a.zone.path), snapshot.get(b.zone.path)];
    return x !== undefined && y !== undefined && Math.abs(x - y) <= MIRROR_TOLERANCE_J;
  });
}

/** The kernel lists the largest machines in less. */
const MOST_BYTES = 16_000_000;

/** Reads a regular file, the default reader: a pipe would wait for a writer, a device may never end. */
export const readTextFile: ReadText = (path) => {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new Error(`${path} is not a regular file`);
    if (status.size > MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
};
