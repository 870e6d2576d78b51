/** Logs -> runs with the figures that count: read, examined, priced, and nothing counted twice. */
import {
  type Account,
  assess,
  checkPricing,
  deviceEnergyOf,
  type Figure,
  isPriced,
  type Pricing,
  priceAccount,
  SharedDevices,
} from './accounting/index.ts';
import { newFinding } from './model/findings.ts';
import type { Run } from './model/run.ts';
import { contentHash, type FindOptions, iterateParsedRuns, type ReadAheadOptions } from './parser/index.ts';

export type ReadOptions = FindOptions & ReadAheadOptions;

export interface AssessOptions extends ReadOptions {
  /** Factors that replace the logged ones. */
  pricing?: Pricing;
}

/** A run that carries its findings, with the figure that counts. */
export interface AssessedRun {
  /** As the log has it, with all findings. */
  run: Run;
  /** Priced anew where that was asked for, else the same run. */
  priced: Run;
  /** `logged` is what the log printed, `corrected` is priced. */
  account: Account;
  /** The corrected figure before the devices were taken off that runs before this one measured too. */
  whole: Figure;
  /** The same for every copy of the run. */
  contentHash: string;
}

/**
 * Reads runs one after the other, each with its figure. A copy of a run that came before is left out and named in a
 * finding of no run; a device that several runs of one host measured at the same time is counted once.
 *
 * @param paths files, folders or glob patterns; one or many
 * @throws CtError NOT_FOUND when a path does not exist, USAGE for factors that cannot be
 */
export async function* assessRuns(
  paths: string | readonly string[],
  options: AssessOptions = {},
): AsyncGenerator<AssessedRun> {
  const { pricing = {} } = options;
  checkPricing(pricing);
  const shared = new SharedDevices();
  const seen = new Map<string, string>();
  for await (const run of iterateParsedRuns(typeof paths === 'string' ? [paths] : paths, options)) {
    const hash = contentHash(run);
    const first = seen.get(hash);
    if (first !== undefined) {
      options.onFinding?.(newFinding('copied-run', `${run.id} is a copy of ${first}`));
      continue;
    }
    seen.set(hash, run.id);
    const assessed = assess(run);
    const { run: priced, account } = isPriced(pricing)
      ? priceAccount(run, pricing)
      : { run, account: assessed.account };
    const counted = shared.count(deviceEnergyOf(run), account);
    if (counted.finding !== null) assessed.findings.push(counted.finding);
    run.findings.unshift(...assessed.findings);
    yield { run, priced, account: counted.account, whole: account.corrected, contentHash: hash };
  }
}
