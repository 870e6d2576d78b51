/** Findings of many runs, in one line per kind. */
import {
  CORRECTIONS,
  type CountedPart,
  countedPartOf,
  doubtedKwh,
  type Entry,
  isQuiet,
  isWeighty,
  spreadOf,
  spreadText,
} from '../src/accounting/index.ts';
import { type FindingCode, meaningWithAdvice } from '../src/model/findings.ts';
import { formatCount, formatEnergyPair } from '../src/model/numbers.ts';
import { type Finding, SEVERITIES, type Severity } from '../src/model/run.ts';
import { namesOf } from './run-names.ts';
import type { Terminal } from './terminal.ts';

interface Kind {
  severity: Severity;
  runs: number;
  /** The ids of the first runs, or messages where there is no run. */
  names: string[];
  /** Whether all names are ids of runs, none a message. */
  ofRuns: boolean;
  messages: string[];
  loggedKwh: number;
  countedKwh: number;
  /** Known change of the total, in kWh. */
  effectKwh: number;
  /** How far all of them together may change the total, in kWh. */
  lowKwh: number;
  highKwh: number;
  /** Whether it is shown only where it may change the total by more than 1 %. */
  isQuiet: boolean;
}

/** How a finding is named: by its run, by several runs, or by its message. */
interface Named {
  id: string | null;
  shown: string;
  ids?: readonly string[];
  /** What counts of the run; null for a finding that belongs to no run. */
  part: CountedPart | null;
  quiet?: boolean;
}

const SHOWN_NAMES = 3;

/** Which findings of a run are added. */
interface ShownFindings {
  findings?: readonly Finding[];
  quiet?: readonly Finding[];
}

/** Collects the findings of the added runs and writes them to stderr at the end. */
export class FindingTotals {
  readonly #kinds = new Map<string, Kind>();
  /** Ids of all runs, by which short names stay distinct and are those of tables. */
  readonly #ids: string[] = [];
  readonly #keepAll: boolean;
  /** Counted energy in kWh, with the factors of the logs. */
  #totalKwh = 0;

  constructor({ keepAll }: { keepAll: boolean }) {
    this.#keepAll = keepAll;
  }

