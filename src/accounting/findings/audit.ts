/** Findings -> the entries of an audit: each with its files, its figures and its effect, and their sums by code. */
import { meaningOf } from '../../model/findings.ts';
import { type Finding, type Run, SEVERITIES, type Severity } from '../../model/run.ts';
import { presentFiles } from '../../model/run-files.ts';
import type { Entry } from '../entry.ts';
import { impliedGPerKwh, intensityGPerKwh } from '../run/factors.ts';
import type { Figures } from '../types.ts';
import { doubtedKwh } from './weight.ts';

/** One finding of an audit; energies in kWh with PUE, null where unknown. */
export interface AuditEntry {
  /** Stable code of the finding. */
  code: string;
  /** How much the finding matters. */
  severity: Severity;
  /** Id of the run; null for what belongs to none, such as an unreadable folder. */
  run: string | null;
  /** Ids of the runs, where it is about several and so belongs to none. */
  runs?: string[];
  /** Paths of the files that it is about. */
  files: string[];
  /** One line for people. */
  message: string;
  /** Energy that the log shows. */
  loggedKwh: number | null;
  /** Correct energy. */
  correctKwh: number | null;
  /** Lowest and highest energy that can be right. */
  rangeKwh: [number, number] | null;
  /** Change of the total in kWh, made or, where it cannot be repaired, missing. */
  effectKwh: number | null;
  /** The effect in g CO2eq. */
  effectCo2eqG: number | null;
  /** Lowest and highest CO2eq in g that can be right, with the intensity of the run; null where one of both is unknown. */
  rangeCo2eqG: [number, number] | null;
}

/** The findings of an entry. */
export function auditEntry({ run, figures }: Pick<Entry, 'run' | 'figures'>): AuditEntry[] {
  const gPerKwh = intensityOf(run, figures);
  const files = presentFiles(run.files);
  return run.findings.map((finding) => newEntry(finding, run.id, files, gPerKwh));
}

/** A finding of no run. */
export function auditFinding(finding: Finding): AuditEntry {
  return { ...newEntry(finding, null, finding.files ?? [], null), effectCo2eqG: finding.effectCo2eqG ?? null };
}

const intensityOf = (run: Run, { corrected }: Figures): number | null =>
  impliedGPerKwh(corrected) ?? intensityGPerKwh(run, run.actual);

function newEntry(finding: Finding, run: string | null, files: string[], gPerKwh: number | null): AuditEntry {
  const { code, severity, message, effectKwh, figures } = finding;
  const rangeKwh = figures?.rangeKwh ?? null;
  return {
    code,
    severity,
    run,
    ...(finding.runs === undefined ? {} : { runs: finding.runs }),
    files: [...files],
    message,
    loggedKwh: figures?.loggedKwh ?? null,
    correctKwh: figures?.correctKwh ?? null,
    rangeKwh,
    effectKwh,
    effectCo2eqG: effectKwh === null || gPerKwh === null ? null : effectKwh * gPerKwh,
    rangeCo2eqG: rangeKwh === null || gPerKwh === null ? null : [rangeKwh[0] * gPerKwh, rangeKwh[1] * gPerKwh],
  };
}

/** All entries of one code. */
export interface AuditGroup {
  /** The code that the entries share. */
  code: string;
  /** Severity of the first entry. */
  severity: Severity;
  /** General meaning of the code. */
  meaning: string;
  /** Runs with it, and findings of no run. */
  runs: number;
  /** Sum over the entries with a known effect, in kWh; null where there is none. */
  effectKwh: number | null;
  /** Sum over the entries with a known effect, in g CO2eq; null where there is none. */
  effectCo2eqG: number | null;
  /** Sum of the widths of the ranges of the other entries; null where none has a range. */
  spreadKwh: number | null;
  /** The same in g CO2eq, over the entries with a known range of CO2eq; null where none has one. */
  spreadCo2eqG: number | null;
  /** The entries of the first runs, or all. */
  entries: AuditEntry[];
}

/** Collects entries by their code. */
export class AuditTotals {
  readonly #groups = new Map<string, AuditGroup>();
  /** The last run of each code: a run may have several entries of one code. */
  readonly #lastRuns = new Map<string, string>();
  /** Energy in kWh that the findings of a code put in doubt without a range. */
  readonly #doubted = new Map<string, number>();
  readonly #shownRuns: number;

  /** @param shownRuns number of runs per code with kept entries */
  constructor({ shownRuns = Number.POSITIVE_INFINITY }: { shownRuns?: number } = {}) {
    this.#shownRuns = shownRuns;
  }

  /**
   * Adds a finding.
   *
   * @param energyKwh of its run; 0 for a finding of no run
   */
  add(entry: AuditEntry, energyKwh = 0): void {
    const { code, run, effectKwh, rangeKwh, rangeCo2eqG } = entry;
    const group = this.#groupOf(entry);
    this.#doubted.set(code, (this.#doubted.get(code) ?? 0) + doubtedKwh(code, energyKwh));
    if (run === null || this.#lastRuns.get(code) !== run) group.runs += entry.runs?.length ?? 1;
    if (run !== null) this.#lastRuns.set(code, run);
    group.effectKwh = plus(group.effectKwh, effectKwh);
    group.effectCo2eqG = plus(group.effectCo2eqG, entry.effectCo2eqG);
    if (effectKwh === null && rangeKwh !== null) group.spreadKwh = plus(group.spreadKwh, rangeKwh[1] - rangeKwh[0]);
    if (effectKwh === null && rangeCo2eqG !== null)
      group.spreadCo2eqG = plus(group.spreadCo2eqG, rangeCo2eqG[1] - rangeCo2eqG[0]);
    if (group.runs <= this.#shownRuns || group.entries.length === 0) group.entries.push(entry);
  }

  /** Errors first, then what changes most, then the rest by severity and by how uncertain it leaves the total. */
  result(): AuditGroup[] {
    return [...this.#groups.values()].sort(
      (a, b) =>
        Number(b.severity === 'error') - Number(a.severity === 'error') ||
        Math.abs(b.effectKwh ?? 0) - Math.abs(a.effectKwh ?? 0) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        this.#uncertainKwh(b) - this.#uncertainKwh(a) ||
        b.runs - a.runs ||
        (a.code < b.code ? -1 : 1),
    );
  }

  #uncertainKwh({ code, spreadKwh }: AuditGroup): number {
    return Math.max(spreadKwh ?? 0, this.#doubted.get(code) ?? 0);
  }

  #groupOf({ code, severity }: AuditEntry): AuditGroup {
    let group = this.#groups.get(code);
    if (group === undefined) {
      const meaning = meaningOf(code);
      const sums = { effectKwh: null, effectCo2eqG: null, spreadKwh: null, spreadCo2eqG: null };
      group = { code, severity, meaning, runs: 0, ...sums, entries: [] };
      this.#groups.set(code, group);
    }
    return group;
  }
}

const plus = (sum: number | null, part: number | null): number | null => (part === null ? sum : (sum ?? 0) + part);
