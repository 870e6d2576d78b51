/** Files -> runs. */
import path from 'node:path';
import { readFileName, readStem, stampInFileName } from '../log/file-name.ts';
import { readMessage } from '../log/messages.ts';
import { type LogText, scanRecords } from '../log/records.ts';
import { systemReason } from '../model/errors.ts';
import { newFinding } from '../model/findings.ts';
import type { Finding, Run, RunFiles } from '../model/run.ts';
import { presentFiles } from '../model/run-files.ts';
import { assembleRuns, type RunTexts } from './assemble.ts';
import type { FileSet } from './file-sets.ts';
import { type FindOptions, findRuns } from './find.ts';
import { type Content, type ReadAheadOptions, readAhead, readHere, readWhole } from './read-ahead.ts';
import { needsSamples, recoverUnfinished } from './recover.ts';

/**
 * Reads runs one after the other, so that a directory need not fit in memory.
 *
 * @param inputs files, folders or glob patterns; one or many
 * @throws CtError NOT_FOUND when an input does not exist, USAGE for what is no path
 */
export async function* iterateParsedRuns(
  inputs: string | readonly string[],
  options: FindOptions & ReadAheadOptions = {},
): AsyncGenerator<Run> {
  for await (const { set, contents } of readAhead(findRuns(inputs, options), options)) {
    yield* withoutCopies(
      runsOf(set, (file) => contents.get(file) ?? readHere(file), options.onFinding),
      set,
    );
  }
}

/** Reads the runs of one set of files; what cannot be read becomes a finding of the run. */
export function readFileSet(set: FileSet, onFinding?: FindOptions['onFinding']): Run[] {
  return runsOf(set, readHere, onFinding);
}

function runsOf(
  set: FileSet,
  contentOf: (file: string) => Content<LogText>,
  onFinding: FindOptions['onFinding'] = () => undefined,
): Run[] {
  const findings: Finding[] = [];
  const read = <T extends LogText>(file: string | null, contentOf: (file: string) => Content<T>): T | null => {
    if (file === null) return null;
    const content = contentOf(file);
    if ('text' in content) return content.text;
    findings.push(newFinding('unreadable', `Cannot read ${file}: ${systemReason(content.error)}`));
    return null;
  };
  const texts: RunTexts = {
    standard: read(set.files.standard, contentOf),
    output: read(set.files.output, contentOf),
    error: read(set.files.error, contentOf),
  };
  if (texts.standard === null && texts.output === null) {
    // Nobody knows whether something was measured.
    for (const finding of findings) onFinding({ ...finding, files: presentFiles(set.files) });
    return [];
  }
  const { files, ordered } = byContent(set.files, texts);
  const runs = assembleRuns(path.join(set.folder, set.stem || 'carbontracker'), files, ordered);
  if (!runs.some(holdsAnything) && readFileName(path.basename(set.files.standard ?? '')) === null && files.standard) {
    onFinding({ ...newFinding('not-a-log', `${files.standard} is not a carbontracker log`), files: [files.standard] });
    return [];
  }
  const [only] = runs;
  // A samples file belongs to one run; it is long, and only a killed run needs it here.
  if (only !== undefined && runs.length === 1 && needsSamples(only))
    recoverUnfinished(only, read(files.samples, readWhole));
  only?.findings.push(...findings);
  return runs;
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

/** A file that was named by the user but not by carbontracker shows by its content which log it is. */
function byContent(files: RunFiles, texts: RunTexts): { files: RunFiles; ordered: RunTexts } {
  const named = files.standard !== null && path.basename(files.standard).includes('carbontracker');
  if (named || files.standard === null || texts.standard === null) return { files, ordered: texts };
  let isOutput = false;
  scanRecords(texts.standard, (record) => {
    isOutput ||= record.text.startsWith('CarbonTracker: ') && readMessage(record) !== null;
  });
  if (!isOutput) return { files, ordered: texts };
  return {
    files: { ...files, standard: null, output: files.standard },
    ordered: { ...texts, standard: null, output: texts.standard },
  };
}

/**
 * Up to 1.2.5 a second tracker of a process writes into the first one's files as well as its own. The run then stands
 * in two stems; the copy in the older files is left out when the newer files exist.
 */
function withoutCopies(runs: Run[], set: FileSet): Run[] {
  const [first, ...further] = runs;
  const { stamp } = readStem(set.stem);
  if (first === undefined || further.length === 0 || stamp === null) return runs;
  const kept = further.filter((run) => {
    if (run.startedAt === null) return true;
    const stem = set.stem.slice(0, -stamp.length) + stampInFileName(run.startedAt);
    if (stem === set.stem || !set.hasSibling(stem) || !isInFile(run, set.folder, stem)) return true;
    first.findings.push(newFinding('logged-twice', `its files also hold the run of ${stem}, which is counted once`));
    return false;
  });
  return [first, ...kept];
}

function isInFile(run: Run, folder: string, stem: string): boolean {
  const standard = path.join(folder, `${stem}_carbontracker.log`);
  const sibling: FileSet = {
    folder,
    stem,
    files: { standard, output: null, error: null, samples: null },
    hasSibling: () => false,
  };
  const epochs = JSON.stringify(run.epochs).slice(0, -1);
  return readFileSet(sibling).some((other) => {
    return other.startedAt === run.startedAt && JSON.stringify(other.epochs).startsWith(epochs);
  });
}
