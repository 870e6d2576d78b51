/** Archives that cannot be opened here: what lies in them is not read, and nothing but their names shows that they are there. */
import { fileFinding } from '../../../model/findings.ts';
import { formatCount } from '../../../model/numbers.ts';
import type { Finding } from '../../../model/run.ts';

const FOREIGN = /\.(?:tar\.(?:bz2|xz|lzma|zst|lz4|lz|z)|tbz2?|txz|tzst|7z|rar)$/i;
const COMPRESSED = /\.(?:bz2|xz|lzma|zst|lz4)$/i;

/** Whether a name is that of an archive, or of a compressed log, that cannot be opened. */
export const isForeignArchive = (name: string): boolean =>
  FOREIGN.test(name) || (COMPRESSED.test(name) && MAY_BE_LOG.test(name));

/** Kinds of files in which runs are looked for. */
const MAY_BE_LOG = /\.(?:log|out|txt|ipynb|jsonl)\.\w+$|(?:emission|power).*\.csv\.\w+$/i;

/** Archives that a search met and could not open. */
export class ForeignArchives {
  readonly #places: string[] = [];

  /** Notes an archive. */
  add(place: string): void {
    this.#places.push(place);
  }

  /** One finding of all archives that were met; null for none. */
  finding(): Finding | null {
    return aboutForeign(this.#places);
  }
}

/** A finding of archives that cannot be opened; null for none. */
export function aboutForeign(places: readonly string[]): Finding | null {
  const [first, ...others] = places;
  if (first === undefined) return null;
  const isOne = others.length === 0;
  const which = isOne ? `${first} was` : `${first} and ${formatCount(others.length)} more were`;
  const advice = isOne ? 'unpack it if it holds logs' : 'unpack them if they hold logs';
  const message = `${which} not opened, as only .zip, .tar, .tar.gz and .gz can be; ${advice}`;
  return fileFinding('left-out', message, ...places);
}
