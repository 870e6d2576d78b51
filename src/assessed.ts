/** Logs -> runs with the figures that count: read, examined, priced, and nothing counted twice. */
import {
  type Account,
  aboutCopy,
  assess,
  byStart,
  checkFigures,
  type DeviceEnergy,
  decideAveraging,
  deviceEnergyOf,
  examineClosely,
  examineEnergy,
  type Figure,
  type Identity,
  identityOf,
  isPriced,
  joinHalves,
  knownRun,
  machineOf,
  OneMachine,
  type Pricing,
  priceAccount,
  ReadOrder,
  type RunTrace,
  type SameMachine,
  SameRuns,
  type Settled,
  SharedDevices,
  traceOf,
  withoutShare,
  Zones,
} from './accounting/index.ts';
import type { DevicePowers, Finding, Run } from './model/run.ts';
import { contentHash, type FindOptions, iterateParsedRuns, type ReadAheadOptions } from './parser/index.ts';

/** How logs are found and read. */
export interface ReadOptions extends FindOptions, ReadAheadOptions {
  /**
   * What one power for several devices is taken for, in runs of carbontracker whose version leaves that open; their
   * figures stay as logged without it, and a finding says so.
   */
  devices?: DevicePowers | undefined;
}

/** How runs are read, priced and judged. */
export interface AssessOptions extends ReadOptions {
  /** Factors that replace the logged ones. */
  pricing?: Pricing;
  /** Find also what only somebody who checks the numbers wants to know; nearly every log has some of it. */
  audit?: boolean;
  /** The logged figures are wanted: a device that several runs measured at the same time stays in each of them. */
  asLogged?: boolean;
  /** Whether runs of carbontracker that overlap on devices of the same names measured the same devices, or which did. */
  sameMachine?: SameMachine;
  /** Runs that are read, but neither yielded nor counted: no other run is a copy of them or shares a device with them. */
  leaveOut?: (run: Run) => boolean;
  /** Hears of each run that is left out, with its figure; of copies once. */
  onLeftOut?: (run: Run, account: Account) => void;
}

/** A run that carries its findings, with the figure that counts. */
export interface AssessedRun {
  /** As the log has it, with all findings. */
  run: Run;
  /** Priced anew where that was asked for, else the same run. */
  priced: Run;
  /** `logged` is what the log printed, `corrected` is priced. */
  account: Account;
  /** The corrected figure before the devices were taken off that runs of an earlier start measured too. */
  whole: Figure;
  /** The account with the factors of the log, of which the findings speak. */
  unpriced: Account;
  /**
   * Findings about the energy that nearly every log has, so that they are shown only where their kind may change the total
   * by more than 1 %; none with `audit`, which has them in the run.
   */
  quiet: Finding[];
  /** The same for every copy of the run. */
  contentHash: string;
  /** Those findings of the run that are about its figure, not about its files. */
  judged: readonly Finding[];
  /** Recognises copies and earlier states of the run. */
  identity: Identity | null;
}

/**
 * Reads runs one after the other, each with its figure. Of copies, earlier states and halves of a run the most complete one
 * counts, and each other one is named in a finding of no run. A log that lacks a part of its run waits until all are read,
 * as a more complete one may follow; of a large folder such runs come last. A device that several runs of ct-track measured at the same time on one host is
 * counted once, for the run that started first: so runs that may share a device come last, in the order of their start.
 *
 * @param paths files, folders or glob patterns; one or many
 * @throws CtError NOT_FOUND when a path does not exist, USAGE for factors that cannot be or that are given with `asLogged`
 */
