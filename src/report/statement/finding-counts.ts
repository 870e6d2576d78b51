/** How many runs, files or copies findings are about, in words. */
import type { FindingCode } from '../../model/findings.ts';
import { formatCount } from '../../model/numbers.ts';
import { plural } from '../../model/text.ts';
import type { FindingFact } from './facts.ts';

/** Findings of no run that are about copies of runs; the others are about files. */
const OF_COPIES: ReadonlySet<string> = new Set<FindingCode>([
  'copied-run',
  'copied-part',
  'copies-differ',
  'logged-twice',
]);

const copies = (count: number): string => `${formatCount(count)} ${count === 1 ? 'copy' : 'copies'}`;

/** `2 files`, `1 copy`: findings of one code that belong to no run. */
const looseText = (code: string, count: number): string =>
  OF_COPIES.has(code) ? copies(count) : plural(count, code === 'link-not-followed' ? 'link' : 'file');

/**
 * `3 of 12 runs`, `2 copies`, `1 run and 4 files`.
 *
 * @param allRuns number of runs in the total; without it runs are only counted
 */
export function findingCount({ code, runs, loose }: FindingFact, allRuns?: number): string {
  const own = runs - loose;
  const ofRuns = allRuns === undefined ? plural(own, 'run') : `${formatCount(own)} of ${plural(allRuns, 'run')}`;
  return [...(own > 0 ? [ofRuns] : []), ...(loose > 0 ? [looseText(code, loose)] : [])].join(' and ');
}
