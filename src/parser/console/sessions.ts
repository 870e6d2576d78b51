/** Lines of a terminal -> the sessions of the trackers that printed them. */
import type { IntensityNote } from '../../log/intensity-lines.ts';
import { type Message, type NamedDevices, readMessage, type SensorFault } from '../../log/messages.ts';
import { LogRecord } from '../../log/records.ts';
import type { Consumption } from '../../model/run.ts';
import { hasBlocks, type Session } from '../carbontracker/repair/output.ts';
import { readPrintedBlock, startsBlock } from './block.ts';
import { beginningsIn, isStamped, plainLine, processInFront, processOf } from './streams.ts';

/** What one tracker printed. */
export interface ConsoleSession extends Omit<Session, 'startedAt' | 'endedAt' | 'predictedAt'> {
  /** The process that its lines name; empty where they name none. */
  process: string;
  /** Faults of sensors that were printed. */
  faults: Set<SensorFault>;
  /** How many times more its components were printed in a row: by concurrent processes, or by one with doubled lines. */
  spare: number;
}

/** What a text holds. */
export interface ConsoleText {
  /** Sessions with components or blocks, in the order in which they begin. */
  sessions: ConsoleSession[];
  /** Blocks without a readable energy. */
  unreadable: number;
  /** Blocks that repeated the one before them. */
  repeats: number;
  /** Processes that printed at once: more than one where lines name several, or their components stand in a row. */
  processes: number;
}

/** Sessions that a block is looked for in; the bound keeps the pass linear. */
const MOST_OPEN = 64;
/** Most processes that are separated; the lines of further ones count as those of one. */
const MOST_PROCESSES = 4096;

/** Reads lines one after the other. */
export class ConsoleReader {
  readonly #processes = new Map<string, ProcessReader>();
  readonly #sessions: ConsoleSession[] = [];
  #last: ProcessReader | null = null;
  /** Blocks without a readable energy, so far. */
  unreadable = 0;
  /** Blocks that repeated the one before them, so far. */
  repeats = 0;
  /** Sessions with components in a row with those of others. */
  inRow = 0;
  /** Messages that do not stand behind a time stamp, as those of a log do. */
  unstamped = 0;

