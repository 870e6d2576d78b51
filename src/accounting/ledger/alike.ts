/** Texts without times that print the same figures, in digits that are too few to show whether they are copies of one run. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { firstOf } from '../../model/text.ts';
import type { FigureHash } from './figure-hash.ts';
import { push } from './groups.ts';
import type { PrintedBlock } from './identity.ts';
import { isUntimed, type KnownRun } from './known-run.ts';
import { ofBlock } from './run-keys.ts';

/** Runs that a finding names. */
const SHOWN_IDS = 3;

/**
 * Finds runs that print the total, or without one the prediction, of a run without times.
 *
 * @param waiting runs that are no copies of one another as far as their figures show
 * @param settled runs that counted before
 */
export function aboutAlike(waiting: readonly KnownRun[], settled: Iterable<KnownRun>, hash: FigureHash): Finding[] {
  const alike = new Map<number, KnownRun[]>();
  for (const known of waiting) {
    const key = isUntimed(known) && known.energyKwh > 0 ? keyOf(known, hash) : null;
    if (key !== null) push(alike, key, known);
  }
  if (alike.size === 0) return [];
  const rounded = new Rounded(waiting.filter((known) => isUntimed(known) && known.energyKwh > 0));
  const others = [...waiting.filter((known) => !isUntimed(known)), ...settled];
  for (const known of others) {
    const key = keyOf(known, hash);
    if (key !== null) alike.get(key)?.push(known);
    rounded.look(known);
  }
  for (const known of waiting) if (isUntimed(known)) rounded.look(known);
  const same = [...alike.values()].filter(({ length }) => length > 1);
  const named = new Set(same.flat());
  return [...same, ...rounded.pairs.filter(([text]) => !named.has(text))].map(aboutRuns);
}

/** Fewer digits are those of many runs. */
const LEAST_DIGITS = 3;

/** Texts that print the total of another run with fewer digits, as people do who copy it by hand. */
class Rounded {
  /** Each text with the first run that it may be of. */
  readonly pairs: [text: KnownRun, run: KnownRun][] = [];
  readonly #byDuration = new Map<number, { text: KnownRun; total: PrintedBlock }[]>();
  readonly #found = new Set<KnownRun>();

  constructor(texts: readonly KnownRun[]) {
    for (const text of texts) {
      const total = text.identity?.actual ?? null;
      if (total === null || total.durationS === null) continue;
      if (total.energyKwh < total.resolutionKwh * 2 * 10 ** (LEAST_DIGITS - 1)) continue;
      const own = this.#byDuration.get(total.durationS) ?? [];
      this.#byDuration.set(total.durationS, own);
      if (own.length < MOST_OF_A_DURATION) own.push({ text, total });
    }
  }

  /** Looks for texts that round the total of a run. */
  look(run: KnownRun): void {
    const whole = run.identity?.actual ?? null;
    if (whole === null || whole.durationS === null) return;
    for (const { text, total } of this.#byDuration.get(whole.durationS) ?? []) {
      const isOther = text === run || this.#found.has(text) || whole.resolutionKwh >= total.resolutionKwh;
      if (isOther || !isRounded(total, whole)) continue;
      this.#found.add(text);
      this.pairs.push([text, run]);
    }
  }
}

/** Texts of one duration that are looked at; the bound keeps large folders quick. */
const MOST_OF_A_DURATION = 64;
/** Beyond half a unit of the last digit, for doubles. */
const ROUNDING = 1.001;

const isRounded = (rounded: PrintedBlock, whole: PrintedBlock): boolean =>
  (rounded.epochs === whole.epochs || rounded.epochs === null || whole.epochs === null) &&
  Math.abs(rounded.energyKwh - whole.energyKwh) <= ROUNDING * rounded.resolutionKwh;

function keyOf({ identity }: KnownRun, hash: FigureHash): number | null {
  const block = identity?.actual ?? identity?.predicted ?? null;
  return block === null ? null : ofBlock(block, hash);
}

function aboutRuns(runs: readonly KnownRun[]): Finding {
  const energyKwh = runs.reduce((sum, run) => sum + run.energyKwh, 0);
  const onceKwh = Math.max(...runs.map((run) => run.energyKwh));
  const ids = runs.map(({ id }) => id).sort();
  const message = `${firstOf(ids, SHOWN_IDS)} print the same figures, in too few digits to show whether they are copies: if they are, ${formatEnergy(energyKwh - onceKwh)} of ${formatEnergy(energyKwh)} count more than once`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [onceKwh, energyKwh] as [number, number] };
  return { ...newFinding('maybe-copies', message, null, figures), runs: ids };
}
