/** Copies of a run that hold less of it than another: made while it ran, or without one of its files. */
import { newFinding } from '../model/findings.ts';
import type { Finding, Run } from '../model/run.ts';
import { ownName } from '../model/stem.ts';
import type { Account } from './types.ts';

/** What is kept of a run to compare later ones with. */
interface Known {
  id: string;
  energyKwh: number;
  epochs: number;
  startedAt: string | null;
  /** Figures of the first epoch, and of the printed total; null where there is none. */
  first: number[] | null;
  total: number[] | null;
}

/** Goes through runs one after the other; whole copies are told apart by their content before. */
export class PartCopies {
  readonly #known = new Map<string, Known[]>();

  /** @returns a finding where an earlier run has the name of this one, and one of the two holds a part of the other */
  look(run: Run, { basis, corrected: { energyKwh } }: Account): Finding | null {
    // What adds no energy is not counted twice.
    if (basis === 'none') return null;
    const key = run.tracking?.id ?? ownName(run.id);
    const others = this.#known.get(key) ?? [];
    if (others.length === 0) this.#known.set(key, others);
    const known: Known = {
      id: run.id,
      energyKwh,
      epochs: run.epochs.length,
      startedAt: run.startedAt,
      first: figuresOfFirst(run),
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
  if (part.first === null) return part.total !== null && isSame(part.total, whole.total) && whole.first !== null;
  if (part.startedAt !== whole.startedAt || !isSame(part.first, whole.first)) return false;
  return part.epochs < whole.epochs || (part.epochs === whole.epochs && part.total === null && whole.total !== null);
}

function isSame(a: readonly number[], b: readonly number[] | null): boolean {
  return b !== null && a.length === b.length && a.every((figure, i) => Object.is(figure, b[i]));
}

const known = (figure: number | null | undefined): number => figure ?? Number.NaN;

function figuresOfFirst({ epochs: [first] }: Run): number[] | null {
  if (first === undefined) return null;
  const figures = [first.number, known(first.durationS)];
  for (const name in first.powerW) for (const value of first.powerW[name]?.values ?? []) figures.push(known(value));
  return figures;
}

function totalOf({ actual }: Run): number[] | null {
  if (actual === null || actual.energyKwh <= 0) return null;
  return [known(actual.epochs), known(actual.durationS), actual.energyKwh, known(actual.co2eqG)];
}
