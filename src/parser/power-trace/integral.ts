/** Readings over time -> energy: the trapezoidal rule for powers, differences for counters, and gaps as gaps. */
import { addIntervals, type Intervals } from './intervals.ts';
import { sectionsOf } from './repeats.ts';
import type { Rhythm, Series } from './series.ts';

/** A time in which a device was measured without a gap; energies in J without PUE. */
export interface Stretch {
  /** Number of its section: between two sections the clock was set back, so that their times do not compare. */
  section: number;
  /** Start, in s of the trace. */
  startS: number;
  /** End, in s of the trace. */
  endS: number;
  /** Energy of the device. */
  energyJ: number;
  /** Energy with the lower, and with the higher, one of each two readings; the energy itself for counters. */
  boundsJ: [low: number, high: number];
}

/** What a device used, and when it was not measured. */
export interface Integral {
  /** Times without a gap, in their order. */
  stretches: Stretch[];
  /** Number of gaps. */
  gapCount: number;
  /** Length of all gaps, in s. */
  gapS: number;
  /** Estimate for all gaps, in J without PUE: the mean of the readings on both sides times the length. */
  gapJ: number;
  /** Intervals of more than three typical ones that are no gaps, as they come regularly. */
  stallCount: number;
  /** Length of those intervals, in s. */
  stallS: number;
  /** Times at which a counter started again. */
  resets: number;
  /** Times at which the clock was set back. */
  setBacks: number;
  /** Number of readings that were written twice, and count once. */
  repeats: number;
  /** Energy in each cell of a grid of time, in their order; empty without a grid. */
  cells: CellEnergy[];
}

/** Energy of a device in one cell of a grid of time; an interval belongs to the cell in which it begins. */
export interface CellEnergy {
  /** Number of the cell. */
  cell: number;
  /** Start of what was measured, in s of the trace. */
  startS: number;
  /** End of what was measured, in s of the trace. */
  endS: number;
  /** Energy in J. */
  energyJ: number;
}

/** The part of a time that counts, in s. */
export interface TimeCut {
  /** Start of the part; negative infinity for all before its end. */
  fromS: number;
  /** End of the part; infinity for all behind its start. */
  toS: number;
}

/** All of the trace counts. */
export const NO_CUT: TimeCut = { fromS: Number.NEGATIVE_INFINITY, toS: Number.POSITIVE_INFINITY };

/**
 * Adds up the readings of a device within a time.
 *
 * @param gridS length of a cell, where the energy of each is wanted
 */
export function integrate(
  series: Series,
  rhythm: Rhythm,
  cut: TimeCut = NO_CUT,
  gridS: number | null = null,
): Integral {
  const { sections, repeats } = sectionsOf(series, rhythm);
  const sum = new Sum(cut, gridS);
  for (const [number, section] of sections.entries()) {
    sum.section = number;
    addIntervals(section, rhythm, sum);
    sum.close();
  }
  return { ...sum.result, repeats, setBacks: Math.max(0, sections.length - 1) };
}

/** Collects stretches within a time. */
class Sum implements Intervals {
  section = 0;
  readonly result = {
    ...{ stretches: [] as Stretch[], cells: [] as CellEnergy[] },
    ...{ gapCount: 0, gapS: 0, gapJ: 0, stallCount: 0, stallS: 0, resets: 0 },
  };
  readonly #fromS: number;
  readonly #toS: number;
  readonly #gridS: number | null;
  #cell: CellEnergy | null = null;
  #startS = Number.NaN;
  #endS = Number.NaN;
  #energyJ = 0;
  #lowJ = 0;
  #highJ = 0;

  constructor({ fromS, toS }: TimeCut, gridS: number | null) {
    this.#fromS = fromS;
    this.#toS = toS;
    this.#gridS = gridS;
  }

