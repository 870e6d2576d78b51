/** The epochs of a run as lists, which take a tenth of the room of objects. */
import type { Epoch, PowerScope } from '../../model/run.ts';

/** The mean powers of a component, epoch by epoch. */
export interface PackedPowers {
  /** Name of the component, such as `gpu`. */
  name: string;
  /** Meaning of the values. */
  scope: PowerScope;
  /**
   * One item per epoch, in W without PUE: a number, one number per device, or null where nothing was measured; a null among
   * several numbers is a device that was not measured.
   */
  powersW: (number | null | (number | null)[])[];
}

/** The epochs of a run, or the measured spans of a format without epochs. */
export interface PackedEpochs {
  /** Numbers that the log prints; null where they are 1, 2, 3 ... */
  numbers: number[] | null;
  /** Seconds; null where the log gives none. */
  durationsS: (number | null)[];
  /** A component that changes its scope has one item per scope. */
  powers: PackedPowers[];
}

/** Epochs -> lists. */
export function packEpochs(epochs: readonly Epoch[]): PackedEpochs {
  const powers = new Map<string, PackedPowers>();
  for (const [i, { powerW }] of epochs.entries()) {
    for (const [name, power] of Object.entries(powerW)) {
      if (power === null) continue;
      const key = `${power.scope}\0${name}`;
      let packed = powers.get(key);
      if (packed === undefined) {
        packed = { name, scope: power.scope, powersW: Array(epochs.length).fill(null) };
        powers.set(key, packed);
      }
      const [first = null] = power.values;
      packed.powersW[i] = power.values.length === 1 && first !== null ? first : power.values;
    }
  }
  const isNumbered = epochs.every(({ number }, i) => number === i + 1);
  return {
    numbers: isNumbered ? null : epochs.map(({ number }) => number),
    durationsS: epochs.map(({ durationS }) => durationS),
    powers: [...powers.values()],
  };
}

/** Lists -> epochs. */
export function unpackEpochs({ numbers, durationsS, powers }: PackedEpochs): Epoch[] {
  const names = powers.map(({ name }) => [name, null] as const);
  return durationsS.map((durationS, i) => {
    const known = powers.flatMap(({ name, scope, powersW }) => {
      const values = powersW[i] ?? null;
      return values === null
        ? []
        : [[name, { scope, values: typeof values === 'number' ? [values] : values }] as const];
    });
    // A component may have any name, also that of a prototype.
    const powerW: Epoch['powerW'] = Object.fromEntries([...names, ...known]);
    return { number: numbers === null ? i + 1 : (numbers[i] ?? i + 1), durationS, powerW };
  });
}
