/** Any files of a set -> its runs: several of them, doubled, interleaved, cut, changed by other programs. */
import { readFileName } from '../../../log/file-name.ts';
import type { LogText } from '../../../log/records.ts';
import { systemReason } from '../../../model/errors.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Finding, Run } from '../../../model/run.ts';
import { presentFiles } from '../../../model/run-files.ts';
import { plural } from '../../../model/text.ts';
import type { Content } from '../../find/content.ts';
import type { FileSet } from '../../find/file-sets.ts';
import { readWhole } from '../../find/whole.ts';
import { baseName, joinPath } from '../../system.ts';
import { assembleRuns } from './assemble.ts';
import { type RunTexts, sortByKind } from './kinds.ts';
import { needsSamples, recoverUnfinished } from './recover.ts';
import { withoutPrefix } from './surplus.ts';
import { firstUnknown, hiddenLines, isAnyKnown, isConsole, refusalOf, shownLine, unreadBlocks } from './understood.ts';

/** Reads the content of a file. */
export type ContentOf = (file: string) => Content<LogText>;

/** Reads a file that is called a log and holds console text; without runs it is refused. */
export type ReadConsole = (file: string, text: string) => Run[];

/** Reads the runs of one set of files, whatever they hold; what cannot be read becomes a finding. */
export function repairSet(
  set: FileSet,
  contentOf: ContentOf,
  onFinding: (finding: Finding) => void = () => undefined,
  readConsole: ReadConsole = () => [],
): Run[] {
  const reader = new SetReader(set, contentOf, readConsole);
  const read = { standard: reader.read('standard'), output: reader.read('output'), error: reader.read('error') };
  const { findings } = reader;
  if (read.standard === null && read.output === null) {
    // Unknown whether anything was measured.
    for (const finding of findings) onFinding({ ...finding, files: presentFiles(set.files) });
    return reader.consoleRuns;
  }
  const { files, texts } = sortByKind(set.files, read);
  const runs = assembleRuns(joinPath(set.folder, set.stem || 'carbontracker'), files, texts);
  const refused = refusalOfRuns(runs, set, texts);
  if (refused !== null) {
    const ofTexts = runs.flatMap((run) => run.findings.filter(({ code }) => ABOUT_TEXT.has(code)));
    for (const finding of [...findings, ...ofTexts, refused]) {
      onFinding({ ...finding, files: presentFiles(set.files) });
    }
    return reader.consoleRuns;
  }
  const [only] = runs;
  // A samples file belongs to one run; it is long, and only a killed run needs it here.
  if (only !== undefined && runs.length === 1 && needsSamples(only)) recoverUnfinished(only, reader.readSamples());
  const unread = unreadBlocks(runs, texts);
  if (unread > 0) findings.push(newFinding('blocks-unread', unreadText(unread)));
  const hidden = hiddenLines(runs, texts);
  if (hidden > 0) findings.push(newFinding('blocks-unread', hiddenText(hidden)));
  only?.findings.push(...findings);
  return [...runs, ...reader.consoleRuns];
}

/** Findings about a text that hold whether or not it is a run. */
const ABOUT_TEXT: ReadonlySet<string> = new Set(['record-cut', 'invalid-utf8', 'nul-bytes']);

const unreadText = (count: number): string =>
  `${plural(count, 'consumption block')} without a time stamp in the output log ${count === 1 ? 'was' : 'were'} not read`;

const hiddenText = (count: number): string =>
  `${count} ${count === 1 ? 'line has' : 'lines have'} other text in front of the time stamp and ${count === 1 ? 'was' : 'were'} not read`;

/** Reads the files of one set; what cannot be read, and what was repaired, becomes a finding. */
class SetReader {
  readonly findings: Finding[] = [];
  /** Runs of files that hold console text. */
  readonly consoleRuns: Run[] = [];
  readonly #set: FileSet;
  readonly #contentOf: ContentOf;
  readonly #readConsole: ReadConsole;

  constructor(set: FileSet, contentOf: ContentOf, readConsole: ReadConsole) {
    this.#readConsole = readConsole;
    this.#set = set;
    this.#contentOf = set.read ?? contentOf;
  }

  /** Text of a log without prefixes of other programs; null where it cannot be read. */
  read(role: 'standard' | 'output' | 'error'): LogText | null {
    const file = this.#set.files[role];
    const raw = this.#textOf(file, this.#contentOf);
    if (file === null || raw === null) return null;
    const { text, prefix } = withoutPrefix(raw);
    if (prefix !== null) {
      const message = `the prefix ${shownLine(prefix)} was removed from the lines of ${baseName(file)}`;
      this.findings.push(newFinding('prefixed-lines', message));
    }
    const refusal = role === 'error' ? null : refusalOf(file, text);
    if (refusal === null) return text;
    const consoleRuns = typeof text === 'string' && isConsole(text) ? this.#readConsole(file, text) : [];
    if (consoleRuns.length > 0) {
      this.consoleRuns.push(...consoleRuns);
      return null;
    }
    const isNamed = readFileName(baseName(file)) !== null || !refusal.startsWith('no line');
    this.findings.push(
      isNamed
        ? newFinding('not-understood', refusal)
        : newFinding('not-a-log', `${file} is not a log of a known format`),
    );
    return null;
  }

  /** Text of the samples file; null without one. */
  readSamples(): string | null {
    return this.#textOf(this.#set.files.samples, this.#set.read ?? readWhole);
  }

  #textOf<T extends LogText>(file: string | null, contentOf: (file: string) => Content<T>): T | null {
    if (file === null) return null;
    const content = contentOf(file);
    if ('text' in content) return content.text;
    this.findings.push(newFinding('unreadable', `cannot read ${file}: ${systemReason(content.error)}`));
    return null;
  }
}

/** Why files of which something was read are no run: nothing in them was understood, or not what may hold a figure. */
function refusalOfRuns(runs: readonly Run[], { files }: FileSet, texts: RunTexts): Finding | null {
  const file = files.standard ?? files.output ?? '';
  const unknown = firstUnknown(runs, texts);
  if (!runs.some(holdsAnything) && !isAnyKnown(texts)) {
    const isNamed = readFileName(baseName(file)) !== null;
    if (!isNamed) return newFinding('not-a-log', `${file} is not a log of a known format`);
    const what = unknown === null ? 'it is empty' : `the first line is ${shownLine(unknown)}`;
    return newFinding('not-understood', `no line of ${file} was understood: ${what}`);
  }
  if (unknown === null) return null;
  return newFinding(
    'not-understood',
    `${file} holds no figure, and lines that were not understood: ${shownLine(unknown)}`,
  );
}

function holdsAnything(run: Run): boolean {
  return (
    run.writer.version !== null ||
    run.epochs.length > 0 ||
    run.actual !== null ||
    run.predicted !== null ||
    run.components.length > 0
  );
}
