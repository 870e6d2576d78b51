/** Lines of a command's output -> the moments at which its epochs start or end. */
import type { EpochPattern } from './epoch-pattern.ts';
import type { OutputLine } from './output-lines.ts';
import type { OpenEnd } from './session.ts';

/** Called for each mark; `passed`: the epochs between it and the mark before, more than 1 where the output skips some. */
export type OnMark = (passed: number) => void;

/** More epochs between two marks are a number that counts something else, such as steps. */
const MOST_PASSED = 100;

/** Takes the lines of all streams of one command: its epochs are the same on all of them. */
export class EpochMarks {
  readonly #pattern: EpochPattern;
  readonly #onMark: OnMark;
  readonly #counter: Counter;

  /**
   * @param plannedEpochs a number up to it is that of an epoch; null: not known
   */
  constructor(pattern: EpochPattern, plannedEpochs: number | null, onMark: OnMark) {
    this.#pattern = pattern;
    this.#onMark = onMark;
    this.#counter = pattern.counts === 'fraction' ? new FractionCounter() : new NumberCounter(plannedEpochs);
  }

  /** What an epoch that is open at the end of a command that ended well is. */
  get openEnd(): OpenEnd {
    if (this.#pattern.comesAt === 'start') return 'complete';
    return this.#counter.isUnderWay ? 'cut-off' : 'outside';
  }

  /** Takes a line, or what has come of it so far, and the time of it in s. */
  look(line: OutputLine, atS: number): void {
    const match = this.#pattern.regex.exec(line.text);
    if (match === null) return;
    // More digits may follow at the end of an unfinished line.
    if (!line.isEnded && match.index + match[0].length === line.text.length) return;
    const passed = this.#counter.count(match[1] ?? match[0], line, atS);
    if (passed > 0) this.#onMark(passed <= MOST_PASSED ? passed : 1);
  }
}

interface Counter {
  /** Whether the output shows that an epoch is under way since the last one ended. */
  readonly isUnderWay: boolean;
  /** @returns the epochs that this line starts or ends; 0: none */
  count(number: string, line: OutputLine, atS: number): number;
}

/** Equal lines closer together are one line that several processes print, or is printed on two streams. */
const SHORTEST_EPOCH_S = 0.25;

/** Another number is another epoch, and so is the same whole line again: folds of one epoch each print no other. */
class NumberCounter implements Counter {
  readonly isUnderWay = false;
  readonly #plannedEpochs: number | null;
  #number: string | null = null;
  /** The first whole line with that number. */
  #text: string | null = null;
  #textAtS = 0;

  constructor(plannedEpochs: number | null) {
    this.#plannedEpochs = plannedEpochs;
  }

  count(number: string, line: OutputLine, atS: number): number {
    const before = this.#number;
    this.#number = number;
    const isAnother = number !== before;
    const isAgain = this.#isAgain(isAnother, number, line, atS);
    if (!isAnother) return isAgain ? 1 : 0;
    return this.#stepsFrom(before, number);
  }

  #isAgain(isAnother: boolean, number: string, { text, isWhole, isRedrawn }: OutputLine, atS: number): boolean {
    if (isAnother) this.#text = null;
    if (!isWhole || isRedrawn) return false;
    if (this.#text === null) {
      this.#text = text;
      this.#textAtS = atS;
      return false;
    }
    if (text !== this.#text) return false;
    const sinceS = atS - this.#textAtS;
    this.#textAtS = atS;
    return sinceS >= SHORTEST_EPOCH_S && !comesBeforeOthers(number, text);
  }

  /** Loops that print every tenth epoch pass ten of them; a number beyond the plan counts something else. */
  #stepsFrom(before: string | null, number: string): number {
    const steps = before === null ? 1 : Number(number) - Number(before);
    const isOfPlan = this.#plannedEpochs !== null && Number(number) <= this.#plannedEpochs;
    return isOfPlan && Number.isInteger(steps) && steps > 1 ? steps : 1;
  }
}

/** Whether a line such as `Epoch 1/10` announces more epochs: then it comes again from other ranks, not as an epoch. */
function comesBeforeOthers(number: string, text: string): boolean {
  const total = new RegExp(`(?<!\\d)${number.replaceAll(/\W/g, '\\$&')}\\s*(?:/|of)\\s*(\\d+)`).exec(text)?.[1];
  // Counted from 0, the last of N is N - 1.
  return total !== undefined && Number(number) < Number(total) - 1;
}

/** Progress of a training: an epoch ends when the whole part of the number grows. */
class FractionCounter implements Counter {
  /** Whole epochs of the current training. */
  #whole = 0;
  #isUnderWay = false;
  #isTrained = false;

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  count(number: string, { text, isWhole }: OutputLine): number {
    // Each line counts once, when it is there.
    if (!isWhole) return 0;
    const progress = Number(number);
    const whole = Math.floor(progress);
    const isSummary = text.includes("'train_runtime'");
    // A line of training behind the summary of a training, or a smaller number, belongs to the next one.
    const isNext = this.#isTrained && (isSummary || /'loss':/.test(text));
    if (isNext || whole < this.#whole) this.#whole = 0;
    if (isNext) this.#isTrained = false;
    if (isSummary) this.#isTrained = true;
    const passed = whole - this.#whole;
    this.#whole = whole;
    this.#isUnderWay = progress > whole;
    return passed;
  }
}
