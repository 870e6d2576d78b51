/** Counts which logged factors were replaced, for a note on stderr at the end. */
import type { Entry, GivenFactors } from '../src/accounting/index.ts';
import { significant } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { givenText } from '../src/report/statement/index.ts';
import type { Terminal } from './terminal.ts';

/** At most this many values are listed; the others are counted. */
const SHOWN_VALUES = 4;

/** Counts the logged factors of the added runs. */
export class ReplacedFactors {
  readonly #factors: GivenFactors;
  readonly #pues = new Map<string, number>();
  /** Number of runs with a printed total that keeps a PUE, which the log does not name. */
  #hidden = 0;
  readonly #intensities = new Map<string, number>();

  constructor(factors: GivenFactors) {
    this.#factors = factors;
  }

  /** Adds a run with the factors of its log. */
  add({ run: { pue, intensity }, traits }: Entry): void {
    if (traits.hidesPue) this.#hidden += 1;
    else count(this.#pues, pue === null ? 'none' : `${pue.value}`);
    count(this.#intensities, intensity === null ? 'none' : significant(intensity.gPerKwh));
  }

  /** Writes one line per factor: the new value, its source, and the values it replaces. */
  note(terminal: Terminal): void {
    const { pue, intensity } = this.#factors;
    if (pue !== undefined) {
      if (this.#pues.size > 0) {
        terminal.note(`recalculated with PUE ${pue.value} (${pue.source}) instead of ${list(this.#pues)}`);
      }
      if (this.#hidden > 0) {
        const runs = plural(this.#hidden, 'run');
        terminal.note(`PUE of ${runs} not recalculated: the total includes a PUE that the log does not name`);
      }
    }
    if (intensity !== undefined) {
      const given = givenText(intensity, intensity.source).replace('CO₂eq', 'CO2eq');
      terminal.note(`recalculated with ${given}, instead of ${list(this.#intensities)}`);
    }
  }
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** The values by their frequency: `1.58 (12 runs), none (1 run)`. */
function list(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const texts = sorted.slice(0, SHOWN_VALUES).map(([value, runs]) => `${value} (${plural(runs, 'run')})`);
  const rest = sorted.length - SHOWN_VALUES;
  return texts.join(', ') + (rest > 0 ? `, and ${rest} other values` : '');
}
