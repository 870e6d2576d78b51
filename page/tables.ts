/** The table and the data of the page as files. */
import { rowOf } from '../src/accounting/index.ts';
import { type ReportDocument, writeDocument } from '../src/report/document/index.ts';
import { csvWriter } from '../src/tables/csv.ts';
import { RUN_COLUMNS } from '../src/tables/run-columns.ts';
import type { Row } from './rows.ts';
import { save } from './save.ts';

/** Saves rows as the table that `ct-parse runs --csv` prints, with the factors of the page. */
export function saveCsv(rows: readonly Row[]): void {
  const { header, line } = csvWriter(RUN_COLUMNS);
  save('runs.csv', [header, ...rows.map(({ entry }) => line(rowOf(entry)))].join(''), 'text/csv');
}

/** Saves the document of the page, with all runs. */
export function saveJson(document: ReportDocument | null): void {
  if (document !== null) save('report.json', writeDocument(document), 'application/json');
}