export async function* assessRuns(
  paths: string | readonly string[],
  options: AssessOptions = {},
): AsyncGenerator<AssessedRun> {
  const { pricing = {}, asLogged = false, audit = false, sameMachine, leaveOut, onLeftOut } = options;
  checkFigures(pricing, asLogged);
  const waiting: WaitingRun[] = [];
  const oneMachine = new OneMachine(sameMachine);
  const zones = new Zones();
  const leftOut = new Set<string>();
  const runs = new SameRuns<ReadRun>((copy, run) => options.onFinding?.(aboutCopy(copy, run)));
  /** @returns null for a run that waits because it may share a device */
  const count = (settled: Settled<ReadRun>): AssessedRun | null => {
    const { run, found, findings, hash, identity } = wholeRun(settled);
    const further: (Finding | null)[] = [];
    if (audit) further.push(zones.look(run), ...examineClosely(run, found));
    const quiet = audit || asLogged ? [] : examineEnergy(run, found);
    const judged = [...findings, ...further.filter((finding) => finding !== null)];
    run.findings.unshift(...judged);
    const deviceEnergy = asLogged || found.basis === 'none' ? null : deviceEnergyOf(run);
    const trace = traceOf(run, found, machineOf(sameMachine, run));
    const waits = trace !== null && oneMachine.add(trace) && !asLogged;
    if (deviceEnergy === null && !waits) return assessedRun({ run, found, hash, identity, judged, quiet }, pricing);
    waiting.push({
      run,
      found,
      hash,
      identity,
      judged,
      quiet,
      deviceEnergy,
      trace,
      trackingId: run.tracking?.id ?? null,
    });
    return null;
  };
  const countAll = (some: Settled<ReadRun>[]): AssessedRun[] => some.map(count).filter((one) => one !== null);
  let place = 0;
  const order = new ReadOrder<ReadRun>();
  for await (const run of iterateParsedRuns(paths, options)) {
    decideAveraging(run, options.devices);
    const hash = contentHash(run);
    place += 1;
    const read = { run, hash, place, ...judgedRun(run) };
    if (leaveOut?.(run)) {
      if (!leftOut.has(hash)) onLeftOut?.(run, pricedWith(run, read.found, pricing).account);
      leftOut.add(hash);
      continue;
    }
    const settled = runs.add(knownRun(run, read.found, hash), read);
    if (settled !== null) yield* countAll(order.add(settled, runs.waits));
  }
  yield* countAll(order.close(runs.close()));
  const shared = new SharedDevices();
  if (!asLogged) oneMachine.decide();
  for (const one of waiting.sort(byStart)) {
    const own = shared.count(one.deviceEnergy, one.found);
    const once = one.trace === null ? null : oneMachine.count(one.trace, own.account);
    const doubles = [own.finding, once?.finding ?? null].filter((finding) => finding !== null);
    one.run.findings.push(...doubles);
    one.judged.push(...doubles);
    const unpriced = once?.account ?? own.account;
    const share = 1 - (1 - own.share) * (1 - (once?.share ?? 0));
    const whole = assessedRun(one, pricing);
    yield { ...whole, account: isPriced(pricing) ? withoutShare(whole.account, share) : unpriced, unpriced };
  }
  for (const finding of oneMachine.findings()) options.onFinding?.(finding);
}

/** A run as it was read, with its figure and the findings about it. */
interface ReadRun {
  run: Run;
  found: Account;
  findings: Finding[];
  hash: string;
  /** Counts the runs in the order in which they are read. */
  place: number;
}

/** A run that counts, before factors are replaced. */
interface FoundRun extends Pick<ReadRun, 'run' | 'found' | 'hash'> {
  identity: Identity | null;
  judged: Finding[];
  quiet: Finding[];
}

/** A run that may share devices with another one. */
interface WaitingRun extends FoundRun {
  deviceEnergy: DeviceEnergy | null;
  trace: RunTrace | null;
  trackingId: string | null;
}

function judgedRun(run: Run): Pick<ReadRun, 'found' | 'findings'> {
  const { account: found, findings } = assess(run);
  return { found, findings };
}

/** Judges a run again whose epochs and totals come from two logs. */
function wholeRun({ known, item, totals }: Settled<ReadRun>): Omit<ReadRun, 'place'> & { identity: Identity | null } {
  if (totals === null) return { ...item, identity: known.identity };
  const run = joinHalves(item.run, totals.item.run);
  return { run, hash: contentHash(run), identity: identityOf(run), ...judgedRun(run) };
}

/** A run that counts with its whole figure. */
function assessedRun({ run, found, hash, identity, judged, quiet }: FoundRun, pricing: Pricing): AssessedRun {
  const { priced, account: counted } = pricedWith(run, found, pricing);
  const figures = { account: counted, whole: counted.corrected, unpriced: found };
  return { run, priced, ...figures, contentHash: hash, identity, judged, quiet };
}

function pricedWith(run: Run, found: Account, pricing: Pricing): { priced: Run; account: Account } {
  if (!isPriced(pricing)) return { priced: run, account: found };
  const { run: priced, account: anew } = priceAccount(run, pricing);
  return { priced, account: anew };
}
