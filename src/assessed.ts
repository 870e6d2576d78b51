/** Logs -> runs with the figures that count: read, examined, priced, and nothing counted twice. */
import {
  type Account,
  account,
  assess,
  checkPricing,
  deviceEnergyOf,
  examineClosely,
  type Figure,
  isPriced,
  PartCopies,
  type Pricing,
  priceAccount,
  SharedDevices,
  SimultaneousRuns,
  Zones,
} from './accounting/index.ts';
import { newFinding } from './model/findings.ts';
import type { Finding, Run } from './model/run.ts';
import { contentHash, type FindOptions, iterateParsedRuns, type ReadAheadOptions } from './parser/index.ts';

export type ReadOptions = FindOptions & ReadAheadOptions;

export interface AssessOptions extends ReadOptions {
  /** Factors that replace the logged ones. */
  pricing?: Pricing;
  /** Find also what only somebody who checks the numbers wants to know; nearly every log has some of it. */
  audit?: boolean;
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
  const { pricing = {}, audit = false } = options;
  checkPricing(pricing);
  const shared = new SharedDevices();
  const partCopies = new PartCopies();
  const simultaneous = new SimultaneousRuns();
  const zones = new Zones();
  const seen = new Map<string, string>();
  for await (const run of iterateParsedRuns(typeof paths === 'string' ? [paths] : paths, options)) {
    const hash = contentHash(run);
    const first = seen.get(hash);
    if (first !== undefined) {
      options.onFinding?.(aboutCopy(run, first));
      continue;
    }
    seen.set(hash, run.id);
    const assessed = assess(run);
    const { run: priced, account: found } = isPriced(pricing)
      ? priceAccount(run, pricing)
      : { run, account: assessed.account };
    const counted = shared.count(deviceEnergyOf(run), found);
    const further = [counted.finding, partCopies.look(run, assessed.account)];
    if (audit) {
      further.push(simultaneous.look(run, assessed.account), zones.look(run));
      further.push(...examineClosely(run, assessed.account));
    }
    assessed.findings.push(...further.filter((finding) => finding !== null));
    run.findings.unshift(...assessed.findings);
    yield { run, priced, account: counted.account, whole: found.corrected, contentHash: hash };
  }
}

function aboutCopy(run: Run, first: string): Finding {
  const { logged, corrected } = account(run);
  const figures = { loggedKwh: logged.energyKwh, correctKwh: 0 };
  const finding = newFinding('copied-run', `${run.id} is a copy of ${first}`, -corrected.energyKwh, figures);
  const effectCo2eqG = corrected.co2eqG === null ? null : -corrected.co2eqG;
  return { ...finding, files: Object.values(run.files).filter((file) => file !== null), effectCo2eqG };
}
