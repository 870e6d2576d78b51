/** A document -> the HTML file that shows it, from the page that the build made; and back. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Grouping } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import { type ReportDocument, readDocument, writeDocument } from '../document/index.ts';

/** The mark in front of the data, up to which nothing of a log stands in a page. */
const BEFORE_DATA = '<script type="application/x-ct-parse" id="data">';
const AFTER_DATA = '</script>';
const NO_TITLE = '<title>ct-parse</title>';
const ROOT = '<html lang="en">';
const MOST_BYTES = 2 ** 30;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Puts a document into the page, compressed and as base64, which no name in it can break out of.
 *
 * @param template the page without data
 * @param groupBy how the page groups its runs when it opens; null where it does not
 */
export function pageWith(template: string, document: ReportDocument, groupBy: Grouping | null = null): string {
  const data = gzipSync(writeDocument(document), { level: 9 }).toString('base64');
  const title = document.title.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
  return template
    .replace(ROOT, groupBy === null ? ROOT : ROOT.replace('>', ` data-group-by="${groupBy}">`))
    .replace(NO_TITLE, () => `<title>${title}</title>`)
    .replace(`${BEFORE_DATA}${AFTER_DATA}`, () => `${BEFORE_DATA}${data}${AFTER_DATA}`);
}

/**
 * Reads the document of a page.
 *
 * @param from name of the page, for the message
 * @returns null where the page holds none, as one that waits for files
 * @throws CtError NOT_A_REPORT for what is no page of ct-parse, or is damaged
 */
export function documentInPage(html: string, from: string): ReportDocument | null {
  const start = html.indexOf(BEFORE_DATA);
  const end = html.indexOf(AFTER_DATA, start);
  if (start === -1 || end === -1) throw new CtError('NOT_A_REPORT', `${from} is no page of ct-parse`);
  const data = html.slice(start + BEFORE_DATA.length, end).trim();
  if (data === '') return null;
  return readDocument(unpacked(data, from), from);
}

function unpacked(data: string, from: string): string {
  try {
    return gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (error) {
    throw new CtError('NOT_A_REPORT', `the data of ${from} are damaged`, { cause: error });
  }
}
