/** Every reader of a format other than carbontracker's logs, in memory, and the figures that come of it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { aggregate, auditEntry, entryOf, examineClosely, figuresOf } from '../../../src/accounting/index.ts';
import type { Finding, Run } from '../../../src/model/run.ts';
import { toDictionary } from '../../../src/parser/dictionary.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';
import { offersOf, SOURCES, sourceFile } from '../../../src/parser/sources.ts';
import { sentence } from '../../../src/report/statement/sentence.ts';
import { ToolTotals } from '../../../src/report/statement/tools.ts';
import { recordOf } from '../../../src/tables/index.ts';
import { mutate } from '../mutate.ts';
import { checkNumbers, checkText } from '../numbers.ts';
import type { Target } from '../target.ts';

/** Larger fixtures are about size, which mutations do not change. */
const LARGEST_BYTES = 100_000;

/** @param root folder of the project, with fixtures of each format in a folder of its name */
export function sources(root: string): Target {
  const files = SOURCES.flatMap(({ name }) => {
    const folder = path.join(root, 'fixtures', name);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/^(?:README\.md|truth\.json)$/.test(entry.name))
      .map((entry) => ({
        name: entry.name,
        text: readFileSync(path.join(entry.parentPath, entry.name), 'latin1'),
      }))
      .filter(({ text }) => text.length <= LARGEST_BYTES);
  });
  return {
    count: 200_000,
    onDisk: false,
    allowedMs: 100,
    make: (random) => {
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const { name, text } = pick(files);
      return { [random() < 0.9 ? name : pick(files).name]: mutate(text, random, () => pick(files).text) };
    },
    run: (made) => {
      for (const [name, text] of Object.entries(made)) readAll(name, Buffer.from(text as string, 'latin1'));
    },
  };
}

/** By the reader that takes it, and by every other one, as `--input-format` lets them. */
function readAll(name: string, bytes: Buffer): void {
  const file = unpackedFile(`x/${name}`, bytes);
  const offers = offersOf({});
  offers.formatNamed(file);
  if (offers.mayHold(name)) offers.formatInFolder(file);
  for (const source of SOURCES) {
    source.recognises(name, file.head());
    source.isWithin?.(file);
    const findings: Finding[] = [];
    const runs = [...source.read(sourceFile(file, `x/${name}`, {}, (finding) => findings.push(finding)))];
    checkNumbers(findings, 'findings');
    checkRuns(runs);
  }
}

function checkRuns(runs: readonly Run[]): void {
  const tools = new ToolTotals();
  const figures = runs.map((run) => {
    const entry = entryOf(run);
    run.findings.unshift(...entry.judged, ...examineClosely(run, entry.figures));
    checkNumbers(auditEntry(entry), 'audit');
    checkText(entry.traits.contentHash, 'the content hash');
    checkNumbers(toDictionary(run), 'dictionary');
    checkNumbers(recordOf(entry), 'record');
    tools.add(entry);
    return figuresOf(run);
  });
  const totals = aggregate(figures);
  checkNumbers(totals, 'totals');
  checkText(sentence(totals, tools.result()), 'the sentence');
}
