/** CodeCarbon's `emissions.csv`, of any version: where it is found, and its rows as runs. */
import { fileFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { plural } from '../../model/text.ts';
import { headText } from '../find/decode.ts';
import type { Source, SourceFile } from '../source.ts';
import { findHeader, isGitLfsPointer, lookAlikeOf, namesEnergy } from './header.ts';
import { readRows } from './read-rows.ts';
import { runOfRow, runOfTasks } from './run-of-row.ts';
import { TaskSums } from './tasks.ts';
import { aboutUnmarked } from './unmarked-rows.ts';

/** `emissions.csv`, `emissions_base_UUID.csv`, `emissions.csv_0.bak`, also of one that a person renamed. */
const NAME = /emission.*\.csv(?:_\d{1,4})?(?:\.bak)?(?:\.gz)?$/i;

/** The reader of CodeCarbon's files. */
export const codecarbon: Source = {
  name: 'codecarbon',
  isNamedLike: (baseName) => NAME.test(baseName),
  recognises: (name, head) => {
    const text = headText(head);
    if (findHeader(text) !== null) return true;
    // What is called like CodeCarbon's file and is none is named, not passed over.
    return (
      NAME.test(name) &&
      (text.trim() === '' || isGitLfsPointer(text) || lookAlikeOf(text) !== null || namesEnergy(text))
    );
  },
  read: readEmissions,
};

function* readEmissions(file: SourceFile): Generator<Run> {
  const head = headText(file.head());
  const read = readRows(head, file.pieces());
  if (read === null) {
    file.onFinding(aboutNoHeader(file.path, head));
    return;
  }
  const { rows, unreadable, isCut } = read;
  if (unreadable > 0) {
    const message = `${file.path}: ${plural(unreadable, 'row')} that ${unreadable === 1 ? 'does' : 'do'} not fit the header: the energy is missing`;
    file.onFinding(fileFinding('rows-unread', message, file.path));
  }
  if (isCut) {
    const message = `${file.path}: a row is cut in front of its energy, which is missing`;
    file.onFinding(fileFinding('cut-line', message, file.path));
  }
  for (const finding of aboutUnmarked(file.path, rows.takeUnmarked())) file.onFinding(finding);
  let count = 0;
  const place = (): { id: string; path: string } => {
    count += 1;
    return { id: count === 1 ? file.id : `${file.id}#${count}`, path: file.path };
  };
  const tasks = new TaskSums();
  for (const { row, kept, isAlone } of rows.take()) {
    if (kept.state.header.isOfTasks) tasks.add(row);
    else yield runOfRow(place(), row, kept, { isLast: rows.size === 0, isAlone });
  }
  for (const sum of tasks.sums) yield runOfTasks(place(), sum);
}

function aboutNoHeader(path: string, head: string): Finding {
  if (head.trim() === '') return fileFinding('empty-log', `${path} is empty`, path);
  if (isGitLfsPointer(head)) {
    const message = `${path} was not read, because it is a pointer of Git LFS: fetch the file with git lfs pull`;
    return fileFinding('left-out', message, path);
  }
  const program = lookAlikeOf(head);
  const what = program === null ? 'it has none of the headers of CodeCarbon' : `${program} wrote it, not CodeCarbon`;
  return fileFinding('left-out', `${path} was not read, because ${what}`, path);
}
