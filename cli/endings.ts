/** Checks names of outputs: the extension must not promise a different format. */
import path from 'node:path';
import { CtError } from '../src/model/errors.ts';
import { isFolder } from './given-file.ts';

/** Endings of formats that are not plain text. */
const NOT_TEXT: readonly string[] = [
  ...['.pdf', '.ps', '.eps', '.html', '.htm', '.xhtml', '.doc', '.docx', '.odt', '.rtf', '.xls', '.xlsx', '.ods'],
  ...['.png', '.svg', '.jpg', '.jpeg', '.gif', '.webp', '.parquet', '.csv', '.tsv', '.ndjson', '.zip', '.gz', '.tar'],
];

/** Endings of text formats that one style writes and no other. */
const TEXT_FORMATS: readonly string[] = ['.json', '.bib', '.yaml', '.yml', '.xml'];

/**
 * Checks the name of a file of one format. A name without an ending promises nothing.
 *
 * @param target a path, or the name of standard output
 * @param others endings of further formats that the command writes
 * @throws CtError USAGE for any other ending
 */
export function checkEnding(target: string, ending: string, what: string, others: readonly string[] = []): void {
  const given = endingOf(target);
  const endings = [ending, ...others];
  if (given === '' || endings.includes(given)) return;
  const formats = endings.map((one) => one.slice(1)).join(' or ');
  throw new CtError(
    'USAGE',
    `${target}: ${what} can only be written as ${formats}; use a name that ends in ${endings.join(' or ')}`,
  );
}

/**
 * Checks the name of a text file, which may have any extension that is not that of another format.
 *
 * @param own ending of the format of the text, such as `.json`; null where it has none of its own
 * @param usual ending to advise where it has none
 * @throws CtError USAGE for the ending of another format
 */
export function checkTextEnding(target: string, own: string | null, usual = '.txt'): void {
  const given = endingOf(target);
  if (given === own || !(NOT_TEXT.includes(given) || TEXT_FORMATS.includes(given))) return;
  throw new CtError(
    'USAGE',
    `${target}: a statement is text, not ${given.slice(1)}; use a name that ends in ${own ?? usual}`,
  );
}

/**
 * Checks the name of a folder of several files. An existing folder may have any name.
 *
 * @throws CtError USAGE for a name that ends as a file does
 */
export function checkFolderName(target: string, what: string): void {
  const given = endingOf(target);
  if (![...NOT_TEXT, ...TEXT_FORMATS].includes(given) || isFolder(target)) return;
  throw new CtError('USAGE', `${target}: ${what} are several files; name a folder without ${given}`);
}

const endingOf = (target: string): string => path.extname(target).toLowerCase();
