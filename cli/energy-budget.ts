/** How much the energy of a set of runs may grow before a job of continuous integration fails. */
import type { Comparison } from '../src/accounting/index.ts';
import { CtError } from '../src/model/errors.ts';
import { plural } from '../src/model/text.ts';

/** Whether a comparison keeps its budget, and why. */
export interface Budget {
  /** Growth of the energy that is allowed, in percent of A. */
  failAbovePercent: number;
  /** Whether the energy grew by no more than that. */
  isKept: boolean;
  /** Reason in words: `energy grew by 7.1 %, at most 5 % is allowed`. */
  text: string;
}

/**
 * Reads `5%` or `5`.
 *
 * @throws CtError USAGE for anything else
 */
export function percentOf(text: string): number {
  const number = /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(text)?.[1];
  if (number === undefined) throw new CtError('USAGE', `--fail-above must be a percentage such as 5% (got ${text})`);
  return Number(number);
}

/** A budget is not kept where B has runs without energy: a run that measured nothing would pass as a saving. */
export function budgetOf({ totals, difference }: Comparison, failAbovePercent: number): Budget {
  const unmeasured = totals.b.basis.none.runs;
  if (unmeasured > 0) {
    const text = `${plural(unmeasured, 'run')} of B ${unmeasured === 1 ? 'has' : 'have'} no energy, so the totals cannot be compared`;
    return { failAbovePercent, isKept: false, text };
  }
  const { energyKwh, energyPercent } = difference;
  const allowed = `at most ${failAbovePercent} % is allowed`;
  // A growth from nothing has no percentage, and exceeds all.
  if (energyPercent === null) {
    const isKept = energyKwh <= 0;
    return { failAbovePercent, isKept, text: isKept ? 'neither side used energy' : `A used no energy, ${allowed}` };
  }
  const change = `${Number(Math.abs(energyPercent).toPrecision(3))} %`;
  const isKept = energyPercent <= failAbovePercent;
  return { failAbovePercent, isKept, text: `energy ${energyPercent > 0 ? 'grew' : 'fell'} by ${change}, ${allowed}` };
}