  /**
   * Takes the next line.
   *
   * @param line null where lines were left out
   */
  read(line: string | null): void {
    if (line === null) {
      for (const reader of this.#processes.values()) reader.endBlock();
      return;
    }
    const plain = plainLine(line);
    const beginnings = beginningsIn(plain);
    for (const beginning of beginnings) {
      if (!isStamped(beginning)) this.unstamped += 1;
      this.#last = this.#readerOf(processOf(beginning.prefix));
      this.#last.begin(beginning.text.trim());
    }
    if (beginnings.length === 0) this.#continue(plain);
  }

  /** Ends what is open; nothing can be read any more. */
  finish(): ConsoleText {
    for (const reader of this.#processes.values()) reader.endBlock();
    const { unreadable, repeats, inRow } = this;
    const sessions = this.#sessions.filter(isRun);
    return { sessions, unreadable, repeats, processes: new Set(sessions.map(({ process }) => process)).size + inRow };
  }

  /** Whether a run was found. */
  get hasRun(): boolean {
    return this.#sessions.some(isRun);
  }

  #readerOf(process: string): ProcessReader {
    const name = this.#processes.has(process) || this.#processes.size < MOST_PROCESSES ? process : '';
    let reader = this.#processes.get(name);
    if (reader === undefined) {
      reader = new ProcessReader(name, this, this.#sessions);
      this.#processes.set(name, reader);
    }
    return reader;
  }

  #continue(plain: string): void {
    const inFront = this.#last === null ? null : processInFront(plain);
    const named = inFront !== null && this.#processes.has(inFront) ? inFront : null;
    const reader = named === null ? this.#last : this.#readerOf(named);
    const text = (named === null ? plain : plain.slice(plain.indexOf(named) + named.length)).trim();
    const heading = startsBlock(text);
    if (heading === null) reader?.add(text);
    else {
      // A text may begin within a block, as what a terminal still shows does.
      this.#last ??= this.#readerOf('');
      (reader ?? this.#last).begin(heading);
    }
  }
}

/** Intensities alone are no run. */
const isRun = (session: ConsoleSession): boolean => hasBlocks(session) || session.components !== null;

/** What stands in front of the warnings that the console repeats of the err log. */
const LEVEL = /^(?:WARNING|ERROR|INFO|CRITICAL) - /;

/** What all processes are counted in. */
type Counts = Pick<ConsoleReader, 'unreadable' | 'repeats' | 'inRow'>;

/** Reads the lines of one process, which may hold several trackers. */
class ProcessReader {
  readonly #process: string;
  readonly #counts: Counts;
  /** Of all processes, in the order in which they begin. */
  readonly #sessions: ConsoleSession[];
  /** Those of this process that may go on, the newest last. */
  #open: ConsoleSession[] = [];
  /** Lines of the block that is being read; null outside of one. */
  #block: string[] | null = null;
  /** Text of the message before this one. */
  #before = '';
  /** Intensities before the session that they belong to begins. */
  #intensity: IntensityNote[] = [];
  #faults = new Set<SensorFault>();
  /** Each tracker of one process prints the lines of those before it again, up to 1.2.5. */
  #isDoubled = false;

  constructor(process: string, counts: Counts, sessions: ConsoleSession[]) {
    this.#process = process;
    this.#counts = counts;
    this.#sessions = sessions;
  }

  /** Starts a message; without a text it is a block, and its heading follows. */
  begin(text: string): void {
    this.endBlock();
    const message = text.replace(LEVEL, '');
    if (message === '' || startsBlock(message) !== null) {
      this.#block = message === '' ? [] : [message];
      return;
    }
    this.#take(readMessage(new LogRecord(message, 0, 0, 0, message.length, true)), message);
  }

  /** A line behind the beginning of a message. */
  add(line: string): void {
    this.#block?.push(line);
  }

  endBlock(): void {
    const lines = this.#block;
    this.#block = null;
    if (lines === null) return;
    const block = readPrintedBlock(lines);
    if (block === null) return;
    if (block.consumption === null) this.#counts.unreadable += 1;
    else this.#take({ kind: 'block', consumption: block.consumption }, block.text);
  }

  #take(message: Message | null, text: string): void {
    const isRepeated = text === this.#before;
    this.#before = text;
    switch (message?.kind) {
      case 'components':
        this.#begin(message.components, isRepeated);
        break;
      case 'block':
        if (isRepeated) this.#isDoubled = true;
        if (isRepeated) this.#counts.repeats += 1;
        else this.#put(message.consumption);
        break;
      case 'finished':
        if (!(isRepeated && this.#isDoubled)) this.#finish();
        break;
      case 'intensity':
        this.#noteIntensity(message.note);
        break;
      case 'sensor':
        this.#faults.add(message.fault);
        this.#open.at(-1)?.faults.add(message.fault);
        break;
    }
  }

  #noteIntensity(note: IntensityNote): void {
    const session = this.#open.at(-1);
    if (session === undefined) this.#intensity.push(note);
    else session.intensity.push(note);
  }

  #begin(components: NamedDevices[], isRepeated: boolean): void {
    const last = this.#open.at(-1);
    if (isRepeated && last !== undefined) last.spare += 1;
    else this.#start(components);
  }

  #start(components: NamedDevices[] | null): ConsoleSession {
    const session: ConsoleSession = {
      process: this.#process,
      components,
      actual: null,
      predicted: null,
      first: null,
      finished: false,
      intensity: this.#intensity,
      faults: this.#faults,
      spare: 0,
    };
    this.#intensity = [];
    this.#faults = new Set();
    this.#sessions.push(session);
    this.#open.push(session);
    if (this.#open.length > MOST_OPEN) this.#open.shift();
    return session;
  }

  /**
   * Gives a block to the session that it belongs to: to one with the same energy per epoch in its other block, else to the
   * newest that lacks it. A prediction behind a total has about that energy per epoch, or is that of another run.
   */
  #put(consumption: Consumption): void {
    const { block } = consumption;
    const lacking = this.#open.filter((session) => session[block] === null);
    const partner =
      block === 'first'
        ? undefined
        : lacking.findLast((session) => isPartner(session, consumption, RELATIVE_TOLERANCE));
    const newest = lacking.findLast(
      (session) => block !== 'predicted' || session.actual === null || isPartner(session, consumption, LOOSE_TOLERANCE),
    );
    (partner ?? newest ?? this.#startSpare() ?? this.#start(null))[block] = consumption;
  }

  /** A session with components printed in a row with those of others. */
  #startSpare(): ConsoleSession | null {
    const other = this.#open.find(({ spare }) => spare > 0);
    if (other === undefined) return null;
    other.spare -= 1;
    this.#counts.inRow += 1;
    const session = this.#start(other.components);
    session.intensity.push(...other.intensity);
    return session;
  }

  /** The oldest that has a total ends first. */
  #finish(): void {
    const session = this.#open.find(({ actual }) => actual !== null) ?? this.#open.at(-1);
    if (session === undefined) return;
    session.finished = true;
    this.#open = this.#open.filter((one) => one !== session);
  }
}

/** Rounding of sums that is in no printed digit. */
const RELATIVE_TOLERANCE = 1e-5;
/** Tolerance for predictions up to 1.2.5, which are based on readings some seconds later than those of the total before them. */
const LOOSE_TOLERANCE = 0.25;

/**
 * Whether a session has the other block of the same epochs: both have the same energy per epoch, to the printed digits.
 *
 * @param tolerance share of that energy by which they may differ beyond their digits
 */
function isPartner(session: ConsoleSession, consumption: Consumption, tolerance: number): boolean {
  const other = consumption.block === 'actual' ? session.predicted : session.actual;
  if (other === null) return false;
  const [epochs, otherEpochs] = [consumption.epochs || 1, other.epochs || 1];
  const rateKwh = consumption.energyKwh / epochs;
  const toleranceKwh =
    consumption.energyResolutionKwh / epochs + other.energyResolutionKwh / otherEpochs + tolerance * rateKwh;
  return Math.abs(other.energyKwh / otherEpochs - rateKwh) <= toleranceKwh;
}
