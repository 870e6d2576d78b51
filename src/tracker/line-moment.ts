/** Whether the lines of a training show the start of an epoch or its end, from their words and from the times. Pure. */

/** Results of an epoch: a metric with its value, or a word for its end. */
const RESULTS =
  /(?:loss|acc|accuracy|error|err|mse|mae|rmse|auc|f1|ppl|perplexity|bleu|score)\w*["')\]]*\s*[:=]?\s*[-+]?\d*\.?\d|\b(?:finished|completed?|done|ended|took|elapsed|duration)\b/i;

/** Bars show the results so far. */
const BAR = /\d%\||━|█/;

/** Whether a line has what is known at the end of an epoch only. */
export function showsResults(text: string): boolean {
  return RESULTS.test(text) && !BAR.test(text);
}

/** Times of a command, in s, where lines were taken for starts. */
export interface LineTimes {
  /** Time from the start of the command to the first line. */
  beforeS: number;
  /** Times from each line to the next. */
  epochsS: readonly number[];
  /** Time from the last line to the end of the command. */
  openS: number;
}

/** Less than this part of an epoch behind the last line is no epoch. */
const NOTHING_SHARE = 0.1;

/** The same where there is one line, so that the only measure is the time before it, which may be loading. */
const NOTHING_SHARE_OF_ONE = 0.02;

/** Less before the first line is no epoch, measured by the others. */
const EPOCH_SHARE = 0.5;

/** Shorter times decide nothing. */
const SHORTEST_S = 0.25;

/** Whether the lines were ends: nothing follows the last one, and an epoch has room before the first. */
export function wereEnds({ beforeS, epochsS, openS }: LineTimes): boolean {
  if (beforeS < SHORTEST_S) return false;
  if (epochsS.length === 0) return openS < NOTHING_SHARE_OF_ONE * beforeS;
  const typicalS = median(epochsS);
  return openS < NOTHING_SHARE * typicalS && beforeS >= EPOCH_SHARE * typicalS;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
