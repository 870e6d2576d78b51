/** Watches over a command that runs: asks whether it is to go on, and holds its limits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { EarlyStop } from '../../src/model/tracking.ts';
import { formatDuration } from '../../src/model/units.ts';
import {
  continueTree,
  type EpochSources,
  endTree,
  ignoresEnding,
  Limits,
  type PredictedFigure,
  type RunningCommand,
  type Session,
  type Settings,
  stopTree,
} from '../../src/tracker/command/index.ts';
import type { Note } from './measuring.ts';
import { askOnTerminal } from './question.ts';

/** A command that saves its state at SIGTERM may take this long before a line shows how to end it. */
const PATIENCE_MS = 30_000;

/** Processes that were asked to end are looked at this often. */
const LOOK_MS = 50;

/** Reports limits that are passed, where nothing is to be stopped. */
export function warnAtLimits(session: Session, settings: Settings, note: Note): void {
  const limits = new Limits(settings);
  if (!limits.isGiven) return;
  const check = (): void => report(limits.check(session.used, session.predicted).messages, session, note);
  session.watch({ onSample: check, onPrediction: check });
}

function report(messages: readonly string[], session: Session, note: Note): void {
  for (const message of messages) {
    session.warn(message);
    note(`warning: ${message}`);
  }
}

/** A command that runs, with what watches it. */
export interface Watched {
  /** The measured run. */
  session: Session;
  /** What shows the epochs. */
  epochs: EpochSources;
  /** Settings of the run. */
  settings: Settings;
  /** The command. */
  command: RunningCommand;
  /** Writes a line to standard error. */
  note: Note;
  /** Signals that end a question: the command gets them when it goes on. */
  ending: readonly NodeJS.Signals[];
}

/** Stops the command to ask the user, and ends it at a limit or where the answer is no. */
export class Oversight {
  readonly #watched: Watched;
  readonly #limits: Limits;
  readonly #over = new AbortController();
  #asking: Promise<void> | null = null;
  #stopped: EarlyStop | null = null;
  /** Gives the processes that were asked to end and still run. */
  #stillRunning: () => number[] = () => [];
  /** When they have had their time. */
  #patientUntilMs = 0;
  /** The last limit that was passed. */
  #passed: string | null = null;

  /** Watches from now on. */
  constructor(watched: Watched) {
    this.#watched = watched;
    const { session, settings, command } = watched;
    this.#limits = new Limits(settings);
    if (this.#limits.isGiven || settings.stopAndConfirm) {
      session.watch({ onSample: () => this.#checkLimits(), onPrediction: (figure) => this.#predicted(figure) });
    }
    void command.ended.then(() => this.#over.abort());
  }

  /** Why the command was ended; null where it ended by itself. */
  get stopped(): EarlyStop | null {
    return this.#stopped;
  }

  /** Waits for what is still under way when the command has ended. */
  async end(): Promise<void> {
    await this.#asking;
    await this.#descendantsEnded();
    const { session, settings, note } = this.#watched;
    session.watch({ onSample: () => undefined, onPrediction: () => undefined });
    if (settings.stopAndConfirm && this.#asking === null) note('nothing was asked, as nothing was predicted');
  }

  #predicted(figure: PredictedFigure): void {
    this.#checkLimits();
    const { session, settings } = this.#watched;
    const isLast = session.epochs.length >= (figure.epochs ?? 0);
    if (!settings.stopAndConfirm || isLast || this.#asking !== null || this.#stopped !== null) return;
    this.#asking = this.#confirm(figure);
  }

  async #confirm({ epochs, energyKwh, co2eqG, durationS }: PredictedFigure): Promise<void> {
    const { session, epochs: sources, command, note, ending } = this.#watched;
    // What called this has logged the prediction, but is not done yet.
    await Promise.resolve();
    let pids: number[] = [];
    const stop = (): void => {
      pids = stopTree(command.pid);
      command.guard(pids);
    };
    stop();
    sources.readNow();
    session.pause();
    const figure = `${formatEnergy(energyKwh)}, ${formatMass(co2eqG)} CO2eq in ${formatDuration(durationS)}`;
    const answer = await askOnTerminal(
      `ct-track: predicted for ${epochs} epochs: ${figure}\nct-track: continue (y/n)? `,
      {
        over: this.#over.signal,
        ending,
        // `fg` of a shell lets the command go on, too.
        onContinued: stop,
      },
    );
    session.resume();
    if (answer === 'no') this.#stop({ by: 'answer', reason: 'the answer was no' });
    else continueTree(pids);
    command.guard([]);
    if (answer === 'none' && !this.#over.signal.aborted)
      note('the question was interrupted: the command goes on with the signal that came');
  }

  #checkLimits(): void {
    if (!this.#limits.isGiven || this.#stopped !== null) return;
    const { session, settings, note } = this.#watched;
    const { messages, isSure } = this.#limits.check(session.used, session.predicted);
    this.#passed = messages.at(-1) ?? this.#passed;
    if (isSure && settings.stopsAtLimit && this.#passed !== null) {
      this.#stop({ by: 'limit', reason: this.#passed });
      return;
    }
    report(messages, session, note);
  }

  #stop(stopped: EarlyStop): void {
    const { session, command, note } = this.#watched;
    this.#stopped = stopped;
    const message = `${stopped.reason}; the command is ended with SIGTERM`;
    session.warn(message);
    note(message);
    this.#stillRunning = endTree(command.pid);
    this.#patientUntilMs = performance.now() + PATIENCE_MS;
    const timer = setTimeout(() => {
      note(`the command still runs after SIGTERM; kill -9 ${command.pid} ends it`);
    }, PATIENCE_MS);
    void command.ended.then(() => clearTimeout(timer));
  }

  /** A shell dies of SIGTERM at once, and the training below it may save its state meanwhile. */
  async #descendantsEnded(): Promise<void> {
    let pids = this.#stillRunning();
    // What ignores the signal, as a daemon may, does not end because of it.
    while (!pids.every((pid) => ignoresEnding(pid)) && performance.now() < this.#patientUntilMs) {
      await sleep(LOOK_MS);
      pids = this.#stillRunning();
    }
    if (pids.length === 0) return;
    const { session, note } = this.#watched;
    const message = `processes of the command still run after SIGTERM and are measured no longer; kill -9 ${pids.join(' ')} ends them`;
    session.warn(message);
    note(message);
  }
}
