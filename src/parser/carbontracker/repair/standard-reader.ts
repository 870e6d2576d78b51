/** Records of a standard log, in order -> one fragment per run. */
import type { JournalEntry } from '../../../log/journal.ts';
import { isKnown, type Message, type NamedDevices, readMessage } from '../../../log/messages.ts';
import type { LogRecord } from '../../../log/records.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Epoch, Finding } from '../../../model/run.ts';
import { stampToMs } from '../../../model/units.ts';
import { isCut, noteDuration, type PowerLine, powerOfCut, setPower } from './epoch-values.ts';
import {
  type Fragment,
  fragmentWithoutHead,
  MOST_COMPONENTS,
  newFragment,
  overwrittenRuns,
  reportTooMany,
} from './fragment.ts';
import { addEntry, newJournal } from './tracking.ts';
import { ClockSteps, Underway } from './underway.ts';

const isHeadMissing = ({ code }: Finding): boolean => code === 'head-missing';

/** Takes the records in their order and keeps the runs apart, also when several processes wrote at once. */
export class StandardReader {
  /** Findings about the file. */
  readonly findings: Finding[] = [];
  /** Number of lines that name the version of the writer. */
  versionLines = 0;
  readonly #fragments: Fragment[] = [];
  readonly #underway: Underway;
  /** Run and epoch that the next duration and power lines belong to. */
  #current: Fragment | null = null;
  #lastEnded: Fragment | null = null;
  #epoch: Epoch | null = null;
  #epochIsPlaced = true;
  #epochStamp = '';
  #epochStartedAt: string | null = null;
  readonly #clock = new ClockSteps();
  #strayEnds = 0;

  /** @param apart an epoch that is not the next one of its run begins a run without a head */
  constructor(apart = false) {
    this.#underway = new Underway(apart);
  }

  /** Whether every run has its epochs in a row, and every end line a run. */
  get isInOrder(): boolean {
    return (
      this.#strayEnds === 0 &&
      this.#fragments.every(({ epochs }) => epochs.every(({ number }, i) => number === (epochs[0]?.number ?? 0) + i))
    );
  }

  /** Whether lines of runs that lack a head stand between those of others. */
  get lacksHeads(): boolean {
    return this.#strayEnds > 0 || this.#fragments.some(({ findings }) => findings.some(isHeadMissing));
  }

  /** Takes the next record. */
  read(record: LogRecord): void {
    const message = readMessage(record);
    // Duration and power lines make up most of a log and have the stamp of their epoch.
    if (message?.kind === 'duration' || message?.kind === 'power') {
      if (isCut(record)) this.#takeCut(record, message);
      else if (message.kind === 'duration') this.#setDuration(message.durationS, message.resolutionS);
      else this.#setPower(message);
      return;
    }
    const { stamp } = record;
    if (message?.kind === 'epoch' && !record.complete) this.#cutLine();
    else if (message?.kind === 'components' && isCut(record)) this.#cutLine('the devices that it names are not used');
    else if (message?.kind === 'journal' && message.entry === null && !record.complete) this.#cutLine();
    else if (message !== null) this.#take(message, stamp);
    else if (isCut(record) && !isKnown(record)) this.#cutLine();
    // The duration decides which run an epoch belongs to.
    if (this.#epoch === null || this.#epochIsPlaced) this.#touch(stamp);
  }

  #cutLine(use = 'its value is not used'): void {
    this.findings.push(newFinding('cut-line', `a line of the standard log is cut; ${use}`));
  }

  /** A power that only lacks digits that do not matter is used. */
  #takeCut(record: LogRecord, message: Message): void {
    const power = message.kind === 'power' ? powerOfCut(record, message.component, this.#current?.epochs ?? []) : null;
    if (power === null) {
      this.#cutLine();
      return;
    }
    this.#cutLine('its value is used, as the missing digits cannot change it by more than 0.1 %');
    this.#setPower(power);
  }

  /** Ends the file. `concurrent` is true where several processes wrote into it at once. */
  finish(): { fragments: Fragment[]; concurrent: boolean } {
    this.#placeEpoch();
    // Lines of several processes are in no order, so steps back mean nothing.
    const { concurrent } = this.#underway;
    if (!concurrent && this.#strayEnds === 0) this.#clock.addFindings();
    if (this.#strayEnds > 0) this.findings.push(overwrittenRuns(this.#strayEnds));
    if (concurrent) {
      this.findings.push(newFinding('several-processes', 'several processes wrote into this file at once'));
    }
    return { fragments: this.#fragments, concurrent };
  }

  #take(message: Message, stamp: string): void {
    switch (message.kind) {
      case 'version':
        this.versionLines += 1;
        this.#begin(stamp).writer = message.writer;
        break;
      case 'pue':
        this.#lacking((fragment) => fragment.pue === null, stamp).pue = message.pue;
        break;
      case 'components':
        this.#setComponents(message.components, stamp);
        break;
      case 'epoch':
        this.#beginEpoch(message, stamp);
        break;
      case 'interrupted':
        this.#activeOrEnded(stamp).interrupted ??= { plannedEpochs: message.plannedEpochs, at: stamp };
        break;
      case 'intensity':
        this.#addIntensity(message.note, stamp);
        break;
      case 'journal':
        this.#addJournal(message.entry, stamp);
        break;
      case 'monitoring-ended':
        this.#end();
        break;
      default:
        break;
    }
  }

  #setComponents(components: NamedDevices[], stamp: string): void {
    // A line without devices was damaged; the output log may name them.
    if (components.length === 0) return;
    const fragment = this.#lacking((one) => one.components === null, stamp);
    fragment.components = components.slice(0, MOST_COMPONENTS);
    if (components.length > MOST_COMPONENTS) reportTooMany(fragment);
  }

  #begin(stamp: string): Fragment {
    this.#placeEpoch();
    this.#epoch = null;
    const fragment = newFragment(stamp);
    this.#fragments.push(fragment);
    this.#underway.begin(fragment);
    this.#current = fragment;
    return fragment;
  }

