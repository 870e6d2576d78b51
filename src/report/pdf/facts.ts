/** The facts of a report: those of a statement, and the runs one by one. */
import type { Account, Pricing } from '../../accounting/index.ts';
import type { Run } from '../../model/run.ts';
import { shortNames } from '../charts/names.ts';
import { countRuns, factsOfCounted } from '../statement/collect.ts';
import type { Facts as StatementFacts } from '../statement/facts.ts';
import { sentence } from '../statement/sentence.ts';

export interface AccountedRun {
  /** Priced anew where that was asked for. */
  run: Run;
  /** As the log has it. */
  asLogged: Run;
  account: Account;
}

export interface Facts extends StatementFacts {
  runs: readonly AccountedRun[];
  /** Short names of the runs. */
  names: ReadonlyMap<Run, string>;
  /** The citation-ready sentence. */
  sentence: string;
}

/** Accounts for runs and adds them up. */
export function factsOf(runs: readonly Run[], pricing: Pricing = {}): Facts {
  const counted = countRuns(runs, pricing);
  const facts = factsOfCounted(counted, { pricing });
  return {
    ...facts,
    runs: counted.map(({ run, priced, account }) => ({ run: priced, asLogged: run, account })),
    names: shortNames(counted.map(({ priced }) => priced)),
    sentence: sentence(facts.totals, facts.tools),
  };
}
