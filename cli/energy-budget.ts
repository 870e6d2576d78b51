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
  /** `within the budget`, `above the budget`, or `not within the budget` where it cannot be judged. */
  verdict: string;
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
  const grown = growthText(difference, failAbovePercent);
  if (unmeasured > 0) {
    const [has, it] = unmeasured === 1 ? ['has', 'it'] : ['have', 'them'];
    const runs = `${plural(unmeasured, 'run')} of B ${has} no energy; without ${it},`;
    return { failAbovePercent, isKept: false, verdict: 'not within the budget', text: `${runs} ${grown}` };
  }
  const { energyKwh, energyPercent } = difference;
  // A growth from nothing has no percentage, and exceeds all.
  const isKept = energyPercent === null ? energyKwh <= 0 : energyPercent <= failAbovePercent;
  return { failAbovePercent, isKept, verdict: isKept ? 'within the budget' : 'above the budget', text: grown };
}

function growthText({ energyKwh, energyPercent }: Comparison['difference'], failAbovePercent: number): string {
  const allowed = `at most ${failAbovePercent} % is allowed`;
  if (energyPercent === null) return energyKwh <= 0 ? 'neither side used energy' : `A used no energy, ${allowed}`;
  if (energyPercent === 0) return `energy is the same, ${allowed}`;
  const change = `${Number(Math.abs(energyPercent).toPrecision(3))} %`;
  return `energy ${energyPercent > 0 ? 'grew' : 'fell'} by ${change}, ${allowed}`;
}
