/** Runs that measured the same devices at the same time without naming them: what counts once, and what may count twice. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { Figures, SameMachine } from '../types.ts';
import { aboutSimultaneous, groupedBy, haveIds, Lanes } from './lanes.ts';
import { LEAST_GPUS, ranksOfOneNode, wrappedRuns } from './processes.ts';
import { SameHost } from './same-host.ts';
import { SeveralPrograms } from './several-programs.ts';
import { withoutShare } from './shared-devices.ts';
import { pidOf, type ReadTraits, type RunTrace, Traces } from './traces.ts';

/** Of a run that does not count whole. */
interface Taken {
  share: number;
  message: (text: string) => string;
  /** Whether it may be wrong, so that the whole figure is in the range. */
  isGuess: boolean;
}

/** Collects the traces of runs, and decides when all are there. */
export class OneMachine {
  readonly #same: SameMachine | undefined;
  readonly #traces = new Traces();
  readonly #sameHost = new SameHost();
  readonly #programs = new SeveralPrograms();
  /** By the places of the traces. */
  readonly #taken = new Map<number, Taken>();

  constructor(same: SameMachine | undefined) {
    this.#same = same;
  }

  /**
   * Adds a run.
   *
   * @param figures with the factors of the log
   * @param traits with the readings of its components
   * @returns its trace where its figure is known only when all runs are there, else null
   */
  add(run: Run, figures: Figures, traits: ReadTraits): RunTrace | null {
    const same = this.#same;
    this.#programs.add(run, figures);
    const place = this.#traces.add(run, figures, traits, typeof same === 'function' ? same(run) : null);
    if (place === -1) return null;
    const { isTracked } = this.#traces.kindAt(place);
    const waits = isTracked || this.#isNamed(place) || this.#mayBeRank(place);
    return waits || (!this.#isDecided && this.#sameHost.add(run, place, traits)) ? this.#traces.at(place) : null;
  }

  /** Decides, once all runs are there. */
  decide(): void {
    const [tracked, others, named, mayBeRanks] = [[] as number[], [] as number[], [] as number[], [] as number[]];
    for (let place = 0; place < this.#traces.length; place += 1) {
      if (this.#traces.kindAt(place).isTracked) {
        tracked.push(place);
        continue;
      }
      others.push(place);
      if (this.#isNamed(place)) named.push(place);
      else if (this.#mayBeRank(place)) mayBeRanks.push(place);
    }
    if (tracked.length > 0) this.#takeWrapped(tracked, others);
    this.#takeOverlaps(named);
    this.#takeRanks(mayBeRanks);
    this.#takeSameHost();
  }

  /** The figure of a run that waited. */
  count(trace: RunTrace, figures: Figures): { figures: Figures; finding: Finding | null } {
    const taken = this.#taken.get(trace.place);
    if (taken === undefined) return { figures, finding: null };
    const { share, message, isGuess } = taken;
    const counted = withoutShare(figures, share);
    const [wholeKwh, correctKwh] = [figures.corrected.energyKwh, counted.corrected.energyKwh];
    const effectKwh = correctKwh - wholeKwh;
    const finding = newFinding('device-counted-once', message(formatEnergy(-effectKwh)), effectKwh, {
      loggedKwh: figures.logged.energyKwh,
      correctKwh,
      ...(isGuess ? { rangeKwh: [correctKwh, wholeKwh] as [number, number] } : {}),
    });
    return { figures: counted, finding };
  }

  /** What may still be counted more than once; none where the user decided that no devices are the same. */
  *findings(): Generator<Finding> {
    if (!this.#isDecided) yield* aboutSimultaneous(this.#traces, this.#undecided());
    if (this.#same !== false) yield* this.#programs.findings(this.#traces);
  }

  *#undecided(): Generator<number> {
    for (let place = 0; place < this.#traces.length; place += 1) {
      const { isTracked, machine } = this.#traces.kindAt(place);
      if (!isTracked && machine === null && !this.#taken.has(place)) yield place;
    }
  }

  /** Whether the user decided for all runs alike. */
  get #isDecided(): boolean {
    return typeof this.#same === 'boolean';
  }

  #isNamed(place: number): boolean {
    return this.#same === true || this.#traces.kindAt(place).machine !== null;
  }

  #mayBeRank(place: number): boolean {
    const { gpus } = this.#traces.kindAt(place);
    return !this.#isDecided && gpus.length >= LEAST_GPUS && pidOf(this.#traces.idAt(place)) !== null;
  }

  /** ct-track measured the whole command: what the script in it measured counts there, and the rest here. */
  #takeWrapped(tracked: readonly number[], others: readonly number[]): void {
    for (const [{ place, energyJ: wholeJ }, wrapped] of wrappedRuns(this.#traces, tracked, others)) {
      const energyJ = wrapped.reduce((sum, one) => sum + one.energyJ, 0);
      const [first] = wrapped;
      const more = wrapped.length > 1 ? ` and ${plural(wrapped.length - 1, 'further run')}` : '';
      this.#taken.set(place, {
        share: Math.min(1, energyJ / wholeJ),
        message: (text) =>
          `carbontracker also measured this command (${first?.id}${more}): ${text} are not counted again`,
        isGuess: true,
      });
    }
  }

  #takeOverlaps(places: number[]): void {
    const lanes = new Lanes(this.#traces);
    const groups = groupedBy(places, (place) => {
      const { machine, devices } = this.#traces.kindAt(place);
      return `${machine}\0${devices}`;
    });
    for (const group of groups.values()) {
      for (const lane of lanes.of(group, (a, b) => !haveIds(a, b))) {
        const first = this.#traces.idAt(lane.first);
        for (const place of lanes.membersOf(lane)) {
          const share = lanes.shareOf(place);
          if (share <= 0) continue;
          const message = (text: string): string =>
            `measured the devices of ${first} at the same time, on one machine as decided by --same-machine or a manifest: ${text} are not counted again`;
          this.#taken.set(place, { share, message, isGuess: false });
        }
      }
    }
  }

  #takeRanks(places: number[]): void {
    for (const ranks of ranksOfOneNode(this.#traces, places)) {
      const [first, ...rest] = ranks;
      let untilMs = first?.toMs ?? 0;
      for (const { place, fromMs, toMs, kind } of rest) {
        const share = Math.max(0, Math.min(toMs, untilMs) - fromMs) / (toMs - fromMs);
        untilMs = Math.max(untilMs, toMs);
        const message = (text: string): string =>
          `one of ${ranks.length} processes that ran together with neighbouring ids and read the same power from ${kind.gpus.length} GPUs as ${first?.id}; counted as one machine: ${text} are not counted again`;
        this.#taken.set(place, { share, message, isGuess: true });
      }
    }
  }

  #takeSameHost(): void {
    for (const { place, share, first, count } of this.#sameHost.ranks(this.#traces)) {
      const id = this.#traces.idAt(first);
      const message = (text: string): string =>
        `one of ${count} runs at the same time on the same hardware that read the same power as ${id}; counted as ranks of one machine, of which CodeCarbon counts the whole in each: ${text} are not counted again`;
      this.#taken.set(place, { share, message, isGuess: true });
    }
  }
}
