/** What could not be read and so is missing from the total, in words for a paper. */
import type { FindingCode } from '../../model/findings.ts';
import { capitalized, listed, plural } from '../../model/text.ts';
import type { Facts } from './facts.ts';

/** Parts that were not read, each with the findings that report it and its words. */
const PARTS: readonly { codes: readonly FindingCode[]; text: (count: number) => string }[] = [
  { codes: ['unreadable', 'not-understood'], text: (count) => `${plural(count, 'file')} could not be read` },
  { codes: ['rows-unread'], text: (count) => `rows of ${plural(count, 'file')} could not be read` },
  { codes: ['blocks-unread'], text: (count) => `lines or blocks of ${plural(count, 'run')} were not read` },
  { codes: ['total-unreadable'], text: (count) => `printed totals of ${plural(count, 'run')} could not be read` },
  { codes: ['too-many-components'], text: (count) => `components of ${plural(count, 'run')} were not read` },
];

/** What may hold no energy that counts: an err log, samples, or a printed total beside its epochs. */
const UNCERTAIN: readonly string[] = ['unreadable', 'total-unreadable'] satisfies FindingCode[];

/** `2 files could not be read; their energy may be missing`, for all such findings together; empty where there are none. */
export function missingPhrase({ findings }: Pick<Facts, 'findings'>): string {
  const found = PARTS.flatMap(({ codes, text }) => {
    const count = findings.reduce((sum, { code, runs }) => sum + ((codes as string[]).includes(code) ? runs : 0), 0);
    return count === 0 ? [] : [{ text: text(count), isOneFile: count === 1 && codes.includes('unreadable') }];
  });
  const [first] = found;
  if (first === undefined) return '';
  const owner = found.length === 1 && first.isOneFile ? 'its' : 'their';
  const codes: readonly string[] = PARTS.flatMap((part) => part.codes);
  const isCertain = findings.some(({ code }) => codes.includes(code) && !UNCERTAIN.includes(code));
  const verb = isCertain ? 'is' : 'may be';
  return `${listed(found.map(({ text }) => text))}; ${owner} energy ${verb} missing`;
}

/** The phrase as a sentence of its own. */
export function missingSentences(facts: Pick<Facts, 'findings'>): string[] {
  const text = missingPhrase(facts);
  return text === '' ? [] : [`${capitalized(text)}.`];
}
