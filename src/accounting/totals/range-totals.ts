/** Ranges of runs -> the range of their total. */
import { FINDINGS, type FindingCode } from '../../model/findings.ts';
import type { Finding } from '../../model/run.ts';
import { type Spread, spreadOf } from '../findings/weight.ts';
import { kindOfFinding, RANGE_KINDS } from '../run/deviations.ts';
import type { FigureRange, RangePart } from '../run/range.ts';
import type { Figures } from '../types.ts';
import { Sum } from './run-totals.ts';

/** The range of a total. Like the parts of a run, the ranges of runs are added up linearly: the worst case. */
export interface TotalRange extends FigureRange {
  /** Number of runs with energy but without a range, which count with their figure alone. */
  runsWithoutRange: number;
}

interface PartSums {
  part: Pick<RangePart, 'kind' | 'why'>;
  sums: Record<'lowKwh' | 'highKwh' | 'lowCo2eqG' | 'highCo2eqG', Sum>;
}

/** Totals the ranges of runs. */
export class RangeTotals {
  readonly #energyKwh = new Sum();
  readonly #co2eqG = new Sum();
  readonly #parts = new Map<string, PartSums>();
  readonly #loose: (Pick<RangePart, 'kind' | 'why'> & Spread)[] = [];
  #runsWithoutRange = 0;

  /**
   * Adds the figures of a run.
   *
   * @param range of the corrected figure; null where none is known
   */
  add({ basis, corrected }: Figures, range: FigureRange | null): void {
    this.#energyKwh.add(corrected.energyKwh);
    if (corrected.co2eqG !== null) this.#co2eqG.add(corrected.co2eqG);
    if (range === null && basis !== 'none' && corrected.energyKwh > 0) this.#runsWithoutRange += 1;
    for (const { kind, why, ...bounds } of range?.parts ?? []) {
      const { sums } = this.#part(kind, why);
      for (const name of NAMES) sums[name].add(bounds[name]);
    }
  }

  /** Adds the uncertainty of a finding that belongs to no run, with the carbon intensity of the total. */
  addFinding(finding: Finding): void {
    const kind = kindOfFinding(finding);
    const spread = spreadOf(finding, null);
    if (kind === null || (spread.lowKwh === 0 && spread.highKwh === 0)) return;
    this.#loose.push({ kind, why: FINDINGS[finding.code as FindingCode][1], ...spread });
  }

  /** The range of all runs that were added; null where none has one. */
  result(): TotalRange | null {
    this.#takeLoose();
    const parts = [...this.#parts.values()]
      .map(({ part: { kind, why }, sums }) => ({
        kind,
        lowKwh: sums.lowKwh.value,
        highKwh: sums.highKwh.value,
        lowCo2eqG: sums.lowCo2eqG.value,
        highCo2eqG: sums.highCo2eqG.value,
        why,
      }))
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
      const { sums } = this.#part(kind, why);
      sums.lowKwh.add(lowKwh);
      sums.highKwh.add(highKwh);
      sums.lowCo2eqG.add(lowKwh * gPerKwh);
      sums.highCo2eqG.add(highKwh * gPerKwh);
    }
  }

  #part(kind: RangePart['kind'], why: string): PartSums {
    const key = kind + why;
    let part = this.#parts.get(key);
    if (part === undefined) {
      const sums = { lowKwh: new Sum(), highKwh: new Sum(), lowCo2eqG: new Sum(), highCo2eqG: new Sum() };
      part = { part: { kind, why }, sums };
      this.#parts.set(key, part);
    }
    return part;
  }
}

const NAMES = ['lowKwh', 'highKwh', 'lowCo2eqG', 'highCo2eqG'] as const;
