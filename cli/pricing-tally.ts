/** Which logged factors were replaced, told once everything is read. */
import type { Pricing } from '../src/accounting/index.ts';
import { significant } from '../src/model/numbers.ts';
import type { Run } from '../src/model/run.ts';
import { givenText } from '../src/report/statement/factor-texts.ts';
import { tell } from './terminal.ts';

/** More values than this are told by their number. */
const SHOWN_VALUES = 4;

/** Counts the factors of runs as they pass. */
export class PricingTally {
  readonly #pricing: Pricing;
  readonly #pues = new Map<string, number>();
  readonly #intensities = new Map<string, number>();

  constructor(pricing: Pricing) {
    this.#pricing = pricing;
  }

  add({ pue, intensity }: Run): void {
    count(this.#pues, pue === null ? 'none' : `${pue.value}`);
    count(this.#intensities, intensity === null ? 'none' : significant(intensity.gPerKwh));
  }

  /** One line a factor: the new one, where it comes from, and what it stands in for. */
  tell(): void {
    const { pue, intensity } = this.#pricing;
    if (pue !== undefined) tell(`priced again: PUE ${pue.value}, ${pue.source}, in place of ${list(this.#pues)}`);
    if (intensity !== undefined) {
      const anew = givenText(intensity, intensity.source).replace('CO₂eq', 'CO2eq');
      tell(`priced again: ${anew}, in place of ${list(this.#intensities)}`);
    }
  }
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** The values by their frequency: `1.58 (12 runs), none (1 run)`. */
function list(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const texts = sorted
    .slice(0, SHOWN_VALUES)
    .map(([value, runs]) => `${value} (${runs} ${runs === 1 ? 'run' : 'runs'})`);
  const rest = sorted.length - SHOWN_VALUES;
  return texts.join(', ') + (rest > 0 ? `, and ${rest} other values` : '');
}
