/** Epochs of a wrapped command, read from what it prints. */
import { CtError } from '../model/errors.ts';
import type { OutputLine } from './output-lines.ts';

export interface EpochPattern {
  regex: RegExp;
  /** Whether the text comes when an epoch starts, or when it has ended. */
  comesAt: 'start' | 'end';
}

/** Patterns by name, for common training loops. */
const NAMED_PATTERNS: Readonly<Record<string, EpochPattern>> = {
  /** `Epoch 3/10` */
  keras: { regex: /^\s*Epoch (\d+)\/\d+/, comesAt: 'start' },
  /** `Epoch 3:  50%|` */
  lightning: { regex: /^\s*Epoch (\d+):/, comesAt: 'start' },
  /** `{'loss': 0.3, ..., 'epoch': 3.0}` */
  huggingface: { regex: /'epoch': '?(\d+)(?:\.0)?'?[,}]/, comesAt: 'end' },
};

/**
 * A named pattern, or a regular expression whose first group is the number of the epoch that starts.
 *
 * @throws CtError USAGE
 */
export function readEpochPattern(text: string): EpochPattern {
  const named = NAMED_PATTERNS[text.toLowerCase()];
  if (named !== undefined) return named;
  let regex: RegExp;
  try {
    regex = new RegExp(text);
  } catch (error) {
    throw new CtError('USAGE', `the epoch pattern is no regular expression: ${text}`, { cause: error });
  }
  if (!/\((?!\?)/.test(text))
    throw new CtError('USAGE', `the epoch pattern needs a group for the number: Epoch (\\d+)`);
  return { regex, comesAt: 'start' };
}

/** Watches lines of output for the next epoch. */
export class EpochWatcher {
  readonly #pattern: EpochPattern;
  readonly #onEpoch: () => void;
  #lastNumber: string | null = null;

  /** @param onEpoch called when the number of the epoch is another than before */
  constructor(pattern: EpochPattern, onEpoch: () => void) {
    this.#pattern = pattern;
    this.#onEpoch = onEpoch;
  }

  /** Takes a line, or what has come of it so far. */
  look({ text, isEnded }: OutputLine): void {
    const match = this.#pattern.regex.exec(text);
    if (match === null) return;
    // More digits may follow at the end of an unfinished line.
    if (!isEnded && match.index + match[0].length === text.length) return;
    const number = match[1] ?? match[0];
    if (number === this.#lastNumber) return;
    this.#lastNumber = number;
    this.#onEpoch();
  }
}
