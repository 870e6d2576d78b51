/** Checks whether Linux would find a shared library, without a native package. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the system's loader looks. */
export interface LibraryPlaces {
  /** Index of all libraries; null on systems without one. */
  cache: string | null;
  /** Folders that are searched beside the index. */
  folders: readonly string[];
}

const CACHE = '/etc/ld.so.cache';
const MULTIARCH: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** The places of this system, with those of `LD_LIBRARY_PATH`. */
export function libraryPlaces(environment: NodeJS.ProcessEnv = process.env): LibraryPlaces {
  const own = (environment.LD_LIBRARY_PATH ?? '').split(/[:;]/).filter((folder) => folder !== '');
  const multiarch = MULTIARCH[process.arch] ?? 'lib';
  const usual = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', `/lib/${multiarch}`, `/usr/lib/${multiarch}`];
  return { cache: process.platform === 'linux' ? CACHE : null, folders: [...own, ...usual] };
}

/** True only where it is certain; without an index of libraries it never is. */
export function isLibraryMissing(name: string, { cache, folders }: LibraryPlaces): boolean {
  if (cache === null || folders.some((folder) => existsSync(join(folder, name)))) return false;
  try {
    return !readFileSync(cache).includes(`${name}\0`);
  } catch {
    return false;
  }
}
