/** Files that are dropped on the page, or chosen -> the document that it shows. */
import { signal } from '@preact/signals';
import { plural } from '../src/model/text.ts';
import { type DroppedFiles, filesOfDrop, filesOfList } from './reader/given-file.ts';
import { documentOfFiles } from './reader/read-runs.ts';
import { open, problem } from './state.ts';

/** What is being read; empty while nothing is. */
export const progress = signal('');

/** Reads the files of a field. */
export const openList = (list: FileList | null): Promise<void> =>
  openGiven(Promise.resolve({ files: filesOfList(list), mayLack: null }));

async function openGiven(found: Promise<DroppedFiles>): Promise<void> {
  problem.value = null;
  progress.value = 'Reading…';
  try {
    const { files, mayLack } = await found;
    const { document, fileOf } = await documentOfFiles(files, mayLack, (text) => {
      progress.value = text;
    });
    const [finding] = document.findings;
    if (document.entries.length > 0) open(document, fileOf);
    else
      problem.value = `No runs in ${plural(files.length, 'file')}${finding === undefined ? '' : `: ${finding.message}`}`;
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
  } finally {
    progress.value = '';
  }
}

function notAllowed(): never {
  throw new Error('this browser does not let the page look into a dropped folder: use "Choose a folder"');
}

/** Lets files be dropped anywhere on the page. */
export function acceptDrops(): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.classList.remove('dragging');
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove('dragging');
    void openGiven(filesOfDrop(event.dataTransfer).catch(notAllowed));
  });
}
