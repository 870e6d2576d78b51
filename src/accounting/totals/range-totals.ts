/** Ranges of runs -> the range of their total. */
import { meaningOf } from '../../model/findings.ts';
import type { Finding } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import { type Spread, spreadOf } from '../findings/weight.ts';
import { kindOfFinding, RANGE_KINDS, type RangeKind } from '../run/deviations.ts';
import { type FigureRange, type KnownBounds, type RangePart, rangeOfEntry } from '../run/range.ts';
import { Sum } from './run-totals.ts';

/** The range of a total. Like the parts of a run, the ranges of runs are added up linearly: the worst case. */
export interface TotalRange extends FigureRange {
  /** Number of runs with energy but without a range, which count with their figure alone. */
  runsWithoutRange: number;
}

/** What the parts of one kind and reason add up to. */
class PartTotals {
  readonly kind: RangeKind;
  readonly why: string;
  readonly #lowKwh = new Sum();
  readonly #highKwh = new Sum();
  readonly #lowCo2eqG = new Sum();
  readonly #highCo2eqG = new Sum();

  constructor(kind: RangeKind, why: string) {
    this.kind = kind;
    this.why = why;
  }

  add(lowKwh: number, highKwh: number, lowCo2eqG: number, highCo2eqG: number): void {
    this.#lowKwh.add(lowKwh);
    this.#highKwh.add(highKwh);
    this.#lowCo2eqG.add(lowCo2eqG);
    this.#highCo2eqG.add(highCo2eqG);
  }

  result(): RangePart {
    return {
      kind: this.kind,
      lowKwh: this.#lowKwh.value,
      highKwh: this.#highKwh.value,
      lowCo2eqG: this.#lowCo2eqG.value,
      highCo2eqG: this.#highCo2eqG.value,
      why: this.why,
    };
  }
}

/** Totals the ranges of runs. */
export class RangeTotals {
  readonly #energyKwh = new Sum();
  readonly #co2eqG = new Sum();
  /** By their reason: nearly always one kind has it. */
  readonly #parts = new Map<string, PartTotals[]>();
  readonly #loose: (Pick<RangePart, 'kind' | 'why'> & Spread)[] = [];
  /** Bounds of the countries of the added entries. */
  readonly #bounds: KnownBounds = new Map();
  #runsWithoutRange = 0;
  #hasRows = false;

  /**
   * Adds an entry with the range of its figure.
   *
   * @returns what to wait for before the next entry; undefined for nearly every one, as waiting takes longer than a range
   */
  addEntry(entry: Entry): Promise<void> | undefined {
    const range = rangeOfEntry(entry, this.#bounds);
    if (range instanceof Promise) return range.then((known) => this.add(entry, known));
    this.add(entry, range);
    return undefined;
  }

  /**
   * Adds the figures of a run. With a run from a table the total has no range: its row lacks what the range is made of.
   *
   * @param range of the corrected figure; null where none is known
   */
  add({ figures: { basis, corrected }, traits }: Pick<Entry, 'figures' | 'traits'>, range: FigureRange | null): void {
    this.#hasRows ||= traits.isRow;
    this.#energyKwh.add(corrected.energyKwh);
    if (corrected.co2eqG !== null) this.#co2eqG.add(corrected.co2eqG);
    if (range === null && basis !== 'none' && corrected.energyKwh > 0) this.#runsWithoutRange += 1;
    if (range === null) return;
    for (const { kind, why, lowKwh, highKwh, lowCo2eqG, highCo2eqG } of range.parts) {
      this.#part(kind, why).add(lowKwh, highKwh, lowCo2eqG, highCo2eqG);
    }
  }

  /** Adds the uncertainty of a finding that belongs to no run, with the carbon intensity of the total. */
  addFinding(finding: Finding): void {
    const kind = kindOfFinding(finding);
    const spread = spreadOf(finding, null);
    if (kind === null || (spread.lowKwh === 0 && spread.highKwh === 0)) return;
    this.#loose.push({ kind, why: meaningOf(finding.code), ...spread });
  }

  /** The range of all runs that were added; null where none has one, and where a run came from a table. */
  result(): TotalRange | null {
    if (this.#hasRows) return null;
    this.#takeLoose();
    const parts = [...this.#parts.values()]
      .flat()
      .map((part) => part.result())
      .sort((a, b) => RANGE_KINDS.indexOf(a.kind) - RANGE_KINDS.indexOf(b.kind) || (a.why < b.why ? -1 : 1));
    if (parts.length === 0) return null;
    const around = (figure: Sum, low: 'lowKwh' | 'lowCo2eqG', high: 'highKwh' | 'highCo2eqG'): [number, number] => [
      Math.max(
        0,
        parts.reduce((sum, part) => sum + part[low], figure.value),
      ),
      parts.reduce((sum, part) => sum + part[high], figure.value),
    ];
    return {
      energyKwh: around(this.#energyKwh, 'lowKwh', 'highKwh'),
      co2eqG: this.#co2eqG.count === 0 ? null : around(this.#co2eqG, 'lowCo2eqG', 'highCo2eqG'),
      parts,
      runsWithoutRange: this.#runsWithoutRange,
    };
  }

  #takeLoose(): void {
    const gPerKwh = this.#energyKwh.value > 0 ? this.#co2eqG.value / this.#energyKwh.value : 0;
    for (const { kind, why, lowKwh, highKwh } of this.#loose.splice(0)) {
      this.#part(kind, why).add(lowKwh, highKwh, lowKwh * gPerKwh, highKwh * gPerKwh);
    }
  }

  #part(kind: RangeKind, why: string): PartTotals {
    const known = this.#parts.get(why);
    const own = known?.find((part) => part.kind === kind);
    if (own !== undefined) return own;
    const part = new PartTotals(kind, why);
    if (known === undefined) this.#parts.set(why, [part]);
    else known.push(part);
    return part;
  }
}
