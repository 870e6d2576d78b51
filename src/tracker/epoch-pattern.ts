/** How epochs show in the output of a command: presets and patterns of one's own. */
import { CtError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { type EpochMoment, type EpochRule, PRESETS } from './epoch-presets.ts';

/** Moments that `--epoch-at` takes. */
const GIVEN_MOMENTS: readonly EpochMoment[] = ['start', 'end'];

/** What marks epochs in the lines of an output. */
export interface EpochPattern {
  /** The first rule that fits a line counts, from then on alone. */
  rules: readonly EpochRule[];
  /** Finds every line that any rule may need. */
  regex: RegExp;
  /** Whether the times may show in the end that lines taken for starts were ends. */
  decidesByTimes: boolean;
}

/**
 * Reads the name of a preset, or a regular expression with the number of the epoch as its first group.
 *
 * @param at when the line is printed; null: as the preset has it, and decided by its words and the times for patterns of one's own
 * @throws CtError USAGE
 */
export function readEpochPattern(text: string, at: string | null = null): EpochPattern {
  const moment = at === null ? null : readMoment(at);
  const name = text.toLowerCase();
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  const rules = preset ?? [{ regex: readRegex(text), comesAt: 'auto', counts: 'number' } as const];
  return {
    rules: moment === null ? rules : rules.map((rule) => (rule.counts === 'number' ? withMoment(rule, moment) : rule)),
    regex: anyOf(rules),
    decidesByTimes: moment === null,
  };
}

/** A line for which the user gives the moment begins no epoch before it. */
const withMoment = ({ regex, counts, isGuess }: EpochRule, comesAt: EpochMoment): EpochRule => ({
  regex,
  counts,
  comesAt,
  ...(isGuess ? { isGuess } : {}),
});

function readRegex(text: string): RegExp {
  let regex: RegExp;
  try {
    regex = new RegExp(text);
  } catch (error) {
    throw new CtError('USAGE', `invalid epoch pattern: ${text} is not a regular expression`, { cause: error });
  }
  if (countGroups(text) > 0) return regex;
  const names = Object.keys(PRESETS);
  const meant = nearest(text.toLowerCase(), names);
  const instead = meant === null ? `; the presets are ${names.join(', ')}` : `; did you mean ${meant}?`;
  const example = 'the epoch pattern needs a group for the number, such as Epoch (\\d+)';
  throw new CtError('USAGE', `${example}${/^[\w-]+$/.test(text) ? instead : ''}`);
}

/** Finds what any of the rules finds, in either case where one of them does. */
function anyOf(rules: readonly EpochRule[]): RegExp {
  const all = rules.flatMap(({ regex, opens, closes }) => [regex, opens, closes]).filter((one) => one !== undefined);
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  const flags = all.some(({ flags }) => flags.includes('i')) ? 'i' : '';
  return new RegExp(all.map(({ source }) => source).join('|'), flags);
}

/** An alternative that matches anything shows all groups of an expression. */
const countGroups = (text: string): number => (new RegExp(`${text}|`).exec('')?.length ?? 1) - 1;

function readMoment(at: string): EpochMoment {
  const moment = GIVEN_MOMENTS.find((known) => known === at);
  if (moment === undefined) throw new CtError('USAGE', `unknown epoch moment "${at}"; choose one of start, end`);
  return moment;
}
