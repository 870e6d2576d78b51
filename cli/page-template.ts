/** The page that the build made, beside the command. */
import { readFileSync } from 'node:fs';
import { CtError } from '../src/model/errors.ts';

/** From a file of the build, from the command, and from the source. */
const PLACES = ['page/ct-parse.html', '../page/ct-parse.html', '../dist/page/ct-parse.html'];

/**
 * The page without data, as HTML.
 *
 * @throws CtError NOT_FOUND where the package was not built
 */
export function pageTemplate(): string {
  for (const place of PLACES) {
    const template = readOrNull(new URL(place, import.meta.url));
    if (template !== null) return template;
  }
  throw new CtError('NOT_FOUND', 'the page is missing from this installation: run npm run build, or install it again');
}

function readOrNull(place: URL): string | null {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return null;
  }
}
