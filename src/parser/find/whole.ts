/** Whole files on the disk; in its place the page has `page/reader/whole.ts`, as a browser has no disk. */
import { constants } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { type Content, contentOf } from './content.ts';
import { decode } from './decode.ts';
import { systemPath } from './system-path.ts';

/** Reads a file other than a log, such as samples, as one string. */
export function readWhole(file: string): Content<string> {
  return contentOf(() => {
    // Reading on to find out takes as long as the file is.
    const place = systemPath(file);
    if (statSync(place).size > constants.MAX_STRING_LENGTH) throw new Error('it is too large for one string');
    return decode(readFileSync(place));
  });
}
