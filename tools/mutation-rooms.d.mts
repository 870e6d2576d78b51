/** Files that are mutated together, and the tests that have to notice; all paths are relative to the root. */
export interface Room {
  /** Folders of which every file is mutated. */
  folders: string[];
  /** Further files. */
  files?: string[];
  /** Files of the folders that are not mutated. */
  except?: string[];
  /** Folders of tests, and single ones. */
  tests: string[];
  /** Tests of the folders that are left out. */
  without?: string[];
}
export const ROOMS: Record<string, Room>;
export const roomName: string;
export const mutate: string[];
export const testFiles: string[];
