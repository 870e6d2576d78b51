/** Files that may hold runs and are not read. */
import path from 'node:path';
import { namesCarbontracker } from '../../log/file-name.ts';
import { newFinding } from '../../model/findings.ts';
import type { Finding } from '../../model/run.ts';

/** Programs about carbontracker hold no runs. */
const PROGRAM = /\.(?:py|pyc|pyi|[cm]?[jt]s|sh)$/i;

/** A finding that names a file which is not read although its name holds `carbontracker`; null for other files. */
export function leftOut(file: string): Finding | null {
  const baseName = path.basename(file);
  if (!namesCarbontracker(baseName) || PROGRAM.test(baseName)) return null;
  return {
    ...newFinding(
      'left-out',
      `${file} was not read, because its name is not that of a log; give it as an argument to read it`,
    ),
    files: [file],
  };
}

/** A finding that names a file which is called like an archive and is none, such as an interrupted download. */
export function notAnArchive(file: string): Finding {
  const message = `${file} was not read, because it is not a zip or tar archive`;
  return { ...newFinding('left-out', message), files: [file] };
}

/** A finding that names an archive which is too large to be opened only because it lies in a folder. */
export function leftOutArchive(file: string): Finding {
  const message = `${file} was not opened, because it is larger than 256 MiB; give it as an argument to read it`;
  return { ...newFinding('left-out', message), files: [file] };
}
