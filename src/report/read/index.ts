/** A report of any kind -> the data that it embeds. */
import { CtError } from '../../model/errors.ts';
import type { ReportDocument } from '../document/index.ts';
import { documentInPage } from '../page/index.ts';
import { documentInPdf } from '../pdf/embedded.ts';

/** A PDF may begin with other bytes, but not with many. */
const MOST_BEFORE_PDF = 1024;

/**
 * Reads the data of a PDF or HTML report, by what its bytes are.
 *
 * @param from name of the file, for messages
 * @throws CtError NOT_A_REPORT for another file, a report without data, or one with damaged data
 */
export function documentInReport(bytes: Buffer, from: string): ReportDocument {
  if (bytes.toString('latin1', 0, MOST_BEFORE_PDF).includes('%PDF-')) return documentInPdf(bytes, from);
  if (!/<html|<!doctype html/i.test(bytes.toString('latin1', 0, MOST_BEFORE_PDF))) {
    throw new CtError('NOT_A_REPORT', `${from} is neither a PDF nor an HTML report of ct-parse`);
  }
  const text = bytes.toString('utf8');
  if (!/<\/html>\s*$/.test(text))
    throw new CtError('NOT_A_REPORT', `${from} is cut off: the end of the page is missing`);
  const document = documentInPage(text, from);
  if (document === null) throw new CtError('NOT_A_REPORT', `${from} holds no runs: it is the page that waits for logs`);
  return document;
}
