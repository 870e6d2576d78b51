/** Numbers in lines of output -> epochs that have started or ended between one line and the next. */
import type { EpochRule } from './epoch-presets.ts';
import type { OutputLine } from './output-lines.ts';

/** Numbers in a line: that of the epoch, and that of all epochs where it has one. */
interface LineNumbers {
  /** Number of the epoch as printed. */
  number: string;
  /** Number of all epochs as printed; undefined where the line has none. */
  total: string | undefined;
}

/** Counts the epochs that lines show. */
export interface Counter {
  /** Whether the output shows that an epoch is under way since the last one ended. */
  readonly isUnderWay: boolean;
  /**
   * Takes the next line, at a time in s.
   *
   * @returns the epochs that this line starts or ends; 0: none
   */
  count(numbers: LineNumbers, line: OutputLine, atS: number): number;
}

/**
 * The counter for lines of a rule.
 *
 * @param plannedEpochs a number up to it is that of an epoch; null: not known
 */
export function counterFor({ counts }: EpochRule, plannedEpochs: number | null): Counter {
  if (counts === 'progress') return new ProgressCounter();
  return counts === 'done' ? new DoneCounter() : new NumberCounter(plannedEpochs);
}

/** Equal lines closer together are one line that several processes print, or is printed on two streams. */
const SHORTEST_EPOCH_S = 0.25;

/** Another number is another epoch, and so is the same whole line again: folds of one epoch each print no other. */
class NumberCounter implements Counter {
  readonly isUnderWay = false;
  readonly #plannedEpochs: number | null;
  #number: string | null = null;
  /** Of all epochs of a training; the next one in the same process may have another. */
  #total: string | undefined;
  /** The first whole line with that number. */
  #text: string | null = null;
  #textAtS = 0;

  constructor(plannedEpochs: number | null) {
    this.#plannedEpochs = plannedEpochs;
  }

  count({ number, total }: LineNumbers, line: OutputLine, atS: number): number {
    const before = this.#number;
    const isOfNext = total !== undefined && this.#total !== undefined && total !== this.#total;
    this.#number = number;
    this.#total = total ?? this.#total;
    const isAnother = number !== before || isOfNext;
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
class ProgressCounter implements Counter {
  /** Whole epochs of the current training. */
  #whole = 0;
  #isUnderWay = false;
  #isTrained = false;

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  count({ number }: LineNumbers, { text, isWhole }: OutputLine): number {
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

/** Epochs that a bar has done: it grows while it is redrawn, and begins again for another training. */
class DoneCounter implements Counter {
  readonly isUnderWay = false;
  #done = 0;

  count({ number }: LineNumbers): number {
    const passed = Number(number) - this.#done;
    this.#done = Number(number);
    return Math.max(0, passed);
  }
}
