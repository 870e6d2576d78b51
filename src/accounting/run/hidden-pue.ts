/** Printed totals that hold a PUE which their logs do not name: nobody can take it out again. */
import { plainRun } from '../../model/column-run.ts';
import type { Pue, Run, Writer } from '../../model/run.ts';
import { type Basis, isComplete } from '../types.ts';
import { monitoredPart } from './monitored.ts';
import { appliesNoPue } from './writers.ts';

/** Whether a printed total may hold a PUE that its log does not name: every version from 1.1.0 on applies one. */
export function mayHidePue({ pue, writer }: { pue: Pue | null; writer: Writer }, basis: Basis): boolean {
  return pue === null && !appliesNoPue(writer) && (isComplete(basis) || basis === 'predicted');
}

/** Whether the printed total of a run holds a PUE that its log does not name. */
export const hidesPue = (run: Run, basis: Basis): boolean => mayHidePue(run, basis) && !agreesWithoutPue(run);

const NONE_FOUND: Pue = { value: 1, source: 'the total agrees with its epochs' };

/** The PUE of a run for its row. */
export const rowPue = (run: Run, basis: Basis): Pue | null =>
  mayHidePue(run, basis) && agreesWithoutPue(run) ? NONE_FOUND : run.pue;

const agreesWithoutPue = (run: Run): boolean =>
  monitoredPart({ ...plainRun(run), pue: NONE_FOUND }).agreement === 'same';
