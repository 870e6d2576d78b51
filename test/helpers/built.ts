/** The commands and the library as users have them: bundled once for all tests (`build.ts`), so that real processes can run them. */
import path from 'node:path';
import { inject } from 'vitest';

const inPackage = (...parts: string[]): string => path.join(path.dirname(path.dirname(inject('ctParse'))), ...parts);

/** Paths of the bundles. */
export const built = {
  /** Folder of the package, as a project can import it. */
  get package(): string {
    return path.dirname(inPackage());
  },
  /** The command `ct-track`. */
  get ctTrack(): string {
    return inPackage('cli', 'ct-track.js');
  },
  /** The library's entry `ct-parse/tracker`. */
  get tracker(): string {
    return inPackage('tracker', 'index.js');
  },
};
