/** Run -> figure and findings, with the work that both share done once. */
import type { Finding, Run } from '../../model/run.ts';
import { accountOf } from '../run/account.ts';
import { monitoredPart } from '../run/monitored.ts';
import type { Account } from '../types.ts';
import { findingsOf } from './examine.ts';

/** Decides which figure of a run counts (measured, predicted, recovered or none) and gives it twice. */
export function account(run: Run): Account {
  return accountOf(run, monitoredPart(run));
}

/** What changes how far a run's figure can be trusted; the findings of the parser stay in the run itself. */
export function examine(run: Run): Finding[] {
  return assess(run).findings;
}

/** Figures and findings of a run, with its epochs added up once. */
export function assess(run: Run): { account: Account; findings: Finding[] } {
  const part = monitoredPart(run);
  const counted = accountOf(run, part);
  return { account: counted, findings: findingsOf(run, counted, part) };
}
