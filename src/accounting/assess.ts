/** Run -> figure and findings, with the work that both share done once. */
import type { Finding, Run } from '../model/run.ts';
import { accountOf } from './account.ts';
import type { AggregateOptions } from './aggregate.ts';
import { deviceEnergyOf } from './device-energy.ts';
import { findingsOf } from './examine.ts';
import { monitoredPart } from './monitored.ts';
import { machineOf, OneMachine } from './one-machine.ts';
import { traceOf } from './run-trace.ts';
import { byStart, type Claimant, SharedDevices } from './shared-devices.ts';
import type { Account, Figure } from './types.ts';

/** Decides which figure of a run counts (measured, predicted, recovered or none) and gives it twice. */
export function account(run: Run): Account {
  return accountOf(run, monitoredPart(run));
}

/** What changes how far a run's figure can be trusted; the findings of the parser stay in the run itself. */
export function examine(run: Run): Finding[] {
  return assess(run).findings;
}

/**
 * Accounts of runs that are added up together, in their order: a device that several ct-track runs of one host measured
 * at the same time counts once, for the run that started first.
 */
export function accountAll(runs: Iterable<Run>, { sameMachine }: AggregateOptions = {}): Account[] {
  const accounts: Account[] = [];
  const oneMachine = new OneMachine(sameMachine);
  const claims: (Claimant & { index: number })[] = [];
  for (const run of runs) {
    const own = account(run);
    const deviceEnergy = deviceEnergyOf(run);
    const trace = traceOf(run, own, machineOf(sameMachine, run));
    const waits = trace !== null && oneMachine.add(trace);
    if (deviceEnergy !== null || waits) {
      claims.push({ index: accounts.length, deviceEnergy, trace, trackingId: run.tracking?.id ?? null });
    }
    accounts.push(own);
  }
  const shared = new SharedDevices();
  oneMachine.decide();
  for (const { index, deviceEnergy, trace = null } of claims.sort(byStart)) {
    const { account } = shared.count(deviceEnergy, accounts[index] as Account);
    accounts[index] = trace === null ? account : oneMachine.count(trace, account).account;
  }
  return accounts;
}

/** The figure of each run that is added up: corrected and with shared devices counted once, or as logged. */
export function countedFigures(runs: readonly Run[], options: AggregateOptions = {}): Figure[] {
  if (options.asLogged === true) return runs.map((run) => account(run).logged);
  return accountAll(runs, options).map(({ corrected }) => corrected);
}

/** Both at once. */
export function assess(run: Run): { account: Account; findings: Finding[] } {
  const part = monitoredPart(run);
  const counted = accountOf(run, part);
  return { account: counted, findings: findingsOf(run, counted, part) };
}
