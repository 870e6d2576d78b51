/** Copies of a run that hold less of it than another: made while it ran, or without one of its files. */
import { newFinding } from '../model/findings.ts';
import type { Finding, Run } from '../model/run.ts';
import { nameOf } from './places.ts';
import type { Account } from './types.ts';

interface Known {
  id: string;
  epochs: number;
  energyKwh: number;
  /** What two copies have in common: the first epoch, or the total. */
  marks: string[];
}

/** Goes through runs one after the other; whole copies are told apart by their content before. */
export class PartCopies {
  readonly #known = new Map<string, Known[]>();

  /** @returns a finding where an earlier run has the name, the start and the beginning of this one */
  look(run: Run, { basis, corrected: { energyKwh } }: Account): Finding | null {
    const marks = marksOf(run);
    // What adds no energy is not counted twice.
    if (basis === 'none' || marks.length === 0) return null;
    const key = run.tracking?.id ?? nameOf(run.id);
    const others = this.#known.get(key) ?? [];
    if (others.length === 0) this.#known.set(key, others);
    const known = { id: run.id, epochs: run.epochs.length, energyKwh, marks };
    const other = others.find(({ marks: theirs }) => theirs.some((mark) => marks.includes(mark)));
    others.push(known);
    if (other === undefined) return null;
    const twiceKwh = Math.min(energyKwh, other.energyKwh);
    const message = `has the name and the beginning of ${other.id}, with ${known.epochs} epochs against ${other.epochs}: one of the two is probably a part of the other`;
    const rangeKwh: [number, number] = [energyKwh - twiceKwh, energyKwh];
    return newFinding('copied-part', message, -twiceKwh, { loggedKwh: energyKwh, rangeKwh });
  }
}

/** The exact figures of two runs are the same by chance where powers are made up, hardly where they were measured. */
function marksOf({ startedAt, writer, epochs, actual }: Run): string[] {
  const [first] = epochs;
  const marks: string[] = [];
  if (first !== undefined) marks.push(JSON.stringify([writer, startedAt, first]));
  if (actual !== null && actual.energyKwh > 0) {
    marks.push(JSON.stringify([actual.epochs, actual.durationS, actual.energyKwh, actual.co2eqG]));
  }
  return marks;
}
