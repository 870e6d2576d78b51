/** Which logged factors were replaced, told once everything is read. */
import type { Entry, GivenFactors } from '../src/accounting/index.ts';
import { significant } from '../src/model/numbers.ts';
import { givenText } from '../src/report/statement/index.ts';
import type { Terminal } from './terminal.ts';

/** More values than this are told by their number. */
const SHOWN_VALUES = 4;

/** Counts the factors of runs as they pass. */
export class ReplacedFactors {
  readonly #factors: GivenFactors;
  readonly #pues = new Map<string, number>();
  /** Runs whose printed total keeps a PUE that the log does not name. */
  #hidden = 0;
  readonly #intensities = new Map<string, number>();

  constructor(factors: GivenFactors) {
    this.#factors = factors;
  }

  add({ run: { pue, intensity }, traits }: Entry): void {
    if (traits.hidesPue) this.#hidden += 1;
    else count(this.#pues, pue === null ? 'none' : `${pue.value}`);
    count(this.#intensities, intensity === null ? 'none' : significant(intensity.gPerKwh));
  }

  /** One line a factor: the new one, where it comes from, and what it stands in for. */
  note(terminal: Terminal): void {
    const { pue, intensity } = this.#factors;
    if (pue !== undefined) {
      if (this.#pues.size > 0) {
        terminal.note(`priced again: PUE ${pue.value}, ${pue.source}, in place of ${list(this.#pues)}`);
      }
      if (this.#hidden > 0) terminal.note(hiddenPueText(this.#hidden));
    }
    if (intensity !== undefined) {
      const anew = givenText(intensity, intensity.source).replace('CO₂eq', 'CO2eq');
      terminal.note(`priced again: ${anew}, in place of ${list(this.#intensities)}`);
    }
  }
}

/** Says that printed totals keep a PUE that their logs do not name. */
export const hiddenPueText = (runs: number): string =>
  `not priced again: the PUE of ${runsOf(runs)}, which is in the total but not named in the log`;

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

const runsOf = (runs: number): string => `${runs} ${runs === 1 ? 'run' : 'runs'}`;

/** The values by their frequency: `1.58 (12 runs), none (1 run)`. */
function list(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const texts = sorted.slice(0, SHOWN_VALUES).map(([value, runs]) => `${value} (${runsOf(runs)})`);
  const rest = sorted.length - SHOWN_VALUES;
  return texts.join(', ') + (rest > 0 ? `, and ${rest} other values` : '');
}
