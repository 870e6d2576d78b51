/** Runs that measured the same devices at the same time without naming them: what counts once, and what may count twice. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { Figures, SameMachine } from '../types.ts';
import { aboutSimultaneous, byStart, groupedBy, lanesOf } from './lanes.ts';
import { LEAST_GPUS, ranksOfOneNode, wrappedRuns } from './processes.ts';
import type { RunTrace } from './run-trace.ts';
import { withoutShare } from './shared-devices.ts';

/** The machine that somebody named for a run. */
export const machineOf = (same: SameMachine | undefined, run: Run): string | null =>
  typeof same === 'function' ? same(run) : null;

/** Of a run that does not count whole. */
interface Taken {
  share: number;
  message: (text: string) => string;
  /** Whether it may be wrong, so that the whole figure is in the range. */
  isGuess: boolean;
}

/** Collects the traces of runs, and decides when all are there. */
export class OneMachine {
  readonly #same: boolean | undefined;
  readonly #traces: RunTrace[] = [];
  readonly #taken = new Map<RunTrace, Taken>();

  constructor(same: SameMachine | undefined) {
    this.#same = typeof same === 'function' ? undefined : same;
  }

  /**
   * Adds a run.
   *
   * @returns whether its figure is known only when all runs are there
   */
  add(trace: RunTrace): boolean {
    this.#traces.push(trace);
    return trace.isTracked || trace.machine !== null || this.#same === true || this.#mayBeRank(trace);
  }

  /** Decides, once all runs are there. */
  decide(): void {
    const [tracked, others] = [[] as RunTrace[], [] as RunTrace[]];
    for (const trace of this.#traces) (trace.isTracked ? tracked : others).push(trace);
    this.#takeWrapped(tracked, others);
    const isNamed = ({ machine }: RunTrace): boolean => machine !== null || this.#same === true;
    this.#takeOverlaps(others.filter(isNamed));
    if (this.#same === undefined) this.#takeRanks(others.filter((trace) => !isNamed(trace) && this.#mayBeRank(trace)));
  }

  /** The figure of a run that waited. */
  count(trace: RunTrace, figures: Figures): { figures: Figures; share: number; finding: Finding | null } {
    const taken = this.#taken.get(trace);
    if (taken === undefined) return { figures, share: 0, finding: null };
    const { share, message, isGuess } = taken;
    const counted = withoutShare(figures, share);
    const [wholeKwh, correctKwh] = [figures.corrected.energyKwh, counted.corrected.energyKwh];
    const effectKwh = correctKwh - wholeKwh;
    const finding = newFinding('device-counted-once', message(formatEnergy(-effectKwh)), effectKwh, {
      loggedKwh: figures.logged.energyKwh,
      correctKwh,
      ...(isGuess ? { rangeKwh: [correctKwh, wholeKwh] as [number, number] } : {}),
    });
    return { figures: counted, share, finding };
  }

  /** What may still be counted more than once; nothing where somebody decided. */
  findings(): Finding[] {
    if (this.#same !== undefined) return [];
    return aboutSimultaneous(
      this.#traces.filter((trace) => !trace.isTracked && trace.machine === null && !this.#taken.has(trace)),
    );
  }

  #mayBeRank({ gpus, pid }: RunTrace): boolean {
    return this.#same === undefined && gpus.length >= LEAST_GPUS && pid !== null;
  }

  /** ct-track measured the whole command: what the script in it measured counts there, and the rest here. */
  #takeWrapped(tracked: RunTrace[], others: readonly RunTrace[]): void {
    for (const [trace, wrapped] of wrappedRuns(tracked, others)) {
      const energyJ = wrapped.reduce((sum, one) => sum + one.energyJ, 0);
      const [first] = wrapped;
      const more = wrapped.length > 1 ? ` and ${plural(wrapped.length - 1, 'further run')}` : '';
      this.#taken.set(trace, {
        share: Math.min(1, energyJ / trace.energyJ),
        message: (text) =>
          `carbontracker also measured this command (${first?.id}${more}): ${text} are not counted again`,
        isGuess: true,
      });
    }
  }

  #takeOverlaps(traces: RunTrace[]): void {
    for (const group of groupedBy(traces, ({ machine, devices }) => `${machine}\0${devices}`)) {
      for (const { members } of lanesOf(group, () => true)) {
        const [first] = members;
        for (const { trace, share } of members) {
          if (share <= 0) continue;
          const message = (text: string): string =>
            `measured the devices of ${first?.trace.id} at the same time, on one machine as decided by --same-machine or a manifest: ${text} are not counted again`;
          this.#taken.set(trace, { share, message, isGuess: false });
        }
      }
    }
  }

  #takeRanks(traces: RunTrace[]): void {
    for (const ranks of ranksOfOneNode(traces)) {
      const [first, ...rest] = ranks.sort(byStart);
      let untilMs = first?.toMs ?? 0;
      for (const trace of rest) {
        const share = Math.max(0, Math.min(trace.toMs, untilMs) - trace.fromMs) / (trace.toMs - trace.fromMs);
        untilMs = Math.max(untilMs, trace.toMs);
        const message = (text: string): string =>
          `one of ${ranks.length} processes that ran together with neighbouring ids and read the same power from ${trace.gpus.length} GPUs as ${first?.id}; counted as one machine: ${text} are not counted again`;
        this.#taken.set(trace, { share, message, isGuess: true });
      }
    }
  }
}
