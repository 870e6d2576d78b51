/** The one set of facts: every style of a statement and the report take their figures from here. */
import {
  type Account,
  type AggregateOptions,
  Aggregator,
  account,
  accountAll,
  isPriced,
  type Pricing,
  priceRun,
  type Totals,
} from '../../accounting/index.ts';
import type { Finding, Run, Severity, Writer } from '../../model/run.ts';
import { type DeviceHours, DeviceHoursTally, hoursOf } from './device-hours.ts';
import { FactorsSeen, type IntensityFact, type PueFact } from './factors-seen.ts';
import { type HardwareFact, HardwareSeen } from './hardware.ts';
import { type Tools, ToolsSeen } from './tools.ts';

/** A run with the figure that counts. */
export interface CountedRun {
  /** As the log has it. */
  run: Run;
  /** Priced anew where that was asked for, else the same run. */
  priced: Run;
  account: Account;
}

/** A named part of the runs: development, failed, final, evaluation, or any other. */
export interface Phase {
  name: string;
  runs: number;
  energyKwh: number;
  /** Null when it is unknown. */
  co2eqG: number | null;
  gpuHours: number;
  durationS: number;
}

export interface FactsOptions extends AggregateOptions {
  /** Factors that replace the logged ones, for the figures and to say so. */
  pricing?: Pricing;
  /** Parts of the runs, in the order in which they are shown. */
  phases?: readonly Phase[];
}

/** What logs tell about their runs together. */
export interface Facts {
  totals: Totals;
  /** Whether the figures are those that the logs print, uncorrected. */
  asLogged: boolean;
  /** Factors that replace the logged ones; empty where the energy keeps its price. */
  pricing: Pricing;
  tools: Tools;
  writers: (Writer & { runs: number })[];
  /** First and last day of the logs, `YYYY-MM-DD`; null when no log has a time stamp. */
  period: { from: string; to: string } | null;
  /** Duration x number of GPUs, over all runs. */
  gpuHours: number;
  /** The same for CPUs: of whole packages, not of cores. */
  cpuHours: number;
  devices: DeviceHours[];
  hardware: HardwareFact[];
  pues: PueFact[];
  intensities: IntensityFact[];
  /** Places that the logs or the pricing name, those of most runs first. */
  locations: { name: string; runs: number }[];
  /** CO2eq by the energy that it belongs to, in g/kWh; null when there is none. */
  meanGPerKwh: number | null;
  /** Of the runs of which something was measured; null without any. */
  runDurationS: { mean: number; largest: number } | null;
  findings: { code: string; severity: Severity; runs: number }[];
  phases: readonly Phase[];
}

/** Collects facts as runs pass, so that a directory need not fit in memory. */
export class FactsCollector {
  readonly #options: FactsOptions;
  readonly #totals: Aggregator;
  readonly #tools = new ToolsSeen();
  readonly #writers = new Map<string, Writer & { runs: number }>();
  readonly #devices: DeviceHoursTally;
  readonly #hardware = new HardwareSeen();
  readonly #factors = new FactorsSeen();
  readonly #findings = new Map<string, { code: string; severity: Severity; runs: number }>();
  readonly #locations = new Map<string, number>();
  #from: string | null = null;
  #to: string | null = null;
  #largestS = 0;
  /** Energy of the runs whose CO2eq is known. */
  #pricedKwh = 0;

  constructor(options: FactsOptions = {}) {
    this.#options = options;
    this.#totals = new Aggregator(options);
    this.#devices = new DeviceHoursTally({ asLogged: options.asLogged === true });
  }

  add({ run, priced, account }: CountedRun): void {
    const figure = this.#options.asLogged === true ? account.logged : account.corrected;
    this.#totals.add(account);
    this.#tools.add(run);
    this.#addWriter(run.writer);
    this.#addPeriod(run);
    this.#devices.add(run, figure.durationS);
    this.#hardware.add(run);
    if (account.basis !== 'none') this.#factors.add(priced, figure);
    const location = priced.intensity?.location ?? run.intensity?.location ?? null;
    if (location !== null) this.#locations.set(location, (this.#locations.get(location) ?? 0) + 1);
    this.#largestS = Math.max(this.#largestS, figure.durationS);
    if (figure.co2eqG !== null) this.#pricedKwh += figure.energyKwh;
    for (const code of new Set(run.findings.map((finding) => finding.code))) {
      const severity = run.findings.find((finding) => finding.code === code)?.severity;
      if (severity !== undefined) this.addFinding({ code, severity });
    }
  }

