/** Copies of a run that hold less of it than another: made while it ran, or without one of its files. */
import { newFinding } from '../model/findings.ts';
import type { Finding, Run } from '../model/run.ts';
import { nameOf } from './places.ts';
import type { Account } from './types.ts';

/** What is kept of a run to compare later ones with. */
interface Known {
  id: string;
  energyKwh: number;
  epochs: number;
  /** The first epoch with its head, and the printed total; null where there is none. */
  beginning: string | null;
  total: string | null;
}

/** Goes through runs one after the other; whole copies are told apart by their content before. */
export class PartCopies {
  readonly #known = new Map<string, Known[]>();

  /** @returns a finding where an earlier run has the name of this one, and one of the two holds a part of the other */
  look(run: Run, { basis, corrected: { energyKwh } }: Account): Finding | null {
    // What adds no energy is not counted twice.
    if (basis === 'none') return null;
    const key = run.tracking?.id ?? nameOf(run.id);
    const others = this.#known.get(key) ?? [];
    if (others.length === 0) this.#known.set(key, others);
    const known: Known = {
      id: run.id,
      energyKwh,
      epochs: run.epochs.length,
      beginning: beginningOf(run),
      total: totalOf(run),
    };
    const other = others.find((one) => isPart(one, known) || isPart(known, one));
    others.push(known);
    if (other === undefined) return null;
    const twiceKwh = Math.min(energyKwh, other.energyKwh);
    const message = `has the name and figures of ${other.id}, with ${known.epochs} epoch(s) against ${other.epochs}: one of the two is probably a part of the other`;
    const rangeKwh: [number, number] = [energyKwh - twiceKwh, energyKwh];
    return newFinding('copied-part', message, -twiceKwh, { loggedKwh: energyKwh, rangeKwh });
  }
}

/** Exact figures are the same by chance where powers are made up, hardly where they were measured. */
function isPart(part: Known, whole: Known): boolean {
  if (part.beginning === null) return part.total !== null && part.total === whole.total && whole.beginning !== null;
  if (part.beginning !== whole.beginning || part.epochs > whole.epochs) return false;
  return part.epochs < whole.epochs || (part.total === null && whole.total !== null);
}

function beginningOf({ startedAt, writer, components, epochs: [first] }: Run): string | null {
  return first === undefined ? null : JSON.stringify([startedAt, writer, components, first]);
}

function totalOf({ actual }: Run): string | null {
  if (actual === null || actual.energyKwh <= 0) return null;
  return JSON.stringify([actual.epochs, actual.durationS, actual.energyKwh, actual.co2eqG]);
}
