/** Runs -> totals; the parts add up. */
import type { Equivalents } from '../model/run.ts';
import { equivalentsOf } from './co2.ts';
import type { Account, Basis, Totals } from './types.ts';

export interface AggregateOptions {
  /** Count the figures as the logs print them, without corrections. */
  asLogged?: boolean;
}

/** Adds accounts up one by one, so that a directory need not fit in memory. */
export class Aggregator {
  readonly #asLogged: boolean;
  readonly #basis: Record<Basis, { runs: number; energyKwh: number }> = {
    measured: { runs: 0, energyKwh: 0 },
    predicted: { runs: 0, energyKwh: 0 },
    recovered: { runs: 0, energyKwh: 0 },
    none: { runs: 0, energyKwh: 0 },
  };
  #runs = 0;
  readonly #energyKwh = new Sum();
  readonly #durationS = new Sum();
  readonly #co2eqG = new Sum();
  readonly #loggedKwh = new Sum();
  readonly #loggedCo2eqG = new Sum();
  #loggedEquivalents: Equivalents | null = null;
  #co2eqUnknownRuns = 0;

  constructor(options: AggregateOptions = {}) {
    this.#asLogged = options.asLogged === true;
  }

  add(account: Account): void {
    const { logged } = account;
    const figure = this.#asLogged ? logged : account.corrected;
    this.#runs += 1;
    const part = this.#basis[account.basis];
    part.runs += 1;
    part.energyKwh += figure.energyKwh;
    this.#energyKwh.add(figure.energyKwh);
    this.#durationS.add(figure.durationS);
    if (figure.co2eqG !== null) this.#co2eqG.add(figure.co2eqG);
    else if (account.basis !== 'none') this.#co2eqUnknownRuns += 1;
    this.#loggedKwh.add(logged.energyKwh);
    if (logged.co2eqG !== null) this.#loggedCo2eqG.add(logged.co2eqG);
    for (const unit in logged.equivalents) {
      this.#loggedEquivalents ??= {};
      this.#loggedEquivalents[unit] = (this.#loggedEquivalents[unit] ?? 0) + (logged.equivalents[unit] ?? 0);
    }
  }

  totals(): Totals {
    const co2eqG = this.#known(this.#co2eqG);
    return {
      runs: this.#runs,
      energyKwh: this.#energyKwh.value,
      co2eqG,
      equivalents: co2eqG === null ? null : this.#asLogged ? this.#loggedEquivalents : equivalentsOf(co2eqG),
      durationS: this.#durationS.value,
      co2eqUnknownRuns: this.#co2eqUnknownRuns,
      logged: {
        energyKwh: this.#loggedKwh.value,
        co2eqG: this.#known(this.#loggedCo2eqG),
        equivalents: this.#loggedEquivalents,
      },
      basis: structuredClone(this.#basis),
    };
  }

  /** Nothing known is null, not 0 g, as soon as there is energy to price. */
  #known(sum: Sum): number | null {
    return sum.count === 0 && this.#runs > this.#basis.none.runs ? null : sum.value;
  }
}

/** Sum with compensation, so that the order of a hundred thousand runs does not show in the total. */
export class Sum {
  #sum = 0;
  #lost = 0;
  count = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
    this.count += 1;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** Totals over accounts. */
export function aggregate(accounts: Iterable<Account>, options: AggregateOptions = {}): Totals {
  const aggregator = new Aggregator(options);
  for (const account of accounts) aggregator.add(account);
  return aggregator.totals();
}
