/**
 * Makes logs, measures every promise of speed from process start in turn with what it is compared to, prints Markdown,
 * and writes it into docs/performance.md between its markers. With CARBONTRACKER_PYTHON, a Python that has carbontracker, that is
 * measured too.
 *
 *     npm run bench                    all of it: about half an hour
 *     npm run bench -- reading start   parts, which are only printed
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { consoleTable } from './cases/console.mjs';
import { datasetTable } from './cases/dataset.mjs';
import { hostileTable } from './cases/hostile.mjs';
import { readingTable } from './cases/reading.mjs';
import { reportTable } from './cases/report.mjs';
import { startTable, trackingShare } from './cases/starting.mjs';
import { tablesTable } from './cases/tables.mjs';

const PAGE = new URL('../docs/performance.md', import.meta.url);
const MARKED = /(<!-- bench:start -->\n)[\s\S]*?(<!-- bench:end -->)/;

const PARTS = {
  reading: readingTable,
  console: consoleTable,
  hostile: hostileTable,
  report: reportTable,
  tables: tablesTable,
  dataset: datasetTable,
  start: startTable,
  share: trackingShare,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) throw new Error(`no part ${unknown}: there are ${Object.keys(PARTS).join(', ')}`);

const today = new Date().toISOString().slice(0, 10);
const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.version.slice(1)}`;
const root = mkdtempSync(path.join(tmpdir(), 'ct-parse-bench-'));
try {
  let text = `Measured by \`npm run bench\` on ${today}: ${machine}; medians, from process start, each in turn with its comparison.\n`;
  console.log(text);
  for (const [name, measure] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const part = await measure(root);
    console.log(`${part}\n`);
    text += `\n${part}\n`;
  }
  if (wanted.length === 0) {
    const page = readFileSync(PAGE, 'utf8');
    if (!MARKED.test(page)) throw new Error('docs/performance.md has no bench:start and bench:end markers');
    writeFileSync(
      PAGE,
      page.replace(MARKED, (_, start, end) => `${start}${text}${end}`),
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
