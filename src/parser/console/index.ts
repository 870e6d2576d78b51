/** Console text of carbontracker: terminals, Slurm outputs, `nohup.out`, pasted blocks, markdown, notebooks. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import type { RawFile } from '../find/file.ts';
import type { Source, SourceFile } from '../source.ts';
import { linesNear } from './lines.ts';
import { isNotebookName, outputLines } from './notebook.ts';
import { runOfSession } from './run.ts';
import { ConsoleReader, type ConsoleText } from './sessions.ts';

/**
 * Reader of console text. Blocks stand anywhere among the lines of other programs, so no name and no beginning shows
 * them.
 */
export const consoleSource: Source = {
  name: 'console',
  isNamedLike: () => false,
  recognises: () => false,
  isWithin,
  read: readConsole,
};

/** Whether a text holds a message of a run that does not stand behind a time stamp, as in a log. */
function isWithin(file: RawFile): boolean {
  const reader = new ConsoleReader();
  // A notebook holds marks in its cells, too.
  let hasMark = false;
  for (const line of linesNear(file)) {
    hasMark ||= line !== null;
    if (isNotebookName(file.path)) {
      if (hasMark) break;
      continue;
    }
    reader.read(line);
    if (reader.hasRun && reader.unstamped > 0) return true;
  }
  if (isNotebookName(file.path)) {
    for (const line of (hasMark ? outputLines(file) : null) ?? []) reader.read(line);
  }
  return reader.finish().sessions.length > 0 && reader.unstamped > 0;
}

function* readConsole(file: SourceFile): Generator<Run> {
  const reader = new ConsoleReader();
  const lines = (isNotebookName(file.path) ? outputLines(file) : null) ?? linesNear(file);
  for (const line of lines) reader.read(line);
  const text = reader.finish();
  const findings = aboutText(text);
  if (text.sessions.length === 0) {
    const message = `${file.path} holds no console text of carbontracker`;
    for (const finding of [newFinding('not-a-log', message), ...findings])
      file.onFinding({ ...finding, files: [file.path] });
    return;
  }
  for (const [i, session] of text.sessions.entries()) {
    const run = runOfSession(i === 0 ? file.id : `${file.id}#${i + 1}`, file.path, session);
    // Findings about the text are reported once, with its first run.
    if (i === 0) run.findings.push(...findings);
    yield run;
  }
}

function aboutText({ unreadable, repeats, processes }: ConsoleText): Finding[] {
  const findings: Finding[] = [];
  if (unreadable > 0) {
    const message = `${plural(unreadable, 'consumption block')} without a readable energy`;
    findings.push(newFinding('total-unreadable', message));
  }
  if (repeats > 0) {
    const message = `${plural(repeats, 'consumption block')} repeated the one before: each is counted once`;
    findings.push(newFinding('doubled-lines', message));
  }
  if (processes > 1) {
    const message = `${processes} processes printed into one text: if they shared devices, those count several times`;
    findings.push(newFinding('several-processes', message));
  }
  return findings;
}
