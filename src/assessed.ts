/** Logs -> runs with the figures that count: read, examined, priced, and nothing counted twice. */
import {
  type Account,
  account,
  assess,
  byStart,
  checkFigures,
  type DeviceEnergy,
  decideAveraging,
  deviceEnergyOf,
  examineClosely,
  type Figure,
  isPriced,
  machineOf,
  OneMachine,
  PartCopies,
  type Pricing,
  priceAccount,
  type RunTrace,
  type SameMachine,
  SharedDevices,
  tellsAllDevices,
  traceOf,
  withoutShare,
  Zones,
} from './accounting/index.ts';
import { newFinding } from './model/findings.ts';
import type { DevicePowers, Finding, Run } from './model/run.ts';
import { presentFiles } from './model/run-files.ts';
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
  /** The same for every copy of the run. */
  contentHash: string;
  /** Those findings of the run that are about its figure, not about its files. */
  judged: readonly Finding[];
}

/**
 * Reads runs one after the other, each with its figure. A copy of a run that came before is left out and named in a
 * finding of no run. A device that several runs of ct-track measured at the same time on one host is counted once, for the
 * run that started first: so runs that may share a device wait until all are read, and come last, in the order of their
 * start.
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
  const partCopies = new PartCopies();
  const oneMachine = new OneMachine(sameMachine);
  const zones = new Zones();
  const seen = new Map<string, string>();
  const leftOut = new Set<string>();
  for await (const run of iterateParsedRuns(paths, options)) {
    decideAveraging(run, options.devices);
    const hash = contentHash(run);
    if (leaveOut?.(run)) {
      if (!leftOut.has(hash)) onLeftOut?.(run, pricedWith(run, assess(run).account, pricing).account);
      leftOut.add(hash);
      continue;
    }
    const first = seen.get(hash);
    if (first !== undefined) {
      options.onFinding?.(aboutCopy(run, first));
      continue;
    }
    seen.set(hash, run.id);
    const { account: found, findings } = assess(run);
    const further: (Finding | null)[] = [];
    // Of devices that count once a part of the run adds nothing.
    if (asLogged || !tellsAllDevices(run)) further.push(partCopies.look(run, found));
    if (audit) further.push(zones.look(run), ...examineClosely(run, found));
    const judged = [...findings, ...further.filter((finding) => finding !== null)];
    run.findings.unshift(...judged);
    const deviceEnergy = asLogged || found.basis === 'none' ? null : deviceEnergyOf(run);
    const trace = traceOf(run, found, machineOf(sameMachine, run));
    const waits = trace !== null && oneMachine.add(trace) && !asLogged;
    if (deviceEnergy === null && !waits) yield assessedRun({ run, found, hash, judged }, pricing);
    else waiting.push({ run, found, hash, judged, deviceEnergy, trace, trackingId: run.tracking?.id ?? null });
  }
  const shared = new SharedDevices();
  if (!asLogged) oneMachine.decide();
  for (const { deviceEnergy, trace, ...one } of waiting.sort(byStart)) {
    const own = shared.count(deviceEnergy, one.found);
    const once = trace === null ? null : oneMachine.count(trace, own.account);
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

/** A run with its own figure and the findings about it. */
interface JudgedRun {
  run: Run;
  found: Account;
  hash: string;
  judged: Finding[];
}

/** A run that may share devices with another one. */
interface WaitingRun extends JudgedRun {
  deviceEnergy: DeviceEnergy | null;
  trace: RunTrace | null;
  trackingId: string | null;
}

/** A run that counts with its whole figure. */
function assessedRun({ run, found, hash: contentHash, judged }: JudgedRun, pricing: Pricing): AssessedRun {
  const { priced, account: counted } = pricedWith(run, found, pricing);
  return { run, priced, account: counted, whole: counted.corrected, unpriced: found, contentHash, judged };
}

function pricedWith(run: Run, found: Account, pricing: Pricing): { priced: Run; account: Account } {
  if (!isPriced(pricing)) return { priced: run, account: found };
  const { run: priced, account: anew } = priceAccount(run, pricing);
  return { priced, account: anew };
}

function aboutCopy(run: Run, first: string): Finding {
  const { logged, corrected } = account(run);
  const figures = { loggedKwh: logged.energyKwh, correctKwh: 0 };
  const finding = newFinding('copied-run', `${run.id} is a copy of ${first}`, -corrected.energyKwh, figures);
  const effectCo2eqG = corrected.co2eqG === null ? null : -corrected.co2eqG;
  return { ...finding, files: presentFiles(run.files), effectCo2eqG };
}