  /** The oldest open run that still lacks a head line, else the current one. */
  #lacking(lacks: (fragment: Fragment) => boolean, stamp: string): Fragment {
    return (
      this.#underway.open.find((fragment) => fragment.epochs.length === 0 && lacks(fragment)) ?? this.#active(stamp)
    );
  }

  /** The run that the newest lines belong to; made up when the head of the file is missing. */
  #active(stamp: string): Fragment {
    this.#placeEpoch();
    return this.#current ?? this.#beginWithoutHead(stamp);
  }

  /** As `#active`, but closing lines behind an end line (they follow an ignored error) still belong to that run. */
  #activeOrEnded(stamp: string): Fragment {
    this.#placeEpoch();
    return this.#current ?? this.#lastEnded ?? this.#beginWithoutHead(stamp);
  }

  #beginWithoutHead(stamp: string): Fragment {
    const fragment = fragmentWithoutHead(stamp, this.#fragments.at(-1));
    this.#fragments.push(fragment);
    this.#underway.beginWithoutHead(fragment);
    this.#current = fragment;
    return fragment;
  }

  #beginEpoch(message: { number: number; ends: string }, stamp: string): void {
    this.#placeEpoch();
    if (message.ends === 'started') {
      this.#epochStartedAt = stamp;
      return;
    }
    this.#epoch = { number: message.number, durationS: null, powerW: {} };
    this.#epochIsPlaced = false;
    this.#epochStamp = stamp;
    if (message.ends === 'ended' && this.#epochStartedAt !== null) {
      const durationS = (stampToMs(stamp) - stampToMs(this.#epochStartedAt)) / 1000;
      this.#epochStartedAt = null;
      if (this.#underway.isSingle) this.#placeEpoch();
      this.#setDuration(durationS, 0.001);
    } else if (this.#underway.isSingle) {
      this.#placeEpoch();
    }
  }

  /** Gives the epoch to its run: at once when one run is open, else by the start that its duration implies. */
  #placeEpoch(): void {
    const epoch = this.#epoch;
    if (epoch === null || this.#epochIsPlaced) return;
    this.#epochIsPlaced = true;
    const fragment = this.#underway.place(epoch, this.#epochStamp);
    this.#current = fragment ?? this.#beginWithoutHead(this.#epochStamp);
    if (fragment === null) this.#current = this.#underway.giveToNewest(this.#current, epoch, this.#epochStamp);
    this.#touch(this.#epochStamp);
  }

  #setDuration(durationS: number, resolutionS: number): void {
    const epoch = this.#epoch;
    if (epoch === null || epoch.durationS !== null) return;
    if (durationS >= 0) epoch.durationS = durationS;
    this.#placeEpoch();
    if (this.#current !== null) noteDuration(this.#current, epoch.number, durationS, resolutionS);
  }

  #setPower(power: PowerLine): void {
    const epoch = this.#epoch;
    if (epoch === null || Object.hasOwn(epoch.powerW, power.component)) return;
    this.#placeEpoch();
    if (this.#current !== null) setPower(this.#current, epoch, power);
  }

  #addIntensity(note: Fragment['intensity'][number], stamp: string): void {
    this.#placeEpoch();
    const repeats = note.source === 'list' || note.source === 'average';
    const waiting =
      repeats && this.#underway.open.length > 1
        ? this.#underway.newest((run) => !run.intensity.some((n) => n.source === note.source))
        : null;
    (waiting ?? this.#activeOrEnded(stamp)).intensity.push(note);
  }

  #addJournal(entry: JournalEntry | null, stamp: string): void {
    const fragment = this.#activeOrEnded(stamp);
    // Only ct-track writes such lines, so the writer is known even where its first line is lost.
    if (fragment.writer?.tool !== 'ct-track') fragment.writer = { tool: 'ct-track', version: null };
    fragment.journal ??= newJournal();
    addEntry(fragment.journal, entry);
  }

  #end(): void {
    this.#placeEpoch();
    const current = this.#current?.ended === false ? this.#current : null;
    const newest = this.#underway.newest(() => true);
    // Of two runs with an epoch in one second, the one with its lines in front of the end line ends.
    const isNewest = current !== null && current.lastEpochAt === newest?.lastEpochAt;
    const run = (isNewest ? current : newest) ?? current ?? this.#underway.open.at(-1) ?? null;
    if (run === null) {
      this.#strayEnds += 1;
      return;
    }
    run.ended = true;
    this.#underway.end(run);
    this.#epoch = null;
    if (this.#underway.open.length === 0) this.#current = null;
    this.#lastEnded = run;
  }

  /** Moves the end of the run that a line belongs to; lines behind an end line belong to the run that ended. */
  #touch(stamp: string): void {
    const run = this.#current ?? this.#lastEnded;
    if (stamp === '' || run === null) return;
    this.#clock.see(run, stamp);
    if (run.endedAt === null || stamp > run.endedAt) run.endedAt = stamp;
  }
}
