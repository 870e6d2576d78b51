/** Quantities as Slurm prints them; null where the text holds none. */

const SECONDS_PER_DAY = 86_400;

/** Seconds of `[DD-]HH:MM:SS[.mmm]` or `MM:SS.mmm`; null for any other text. */
export function secondsOf(text: string): number | null {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(days) * SECONDS_PER_DAY + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const BINARY: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
  P: 1024 ** 5,
};
const BYTES_PER_GB = 1024 ** 3;

/** A size with its unit, and whether it is one per core or per node. */
export interface Size {
  /** Size in GB of 1024 MB. */
  gb: number;
  /** What the size is for: the whole job, each core or each node. */
  per: 'job' | 'core' | 'node';
}

/**
 * Memory as `32G`, `6760Mc` (per core) or `250Gn` (per node), in GB of 1024 MB, as Slurm counts.
 *
 * @param unit of a number without one
 * @returns null for any other text
 */
export function memoryOf(text: string, unit = 'M'): Size | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)([cn]?)$/i.exec(text.trim());
  if (match === null) return null;
  const [, number, letter = '', per = ''] = match;
  const bytes = Number(number) * (BINARY[(letter || unit).toUpperCase()] ?? 1);
  return { gb: bytes / BYTES_PER_GB, per: per === 'c' ? 'core' : per === 'n' ? 'node' : 'job' };
}

const DECIMAL: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
/** NO_VAL64 of Slurm is 2^64 - 2; a text with a suffix rounds it. */
const LEAST_NO_VALUE_J = 1e19;

/** Energy in J of `12345`, `17.07K` or `1.2M`; null for 0, blank and Slurm's `no value`, which are unknown. */
export function energyJOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/i.exec(text.trim());
  if (match === null) return null;
  const energyJ = Number(match[1]) * (DECIMAL[(match[2] ?? '').toUpperCase()] ?? 1);
  return energyJ > 0 && energyJ < LEAST_NO_VALUE_J ? energyJ : null;
}

/** `cpu=8,gres/gpu=2,mem=32G` -> the values by name. */
export function tresOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').flatMap((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()] as const];
    }),
  );
}