  addPower(startS: number, endS: number, firstW: number, lastW: number, isStall: boolean): void {
    const [fromS, toS] = [Math.max(startS, this.#fromS), Math.min(endS, this.#toS)];
    if (!(toS > fromS)) return;
    const lengthS = toS - fromS;
    if (isStall) {
      this.result.stallCount += 1;
      this.result.stallS += lengthS;
    }
    let [atFromW, atToW] = [firstW, lastW];
    if (lengthS < endS - startS) {
      const slope = (lastW - firstW) / (endS - startS);
      [atFromW, atToW] = [firstW + slope * (fromS - startS), firstW + slope * (toS - startS)];
    }
    this.#add(fromS, toS, ((atFromW + atToW) / 2) * lengthS);
    this.#lowJ += Math.min(firstW, lastW) * lengthS;
    this.#highJ += Math.max(firstW, lastW) * lengthS;
  }

  addEnergy(startS: number, endS: number, energyJ: number): void {
    const [fromS, toS] = [Math.max(startS, this.#fromS), Math.min(endS, this.#toS)];
    if (!(toS > fromS)) return;
    const partJ = energyJ * ((toS - fromS) / (endS - startS));
    this.#add(fromS, toS, partJ);
    this.#lowJ += partJ;
    this.#highJ += partJ;
  }

  addGap(startS: number, endS: number, powerW: number | null): void {
    this.close();
    if (powerW === null) this.result.resets += 1;
    const lengthS = Math.min(endS, this.#toS) - Math.max(startS, this.#fromS);
    if (!(lengthS > 0)) return;
    this.result.gapCount += 1;
    this.result.gapS += lengthS;
    this.result.gapJ += (powerW ?? 0) * lengthS;
  }

  /** Ends the stretch that is open. */
  close(): void {
    if (!Number.isNaN(this.#startS)) {
      this.result.stretches.push({
        section: this.section,
        startS: this.#startS,
        endS: this.#endS,
        energyJ: this.#energyJ,
        boundsJ: [this.#lowJ, this.#highJ],
      });
    }
    this.#startS = Number.NaN;
    this.#energyJ = 0;
    this.#lowJ = 0;
    this.#highJ = 0;
  }

  #add(fromS: number, toS: number, energyJ: number): void {
    if (Number.isNaN(this.#startS)) this.#startS = fromS;
    this.#endS = toS;
    this.#energyJ += energyJ;
    if (this.#gridS !== null) this.#addToCell(Math.floor(fromS / this.#gridS), fromS, toS, energyJ);
  }

  #addToCell(cell: number, startS: number, endS: number, energyJ: number): void {
    if (this.#cell?.cell === cell) {
      this.#cell.endS = endS;
      this.#cell.energyJ += energyJ;
    } else {
      this.#cell = { cell, startS, endS, energyJ };
      this.result.cells.push(this.#cell);
    }
  }
}

/** A time in which some device was measured, with what each group of devices used in it. */
export interface MeasuredSpan {
  /** Start, in s of the trace. */
  startS: number;
  /** End, in s of the trace. */
  endS: number;
  /** Energy in J without PUE, in the order of the groups; null where none of its devices was measured. */
  energyJ: (number | null)[];
}

/** The times in which at least one device was measured, in order. */
export function measuredSpans(
  devices: readonly { group: number; stretches: readonly Stretch[] }[],
  groups: number,
): MeasuredSpan[] {
  const all = devices.flatMap(({ group, stretches }) => stretches.map((stretch) => ({ stretch, group })));
  all.sort((a, b) => a.stretch.section - b.stretch.section || a.stretch.startS - b.stretch.startS);
  const spans: MeasuredSpan[] = [];
  let section = -1;
  let last: MeasuredSpan | null = null;
  for (const { stretch, group } of all) {
    if (last === null || stretch.section !== section || stretch.startS > last.endS) {
      last = { startS: stretch.startS, endS: stretch.endS, energyJ: Array(groups).fill(null) };
      section = stretch.section;
      spans.push(last);
    }
    last.endS = Math.max(last.endS, stretch.endS);
    last.energyJ[group] = (last.energyJ[group] ?? 0) + stretch.energyJ;
  }
  return spans;
}
