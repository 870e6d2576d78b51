/** A browser has no disk: stands in place of `src/parser/find/whole.ts` when the page is built. */
import type { Content } from '../../src/parser/find/content.ts';

/** Files of the page are in memory, and read there. */
export const readWhole = (file: string): Content<string> => ({ error: new Error(`${file} is not in this page`) });
