/** Figures, entries and runs in memory -> totals. */
import type { Equivalents, Finding, Run } from '../../model/run.ts';
import { type Entry, entryOfExamined } from '../entry.ts';
import { withDevicesOnce } from '../ledger/devices-once.ts';
import { equivalentsOf, type GivenFactors, withFactors } from '../run/factors.ts';
import { type AggregateOptions, BASES, type Basis, type Figures, type Totals } from '../types.ts';

/** Totals the figures of runs, so that a folder need not fit in memory. */
export class RunTotals {
  readonly #asLogged: boolean;
  readonly #basis = perBasis(() => new Sum());
  #runs = 0;
  readonly #energyKwh = new Sum();
  readonly #durationS = new Sum();
  readonly #co2eqG = new Sum();
  readonly #loggedKwh = new Sum();
  readonly #loggedCo2eqG = new Sum();
  readonly #loggedEquivalents = new Map<string, Sum>();
  #co2eqUnknownRuns = 0;

  constructor(options: AggregateOptions = {}) {
    this.#asLogged = options.asLogged === true;
  }

  /** Adds the figures of one run. */
  add(figures: Figures): void {
    const { logged } = figures;
    const figure = this.#asLogged ? logged : figures.corrected;
    this.#runs += 1;
    this.#basis[figures.basis].add(figure.energyKwh);
    this.#energyKwh.add(figure.energyKwh);
    this.#durationS.add(figure.durationS);
    if (figure.co2eqG !== null) this.#co2eqG.add(figure.co2eqG);
    else if (figures.basis !== 'none') this.#co2eqUnknownRuns += 1;
    this.#loggedKwh.add(logged.energyKwh);
    if (logged.co2eqG !== null) this.#loggedCo2eqG.add(logged.co2eqG);
    for (const unit in logged.equivalents) {
      let sum = this.#loggedEquivalents.get(unit);
      if (sum === undefined) {
        sum = new Sum();
        this.#loggedEquivalents.set(unit, sum);
      }
      sum.add(logged.equivalents[unit] ?? 0);
    }
  }

  /** The totals so far. */
  result(): Totals {
    const co2eqG = this.#known(this.#co2eqG);
    const loggedEquivalents = this.#equivalents();
    return {
      runs: this.#runs,
      energyKwh: this.#energyKwh.value,
      co2eqG,
      equivalents: co2eqG === null ? null : this.#asLogged ? loggedEquivalents : equivalentsOf(co2eqG),
      durationS: this.#durationS.value,
      co2eqUnknownRuns: this.#co2eqUnknownRuns,
      logged: {
        energyKwh: this.#loggedKwh.value,
        co2eqG: this.#known(this.#loggedCo2eqG),
        equivalents: loggedEquivalents,
      },
      basis: perBasis((basis) => ({ runs: this.#basis[basis].count, energyKwh: this.#basis[basis].value })),
    };
  }

  #equivalents(): Equivalents | null {
    if (this.#loggedEquivalents.size === 0) return null;
    return Object.fromEntries([...this.#loggedEquivalents].map(([unit, { value }]) => [unit, value]));
  }

  /** Null instead of 0 g where there is energy but no known CO2eq. */
  #known(sum: Sum): number | null {
    return sum.count === 0 && this.#runs > this.#basis.none.count ? null : sum.value;
  }
}

const perBasis = <T>(of: (basis: Basis) => T): Record<Basis, T> =>
  Object.fromEntries(BASES.map((basis) => [basis, of(basis)])) as Record<Basis, T>;

/** Compensated sum, so that totals do not depend on the order of runs. */
export class Sum {
  #sum = 0;
  #lost = 0;
  /** Number of added values. */
  count = 0;

  /** Adds a value. */
  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
    this.count += 1;
  }

  /** The sum so far. */
  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** Options of `entriesOf`. */
export interface EntriesOptions extends AggregateOptions {
  /** Factors that replace the logged ones. */
  factors?: GivenFactors;
  /** Called for each finding about several of the runs: those that may have measured the same devices. */
  onFinding?: (finding: Finding) => void;
}

/**
 * Entries of different runs that carry their findings, in their order. A device that several runs measured at the same time
 * counts once, unless the figures count as logged.
 */
export function entriesOf(runs: readonly Run[], { factors = {}, onFinding, ...options }: EntriesOptions = {}): Entry[] {
  return withDevicesOnce(runs.map(entryOfExamined), options, onFinding).map((entry) => withFactors(entry, factors));
}

/**
 * Totals over runs, in which a device that several runs measured at the same time counts once; or over figures as they
 * are.
 */
export function aggregate(items: Iterable<Run> | Iterable<Figures>, options: AggregateOptions = {}): Totals {
  const all: (Run | Figures)[] = [...items];
  const runs = all.filter((item): item is Run => !('basis' in item));
  const sums = new RunTotals(options);
  for (const { figures } of entriesOf(runs, options)) sums.add(figures);
  for (const item of all) if ('basis' in item) sums.add(item);
  return sums.result();
}