  /** A finding that belongs to no run, such as an unreadable file, or a copy of a run that is left out. */
  addFinding({ code, severity }: Pick<Finding, 'code' | 'severity'>): void {
    const known = this.#findings.get(code) ?? { code, severity, runs: 0 };
    known.runs += 1;
    this.#findings.set(code, known);
  }

  facts(): Facts {
    const { asLogged = false, pricing = {}, phases = [] } = this.#options;
    const totals = this.#totals.totals();
    const devices = this.#devices.types;
    const measured = totals.runs - totals.basis.none.runs;
    const [from, to] = [this.#from, this.#to];
    return {
      totals,
      asLogged,
      pricing,
      tools: this.#tools.tools,
      writers: [...this.#writers.values()].sort((a, b) => b.runs - a.runs || (nameOf(a) < nameOf(b) ? -1 : 1)),
      period: from === null || to === null ? null : { from: from.slice(0, 10), to: to.slice(0, 10) },
      gpuHours: hoursOf(devices, 'gpu'),
      cpuHours: hoursOf(devices, 'cpu'),
      devices,
      hardware: this.#hardware.facts,
      pues: this.#factors.pues,
      intensities: this.#factors.intensities,
      locations: [...this.#locations].map(([name, runs]) => ({ name, runs })).sort((a, b) => b.runs - a.runs),
      meanGPerKwh: totals.co2eqG === null || this.#pricedKwh <= 0 ? null : totals.co2eqG / this.#pricedKwh,
      runDurationS: measured === 0 ? null : { mean: totals.durationS / measured, largest: this.#largestS },
      findings: [...this.#findings.values()].sort(bySeverity),
      phases,
    };
  }

  #addWriter({ tool, version }: Writer): void {
    const key = `${tool} ${version}`;
    const known = this.#writers.get(key) ?? { tool, version, runs: 0 };
    known.runs += 1;
    this.#writers.set(key, known);
  }

  #addPeriod({ startedAt, endedAt }: Run): void {
    const [first, last] = [startedAt ?? endedAt, endedAt ?? startedAt];
    if (first !== null && (this.#from === null || first < this.#from)) this.#from = first;
    if (last !== null && (this.#to === null || last > this.#to)) this.#to = last;
  }
}

const nameOf = ({ tool, version }: Writer): string => `${tool} ${version}`;

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function bySeverity(a: Facts['findings'][number], b: Facts['findings'][number]): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.runs - a.runs || (a.code < b.code ? -1 : 1)
  );
}

/** The facts of one part of the runs as a phase of all of them. */
export function phaseOf(name: string, { totals, gpuHours }: Facts): Phase {
  const { runs, energyKwh, co2eqG, durationS } = totals;
  return { name, runs, energyKwh, co2eqG, gpuHours, durationS };
}

/** Runs with the figures that count; pricing anew does not change what the log printed. */
export function countRuns(runs: readonly Run[], pricing: Pricing = {}): CountedRun[] {
  const priced = runs.map((run) => priceRun(run, pricing));
  return accountAll(priced).map((counted, i) => {
    const run = runs[i] as Run;
    const logged = isPriced(pricing) ? account(run).logged : counted.logged;
    return { run, priced: priced[i] as Run, account: { ...counted, logged } };
  });
}

/** Accounts for runs that carry their findings and adds them up. */
export function factsOf(runs: readonly Run[], options: FactsOptions = {}): Facts {
  return factsOfCounted(countRuns(runs, options.pricing), options);
}

/** The same for runs that are accounted for. */
export function factsOfCounted(runs: Iterable<CountedRun>, options: FactsOptions = {}): Facts {
  const collector = new FactsCollector(options);
  for (const run of runs) collector.add(run);
  return collector.facts();
}
