/** Text of an output log -> sessions, the blocks and lines of one run each; and of the err log beside it -> faults. */
import type { IntensityNote } from '../../../log/intensity-lines.ts';
import { isBlock, type Message, type NamedDevices, readMessage, type SensorFault } from '../../../log/messages.ts';
import { joinNotes, type LogRecord, type LogText, type ScanNotes, scanRecords } from '../../../log/records.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Consumption, Finding } from '../../../model/run.ts';
import { type LogParts, textsOf } from './kinds.ts';
import { dropRepeats } from './surplus.ts';

/** The content of an output log for one run. */
export interface Session {
  /** Stamp of the first record. */
  startedAt: string;
  /** Latest stamp of its records. */
  endedAt: string;
  /** Components that the log lists; null where it lists none. */
  components: NamedDevices[] | null;
  /** Block of the actual consumption; null where there is none. */
  actual: Consumption | null;
  /** Block of the predicted consumption; null where there is none. */
  predicted: Consumption | null;
  /** Stamp of the prediction; null where there is none. */
  predictedAt: string | null;
  /** `First N epoch(s)` of 1.0.x: the part measured when the prediction was made; null where there is none. */
  first: Consumption | null;
  /** Whether the log has an end line. */
  finished: boolean;
  /** Carbon intensities that the log prints. */
  intensity: IntensityNote[];
}

/** All runs of an output log, and what was noticed about the file. */
export interface OutputLog {
  /** Sessions in the order of the file. */
  sessions: Session[];
  /** Findings about the file. */
  findings: Finding[];
  /** What the scanner noticed about the text. */
  notes: ScanNotes;
  /** Lines that repeated the one before them. */
  repeats: number;
}

/** Facts from the standard log of the same stem. */
export interface OutputHints {
  /** Whether several processes wrote at once, so that the blocks of different runs alternate. */
  concurrent: boolean;
  /**
   * Whether a tracker may have logged its lines more than once: what repeats the line before it, stamp and all, counts
   * once.
   */
  doubled: boolean;
}

const SAME_RATE = 1e-5;
/** Sessions that a block is looked for in; the bound keeps the pass linear. */
const MOST_OPEN_SESSIONS = 64;

/** Reads an output log, or those that stood apart in one file; never throws, whatever the text. */
export function readOutputLog(log: LogText | LogParts, hints: OutputHints): OutputLog {
  const logs = textsOf(log).map((text) => readOne(text, hints));
  const [only] = logs;
  if (only !== undefined && logs.length === 1) return only;
  return {
    sessions: logs.flatMap(({ sessions }) => sessions),
    findings: logs.flatMap(({ findings }) => findings),
    notes: joinNotes(logs.map(({ notes }) => notes)),
    repeats: logs.reduce((sum, { repeats }) => sum + repeats, 0),
  };
}

function readOne(text: LogText, hints: OutputHints): OutputLog {
  const reader = new OutputReader(hints.concurrent);
  const held: LogRecord[] = [];
  const notes = scanRecords(text, (record) => {
    if (hints.doubled) held.push(record);
    else reader.read(record);
  });
  const single = dropRepeats(held);
  for (const record of single) reader.read(record);
  return { sessions: reader.sessions, findings: reader.findings, notes, repeats: held.length - single.length };
}

/** Whether a session has any block. */
export const hasBlocks = ({ actual, predicted, first }: Pick<Session, 'actual' | 'predicted' | 'first'>): boolean =>
  actual !== null || predicted !== null || first !== null;

class OutputReader {
  readonly sessions: Session[] = [];
  readonly findings: Finding[] = [];
  readonly #concurrent: boolean;
  #current: Session | null = null;

  constructor(concurrent: boolean) {
    this.#concurrent = concurrent;
  }

  read(record: LogRecord): void {
    const message = readMessage(record);
    const { stamp } = record;
    if (message === null) {
      if (isBlock(record)) {
        this.findings.push(
          newFinding('total-unreadable', 'a consumption block of the output log has no readable energy'),
        );
      }
      return;
    }
    const session = this.#sessionOf(message, stamp);
    if (session === null) return;
    if (stamp > session.endedAt) session.endedAt = stamp;
    if (message.kind === 'components') session.components = message.components;
    else if (message.kind === 'intensity') session.intensity.push(message.note);
    else if (message.kind === 'finished') session.finished = true;
    else if (message.kind === 'block') {
      session[message.consumption.block] = message.consumption;
      if (message.consumption.block === 'predicted') session.predictedAt = stamp;
    }
  }

  #begin(stamp: string): Session {
    const session: Session = {
      startedAt: stamp,
      endedAt: stamp,
      components: null,
      actual: null,
      predicted: null,
      predictedAt: null,
      first: null,
      finished: false,
      intensity: [],
    };
    this.sessions.push(session);
    this.#current = session;
    return session;
  }

  #sessionOf(message: Message, stamp: string): Session | null {
    const current = this.#current;
    switch (message.kind) {
      case 'components':
        return current === null || hasBlocks(current) || current.components !== null ? this.#begin(stamp) : current;
      case 'finished':
        return this.#sessionThatFinishes() ?? this.#begin(stamp);
      case 'block':
        return this.#concurrent
          ? this.#sessionOfRate(message.consumption, stamp)
          : this.#sessionOfBlock(message.consumption.block, stamp);
      case 'intensity':
        return current === null || current.finished ? this.#begin(stamp) : current;
      default:
        return null;
    }
  }

  /** Assigns blocks in order: a run prints its actual consumption once, then ends. */
  #sessionOfBlock(block: Consumption['block'], stamp: string): Session {
    const current = this.#current;
    if (current === null || current.finished || (block === 'actual' && current.actual !== null))
      return this.#begin(stamp);
    return current;
  }

  /** At once: the two blocks of a run that monitors one epoch have the same energy an epoch. */
  #sessionOfRate(consumption: Consumption, stamp: string): Session {
    const { block } = consumption;
    if (block === 'first') return this.#sessionOfBlock(block, stamp);
    const other = block === 'actual' ? 'predicted' : 'actual';
    const rate = energyAnEpoch(consumption);
    const partner = this.sessions.slice(-MOST_OPEN_SESSIONS).find((session) => {
      const known = session[other];
      return session[block] === null && known !== null && Math.abs(energyAnEpoch(known) / rate - 1) < SAME_RATE;
    });
    if (partner !== undefined) return partner;
    const current = this.#current;
    return current !== null && !hasBlocks(current) && !current.finished ? current : this.#begin(stamp);
  }

  #sessionThatFinishes(): Session | null {
    const waiting = this.sessions
      .slice(-MOST_OPEN_SESSIONS)
      .find((session) => session.actual !== null && !session.finished);
    if (waiting !== undefined) return waiting;
    return this.#current?.finished === false ? this.#current : null;
  }
}

function energyAnEpoch(consumption: Consumption): number {
  return consumption.energyKwh / (consumption.epochs || 1);
}

/** Reads an err log: faults of sensors, and where a fallback intensity came from; its tracebacks and network troubles do not matter to the figures. */
export function readErrorLog(log: LogText | LogParts): { faults: SensorFault[]; intensity: IntensityNote[] } {
  const faults = new Set<SensorFault>();
  const intensity: IntensityNote[] = [];
  for (const text of textsOf(log)) {
    scanRecords(text, (record) => {
      const message = readMessage(record);
      if (message?.kind === 'sensor') faults.add(message.fault);
      if (message?.kind === 'intensity') intensity.push(message.note);
    });
  }
  return { faults: [...faults], intensity };
}
