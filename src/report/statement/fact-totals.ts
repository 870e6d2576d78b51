/** Runs -> facts. */
import {
  CorrectionTotals,
  type CountedPart,
  countedPartOf,
  type Entry,
  entriesOf,
  impliedGPerKwh,
  isAboutReplaced,
  isQuiet,
  isWeighty,
  RunTotals,
  spreadOf,
} from '../../accounting/index.ts';
import { type Finding, type Run, SEVERITIES, type Writer } from '../../model/run.ts';
import { DeviceHourTotals, hoursOf } from './device-hours.ts';
import { FactorTotals } from './factor-totals.ts';
import type { Facts, FactsOptions, FindingFact } from './facts.ts';
import { HardwareTotals } from './hardware.ts';
import { ToolTotals } from './tools.ts';

/** How a finding is added to those of its kind. */
interface AddedFinding {
  /** Runs that it adds. */
  runs: number;
  /** Findings that it adds to those of no run. */
  loose?: number;
  /** What counts of its run; null for a finding of no run. */
  part: CountedPart | null;
  /** What one kWh with the factors of the log is with the given ones. */
  scale: number;
  isQuiet: boolean;
}

/** Collects the facts of the added runs, so that a folder need not fit in memory. */
export class FactTotals {
  readonly #options: FactsOptions;
  readonly #totals: RunTotals;
  readonly #tools = new ToolTotals();
  readonly #writers = new Map<string, Writer & { runs: number }>();
  readonly #devices: DeviceHourTotals;
  readonly #hardware = new HardwareTotals();
  readonly #factors = new FactorTotals();
  readonly #corrections = new CorrectionTotals();
  readonly #findings = new Map<string, FindingFact & { isQuiet: boolean }>();
  readonly #locations = new Map<string, number>();
  #from: string | null = null;
  #to: string | null = null;
  #largestS = 0;
  /** Energy of the runs with known CO2eq, in kWh. */
  #knownCo2eqKwh = 0;

  constructor(options: FactsOptions = {}) {
    this.#options = options;
    this.#totals = new RunTotals(options);
    this.#devices = new DeviceHourTotals({ asLogged: options.asLogged === true });
  }

  /** Adds a run with its figures. */
  add(entry: Entry): void {
    const { run, figures, beforeFactors, factors, quiet } = entry;
    const figure = this.#options.asLogged === true ? figures.logged : figures.corrected;
    this.#totals.add(figures);
    this.#tools.add(entry);
    this.#addWriter(run.writer);
    this.#addPeriod(run);
    this.#devices.add(entry, figure.durationS);
    this.#hardware.add(run);
    this.#corrections.add({ run, figures: beforeFactors });
    if (figures.basis !== 'none') this.#factors.add(entry, figure);
    const location = factors.intensity?.location ?? run.intensity?.location ?? null;
    if (location !== null) this.#locations.set(location, (this.#locations.get(location) ?? 0) + 1);
    this.#largestS = Math.max(this.#largestS, figure.durationS);
    if (figure.co2eqG !== null) this.#knownCo2eqKwh += figure.energyKwh;
    const { energyKwh: ownKwh } = beforeFactors.corrected;
    const of = {
      part: countedPartOf(entry),
      // The total has the given factors, or the figures of the log.
      scale: ownKwh > 0 ? figure.energyKwh / ownKwh : 1,
    };
    const seen = new Set<string>();
    for (const finding of run.findings) {
      if (isAboutReplaced(finding, factors.given)) continue;
      this.#addFinding(finding, { ...of, runs: seen.has(finding.code) ? 0 : 1, isQuiet: false });
      seen.add(finding.code);
    }
    for (const finding of quiet) {
      if (!isAboutReplaced(finding, factors.given)) this.#addFinding(finding, { ...of, runs: 1, isQuiet: true });
    }
  }

  /** A finding that belongs to no run, such as an unreadable file, or a copy of a run that is left out. */
  addFinding(finding: Finding): void {
    const { runs: ids, moreRuns = 0 } = finding;
    const counts = ids === undefined ? { runs: 1, loose: 1 } : { runs: ids.length + moreRuns };
    this.#addFinding(finding, { ...counts, part: null, scale: 1, isQuiet: isQuiet(finding) });
  }

  #addFinding(finding: Finding, { runs, loose = 0, part, scale, isQuiet }: AddedFinding): void {
    const { code, severity } = finding;
    const known = this.#findings.get(code) ?? { code, severity, runs: 0, loose: 0, lowKwh: 0, highKwh: 0, isQuiet };
    const { lowKwh, highKwh } = spreadOf(finding, part);
    known.runs += runs;
    known.loose += loose;
    known.lowKwh += lowKwh * scale;
    known.highKwh += highKwh * scale;
    this.#findings.set(code, known);
  }

  /** The facts of all runs that were added. */
  result(): Facts {
    const { asLogged = false, factors = {}, phases = [], groupedBy, range = null } = this.#options;
    const totals = this.#totals.result();
    const devices = this.#devices.result();
    const measured = totals.runs - totals.basis.none.runs;
    const [from, to] = [this.#from, this.#to];
    return {
      totals,
      asLogged,
      factors,
      tools: this.#tools.result(),
      writers: [...this.#writers.values()].sort((a, b) => b.runs - a.runs || (nameOf(a) < nameOf(b) ? -1 : 1)),
      period: from === null || to === null ? null : { from: from.slice(0, 10), to: to.slice(0, 10) },
      gpuHours: hoursOf(devices, 'gpu'),
      cpuHours: hoursOf(devices, 'cpu'),
      devices,
      hardware: this.#hardware.result(),
      ...this.#factors.result(),
      locations: [...this.#locations].map(([name, runs]) => ({ name, runs })).sort((a, b) => b.runs - a.runs),
      meanGPerKwh: impliedGPerKwh({ energyKwh: this.#knownCo2eqKwh, co2eqG: totals.co2eqG }),
      runDurationS: measured === 0 ? null : { mean: totals.durationS / measured, largest: this.#largestS },
      findings: this.#shownFindings(totals.energyKwh),
      corrections: asLogged ? [] : this.#corrections.result(),
      phases,
      ...(groupedBy === undefined ? {} : { groupedBy }),
      range,
    };
  }

  /** The findings shown beside the total. */
  #shownFindings(totalKwh: number): FindingFact[] {
    const shown = [...this.#findings.values()].filter((kind) => !kind.isQuiet || isWeighty(kind, totalKwh));
    return shown.map(({ isQuiet: _, ...kind }) => kind).sort(bySeverity);
  }

  #addWriter({ tool, version }: Writer): void {
    const key = nameOf({ tool, version });
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

function bySeverity(a: Facts['findings'][number], b: Facts['findings'][number]): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.runs - a.runs || (a.code < b.code ? -1 : 1)
  );
}

/** Facts of runs that carry their findings. */
export function factsOf(runs: readonly Run[], options: FactsOptions = {}): Facts {
  const loose: Finding[] = [];
  const onFinding = (finding: Finding): void => void loose.push(finding);
  return factsOfEntries(entriesOf(runs, { ...options, onFinding }), options, loose);
}

/** Facts of entries that count, and of findings of no run. */
export function factsOfEntries(
  entries: Iterable<Entry>,
  options: FactsOptions = {},
  loose: readonly Finding[] = [],
): Facts {
  const collected = new FactTotals(options);
  for (const entry of entries) collected.add(entry);
  for (const finding of loose) collected.addFinding(finding);
  return collected.result();
}