  /** Whether any finding is of severity `error`. */
  get hasErrors(): boolean {
    return [...this.#kinds.values()].some(({ severity }) => severity === 'error');
  }

  /** Whether there is a finding of this code. */
  has(code: FindingCode): boolean {
    return this.#kinds.has(code);
  }

  /** Writes one line with how many runs have findings of each severity, where there are any. */
  noteCounts(terminal: Terminal): void {
    const shown = [...this.#kinds].filter(([code]) => this.isShown(code));
    if (shown.length === 0) return;
    const codes = shown.map(([code, { runs }]) => `${runs} ${code}`).sort();
    terminal.note(`findings: ${codes.join(', ')} (--verbose lists them)`);
  }

  /** Whether any kind is shown; asked once all runs are added. */
  get hasFindings(): boolean {
    return [...this.#kinds.keys()].some((code) => this.isShown(code));
  }

  /** Whether a kind is shown beside the total; asked once all runs are added. */
  isShown(code: string): boolean {
    const kind = this.#kinds.get(code);
    return kind !== undefined && (!kind.isQuiet || isWeighty(kind, this.#totalKwh));
  }

  /** Adds findings of a run, by default all, and its energy to the total, both with the factors of the log. */
  addRun(entry: Entry, { findings = entry.run.findings, quiet = entry.quiet }: ShownFindings = {}): void {
    const { id } = entry.run;
    const { logged, corrected } = entry.beforeFactors;
    const part = countedPartOf(entry);
    this.#ids.push(id);
    this.#totalKwh += corrected.energyKwh;
    for (const finding of quiet) this.#add(finding, { id, shown: id, part, quiet: true }, false);
    if (findings.length === 0) return;
    const seen = new Set<string>();
    for (const finding of findings) {
      // For an unreadable file the message is more useful than the name.
      const shown =
        finding.code === 'unreadable' ? { id: null, shown: finding.message, part } : { id, shown: id, part };
      const kind = this.#add(finding, shown, seen.has(finding.code));
      if (!seen.has(finding.code)) {
        kind.loggedKwh += logged.energyKwh;
        kind.countedKwh += corrected.energyKwh;
      }
      seen.add(finding.code);
    }
  }

  /** Adds a finding that belongs to no run, such as an unreadable folder. */
  addLoose(finding: Finding): void {
    const { runs, moreRuns = 0 } = finding;
    const named = { id: null, shown: finding.message, part: null, quiet: isQuiet(finding) };
    this.#add(finding, runs === undefined ? named : { ...named, ids: runs }, false).runs += moreRuns;
  }

  #add(finding: Finding, { id, shown, ids, part, quiet = false }: Named, again: boolean): Kind {
    let kind = this.#kinds.get(finding.code);
    if (kind === undefined) {
      kind = {
        severity: finding.severity,
        runs: 0,
        names: [],
        ofRuns: true,
        messages: [],
        loggedKwh: 0,
        countedKwh: 0,
        effectKwh: 0,
        lowKwh: 0,
        highKwh: 0,
        isQuiet: quiet,
      };
      this.#kinds.set(finding.code, kind);
    }
    const { lowKwh, highKwh } = spreadOf(finding, part);
    kind.effectKwh += finding.effectKwh ?? 0;
    kind.lowKwh += lowKwh;
    kind.highKwh += highKwh;
    if (!again) kind.runs += ids?.length ?? 1;
    kind.ofRuns &&= id !== null || ids !== undefined;
    if (!again && kind.names.length < SHOWN_NAMES) {
      kind.names.push(...(ids ?? [shown]).slice(0, SHOWN_NAMES - kind.names.length));
    }
    if (this.#keepAll) kind.messages.push(id === null ? finding.message : `${id}: ${finding.message}`);
    return kind;
  }

  /** Writes one line per kind, errors first; with `keepAll` every finding below its kind. */
  note(terminal: Terminal): void {
    for (const line of this.lines()) terminal.note(line);
  }

  /** The lines that `note` writes. */
  lines(): string[] {
    return this.#lines((code) => this.isShown(code));
  }

  /** The lines of what makes a total doubtful: errors, and warnings that may change it by more than 1 %. */
  doubts(): string[] {
    return this.#lines((_, kind) => {
      return kind.severity === 'error' || (kind.severity === 'warning' && isWeighty(kind, this.#totalKwh));
    });
  }

  #lines(isMeant: (code: string, kind: Kind) => boolean): string[] {
    const lines: string[] = [];
    const nameOf = namesOf(this.#ids);
    for (const severity of SEVERITIES) {
      const shown = [...this.#kinds].filter(([code, kind]) => kind.severity === severity && isMeant(code, kind));
      for (const [code, kind] of shown.sort(byEffect)) {
        lines.push(lineOf(code, kind, nameOf, this.#totalKwh), ...kind.messages.map((message) => `  ${message}`));
      }
    }
    return lines;
  }
}

/** What changes the total most comes first, then what leaves it most uncertain, as in `audit`. */
function byEffect([codeA, a]: [string, Kind], [codeB, b]: [string, Kind]): number {
  return Math.abs(b.effectKwh) - Math.abs(a.effectKwh) || uncertainKwh(codeB, b) - uncertainKwh(codeA, a);
}

const uncertainKwh = (code: string, { lowKwh, highKwh, countedKwh }: Kind): number =>
  Math.max(highKwh - lowKwh, doubtedKwh(code, countedKwh));

function lineOf(code: string, kind: Kind, nameOf: (id: string) => string, totalKwh: number): string {
  // Messages hold commas themselves.
  const between = kind.ofRuns ? ', ' : '; ';
  const more = kind.runs > kind.names.length ? `${between}and ${formatCount(kind.runs - kind.names.length)} more` : '';
  const names = kind.ofRuns ? kind.names.map(nameOf) : kind.names;
  const [logged, counted] = formatEnergyPair(kind.loggedKwh, kind.countedKwh);
  const figures = CORRECTIONS.has(code) && logged !== counted ? `; logged ${logged}, counted ${counted}` : '';
  const spread = isWeighty(kind, totalKwh) ? `; ${spreadText(kind, totalKwh)}` : '';
  return `${kind.severity}: ${code}: ${meaningWithAdvice(code)} (${formatCount(kind.runs)}: ${names.join(between)}${more}${figures}${spread})`;
}
