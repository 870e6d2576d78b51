/** Epochs of a wrapped command, read from what it prints. */
import { CtError } from '../model/errors.ts';

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

/** Longer lines are looked at in their first part only. */
const LINE_LIMIT_CHARS = 4096;

/** Watches output for the next epoch; progress bars end their lines with carriage returns. */
export class EpochWatcher {
  readonly #pattern: EpochPattern;
  readonly #onEpoch: () => void;
  readonly #decoder = new TextDecoder();
  #line = '';
  #lastNumber: string | null = null;

  /** @param onEpoch called when the number of the epoch is another than before */
  constructor(pattern: EpochPattern, onEpoch: () => void) {
    this.#pattern = pattern;
    this.#onEpoch = onEpoch;
  }

  /** Takes the next bytes of the output; an unfinished line is looked at as far as it is there. */
  add(chunk: Uint8Array): void {
    for (const part of this.#decoder.decode(chunk, { stream: true }).split(/(?<=[\r\n])/)) {
      this.#line = (this.#line + part).slice(0, LINE_LIMIT_CHARS);
      this.#look(/[\r\n]$/.test(part));
      if (/[\r\n]$/.test(part)) this.#line = '';
    }
  }

  #look(isWhole: boolean): void {
    const match = this.#pattern.regex.exec(this.#line);
    if (match === null) return;
    // More digits may follow at the end of an unfinished line.
    if (!isWhole && match.index + match[0].length === this.#line.length) return;
    const number = match[1] ?? match[0];
    if (number === this.#lastNumber) return;
    this.#lastNumber = number;
    this.#onEpoch();
  }
}
