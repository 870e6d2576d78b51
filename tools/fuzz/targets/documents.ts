/** Data of reports: pages and PDFs with damaged bytes, and pages with changed data, as `verify` and the page read them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DocumentOfOptions, documentOf } from '../../../src/document.ts';
import { generateReportFromLog } from '../../../src/index.ts';
import { writeDocument } from '../../../src/report/document/index.ts';
import { documentInReport } from '../../../src/report/read/index.ts';
import { verifyDocument } from '../../../src/verify.ts';
import { folderGroups } from '../groups.ts';
import { mutate, mutateBytes } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import { orRefused, type Target } from '../target.ts';

/** The parts of a page that its reader looks at. */
const pageOf = (data: string): string =>
  `<!doctype html><html><script type="application/x-ct-parse" id="data">${data}</script></html>`;

/** With factors, with shared devices, and as logged, other members count. */
const OPTIONS: DocumentOfOptions[] = [
  {},
  { factors: { pue: { value: 1.2, source: 'given' } }, sameMachine: true },
  { asLogged: true },
];

/** One of so many documents is compared with logs, too. */
const COMPARED = 5;

/** @param root folder of the project */
export async function documents(root: string): Promise<Target> {
  const texts: string[] = [];
  for (const folder of folderGroups(root)) {
    for (const options of OPTIONS) texts.push(utf8(writeDocument(await documentOf(folder, options))));
  }
  const log = path.join(root, 'fixtures', 'carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
  const pdf = await pdfOf(log);
  return {
    count: 100_000,
    onDisk: false,
    allowedMs: 500,
    make(random) {
      const pick = (): string => texts[Math.floor(random() * texts.length)] ?? '';
      const kind = random();
      if (kind < 0.1) return { 'x.pdf': mutateBytes(pdf, random) };
      const text = kind < 0.8 ? changedValue(pick(), random) : mutate(pick(), random, pick);
      const page = pageOf(gzipSync(Buffer.from(text, 'latin1'), { level: 1 }).toString('base64'));
      return { 'x.html': kind > 0.95 ? mutate(page, random, pick) : page };
    },
    run: (files) =>
      orRefused(async () => {
        for (const [name, content] of Object.entries(files)) {
          const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);
          // Reading logs takes longer than all else.
          const logs = bytes.length % COMPARED === 0 ? [log] : null;
          const { own, logs: check } = await verifyDocument(documentInReport(bytes, name), logs);
          if (own !== null) checkNumbers(own.computed, 'the computed total');
          if (check !== null) checkNumbers([check.missing, check.added], 'runs of one side');
          for (const { stated, found } of check?.changed ?? []) checkNumbers([stated, found], 'a changed run');
        }
      }),
  };
}

/** The same text with a character for each byte. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

const VALUES = ['null', '""', '"x"', '[]', '{}', '-1', '1e999', '0', 'true', '[null]', '{"a":1}', '1e308'];

/** A document with one value replaced, or one member left out: JSON that is whole, and another thing than was written. */
function changedValue(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const member = /"(?:[^"\\]|\\.)*":("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|null|true|false)(,?)/g;
  member.lastIndex = at;
  const found = member.exec(text);
  if (found === null) return text;
  const [whole, value = '', comma = ''] = found;
  const replaced =
    random() < 0.2 && comma !== ''
      ? ''
      : whole.slice(0, whole.length - value.length - comma.length) +
        (VALUES[Math.floor(random() * VALUES.length)] ?? 'null') +
        comma;
  return text.slice(0, found.index) + replaced + text.slice(found.index + whole.length);
}

async function pdfOf(log: string): Promise<Buffer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
  try {
    const pdf = path.join(folder, 'report.pdf');
    await generateReportFromLog(log, pdf, { date: new Date(0) });
    return readFileSync(pdf);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
