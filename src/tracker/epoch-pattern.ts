/** How epochs show in the output of a command: named presets and patterns of one's own. */
import { CtError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';

/** Whether a line is printed when an epoch starts, or when it has ended. */
export type EpochMoment = 'start' | 'end';

/** Moments that `--epoch-at` takes. */
export const EPOCH_MOMENTS: readonly EpochMoment[] = ['start', 'end'];

/** What marks an epoch in a line of output. */
export interface EpochPattern {
  /** Its first group is the number of the epoch. */
  regex: RegExp;
  comesAt: EpochMoment;
  /** `fraction`: the number is the progress so far, such as 2.54, and an epoch ends when its whole part grows. */
  counts: 'number' | 'fraction';
}

/** Patterns by name, for common training loops. */
const NAMED_PATTERNS: Readonly<Record<string, EpochPattern>> = {
  /** `Epoch 3/10` */
  keras: { regex: /^\s*Epoch (\d+)\/\d+/, comesAt: 'start', counts: 'number' },
  /** `Epoch 3:  50%|` of the tqdm bar, `Epoch 3/9  ━━━` of the Rich bar */
  lightning: { regex: /^\s*Epoch (\d+)(?::|\/\d+\s)/, comesAt: 'start', counts: 'number' },
  /** `{'loss': 0.3, ..., 'epoch': 2.54}` */
  huggingface: { regex: /'epoch': '?(\d+(?:\.\d+)?(?:e[+-]?\d+)?)'?[,}]/, comesAt: 'end', counts: 'fraction' },
};

/**
 * Reads a named pattern, or a regular expression with the number of the epoch as its first group.
 *
 * @param at when the line is printed; null: as the preset says, `start` for patterns of one's own
 * @throws CtError USAGE
 */
export function readEpochPattern(text: string, at: string | null = null): EpochPattern {
  const moment = at === null ? null : readMoment(at);
  const name = text.toLowerCase();
  const named = Object.hasOwn(NAMED_PATTERNS, name) ? NAMED_PATTERNS[name] : undefined;
  if (named !== undefined) return { ...named, comesAt: moment ?? named.comesAt };
  let regex: RegExp;
  try {
    regex = new RegExp(text);
  } catch (error) {
    throw new CtError('USAGE', `invalid epoch pattern: ${text} is not a regular expression`, { cause: error });
  }
  if (countGroups(text) === 0) {
    const names = Object.keys(NAMED_PATTERNS);
    const meant = nearest(name, names);
    const instead = meant === null ? `; the presets are ${names.join(', ')}` : `; did you mean ${meant}?`;
    const example = 'the epoch pattern needs a group for the number, such as Epoch (\\d+)';
    throw new CtError('USAGE', `${example}${/^[\w-]+$/.test(text) ? instead : ''}`);
  }
  return { regex, comesAt: moment ?? 'start', counts: 'number' };
}

/** An alternative that matches anything shows all groups of an expression. */
const countGroups = (text: string): number => (new RegExp(`${text}|`).exec('')?.length ?? 1) - 1;

function readMoment(at: string): EpochMoment {
  const moment = EPOCH_MOMENTS.find((known) => known === at);
  if (moment === undefined) throw new CtError('USAGE', `unknown epoch moment "${at}"; choose one of start, end`);
  return moment;
}
