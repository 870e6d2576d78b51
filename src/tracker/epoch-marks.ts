/** Lines of a command's output -> the moments at which its epochs start or end. */
import { type Counter, counterFor } from './epoch-counters.ts';
import type { EpochPattern } from './epoch-pattern.ts';
import type { EpochRule } from './epoch-presets.ts';
import { showsResults } from './line-moment.ts';
import type { OutputLine } from './output-lines.ts';
import type { OpenEnd } from './session/types.ts';

/** What marks act on. */
export interface MarkTarget {
  /** The first epoch starts now: what was taken for one before is none. */
  opens(): void;
  /** An epoch ends, and the next one starts; `passed`: epochs since the mark before, more than 1 where the output skips some. */
  passes(passed: number): void;
  /** The last epoch ends now, and none starts. */
  closes(): void;
}

/** More epochs between two marks are a number that counts something else, such as steps. */
const MOST_PASSED = 100;

/** More epochs shown together with the one before are no chance of a busy machine. */
const TOGETHER_SHARE = 0.25;

/** Takes the lines of all streams of one command: its epochs are the same on all of them. */
export class EpochMarks {
  readonly #pattern: EpochPattern;
  readonly #plannedEpochs: number | null;
  readonly #target: MarkTarget;
  /** The rule that counts; null before any line fitted one. */
  #rule: EpochRule | null = null;
  #counter: Counter | null = null;
  /** Lines that fitted. */
  #marks = 0;
  #comesAt: 'start' | 'end' = 'start';
  /** Epochs shown by a line, and how many of them came with the line of the one before. */
  #shown = 0;
  #shownTogether = 0;
  #shownAtS: number | null = null;
  /** Whether a line has shown the end of the training, and no epoch since. */
  #isClosed = false;
  /** The rule that showed where the first epoch starts; null where none did. */
  #opener: EpochRule | null = null;

  /**
   * @param plannedEpochs a number up to it is that of an epoch; null: not known
   */
  constructor(pattern: EpochPattern, plannedEpochs: number | null, target: MarkTarget) {
    this.#pattern = pattern;
    this.#plannedEpochs = plannedEpochs;
    this.#target = target;
  }

  /** Whether the first line may show the end of an epoch, which then started with the command. */
  static mayEnd({ rules }: EpochPattern): boolean {
    return rules.some(({ comesAt }) => comesAt !== 'start');
  }

  /** Whether the lines are taken for starts of epochs; null before any came. */
  get areStarts(): boolean | null {
    return this.#rule === null ? null : this.#comesAt === 'start';
  }

  /** Whether the moment that the lines are taken for may be the wrong one: not for bars that count epochs, nor where the start was shown. */
  get isDoubtful(): boolean {
    return this.#rule?.counts === 'number' && this.#opener !== this.#rule;
  }

  /** Why the times of the epochs are doubtful: a program that buffers its output shows several at once; null where they are not. */
  get problem(): string | null {
    if (this.#shownTogether === 0 || this.#shownTogether < TOGETHER_SHARE * this.#shown) return null;
    const epochs = `${this.#shownTogether} of ${this.#shown} epochs`;
    return `${epochs} came together with the one before, as from a program that buffers its output: their times are wrong; Python prints at once with python -u`;
  }

  /** What an epoch that is open at the end of a command that ended well is. */
  get openEnd(): OpenEnd {
    if (this.#comesAt === 'start') return 'complete';
    return this.#counter?.isUnderWay ? 'cut-off' : 'outside';
  }

  /** Takes a line, or what has come of it so far, and the time of it in s. */
  look(line: OutputLine, atS: number): void {
    if (this.#rule === null && this.#opener === null) this.#open(line);
    if (this.#closes(line)) return;
    for (const rule of this.#candidates()) {
      const match = rule.regex.exec(line.text);
      if (match === null) continue;
      // More digits may follow at the end of an unfinished line.
      if (!line.isEnded && match.index + match[0].length === line.text.length) continue;
      const [all, number = all, total] = match;
      if (rule.isOfPlan && Number(total) !== this.#plannedEpochs) continue;
      this.#count(rule, { number, total }, line, atS);
      return;
    }
  }

  #open({ text }: OutputLine): void {
    const opener = this.#pattern.rules.find(({ opens }) => opens?.test(text));
    if (opener === undefined) return;
    this.#opener = opener;
    this.#target.opens();
  }

  #closes({ text }: OutputLine): boolean {
    if (this.#comesAt !== 'start' || this.#rule?.closes?.test(text) !== true) return false;
    if (!this.#isClosed) this.#target.closes();
    this.#isClosed = true;
    return true;
  }

  /** A guess gives way to whatever fits better. */
  #candidates(): readonly EpochRule[] {
    return this.#rule === null || this.#rule.isGuess ? this.#pattern.rules : [this.#rule];
  }

  #count(rule: EpochRule, numbers: { number: string; total: string | undefined }, line: OutputLine, atS: number): void {
    // One line that only looked like an epoch, such as `resuming at epoch 4`, was none.
    const isFirst = this.#rule === null || (this.#rule !== rule && this.#marks === 1);
    this.#marks += 1;
    if (this.#rule?.counts !== rule.counts) this.#counter = counterFor(rule, this.#plannedEpochs);
    if (this.#rule !== rule) {
      this.#rule = rule;
      this.#comesAt = rule.comesAt === 'auto' ? (showsResults(line.text) ? 'end' : 'start') : rule.comesAt;
    }
    const passed = this.#counter?.count(numbers, line, atS) ?? 0;
    if (isFirst && this.#startsFirst(rule, passed)) {
      // Where another line showed the start, this one belongs to the epoch that it started.
      if (this.#opener !== rule) this.#target.opens();
    } else if (passed === 0) return;
    else if (this.#isClosed) this.#target.opens();
    else this.#target.passes(passed <= MOST_PASSED ? passed : 1);
    this.#isClosed = false;
    this.#shown += 1;
    if (atS === this.#shownAtS) this.#shownTogether += 1;
    this.#shownAtS = atS;
  }

  /** Whether the first line that fits is within the first epoch or before it. */
  #startsFirst({ counts }: EpochRule, passed: number): boolean {
    return counts === 'number' ? this.#comesAt === 'start' : counts === 'done' && passed === 0;
  }
}
