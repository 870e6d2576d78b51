/** Whether the system's loader could find a shared library, so that the costly attempt is made only where it may succeed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of processors in Debian's library folders. */
const DEBIAN_FOLDERS: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  ppc64: 'powerpc64le-linux-gnu',
};

/**
 * False only when glibc's loader cannot find it: not in its cache, not in its own folders, and no variable adds others.
 *
 * @param cachePath another cache, for tests
 */
export function mayBeInstalled(
  library: string,
  environment: NodeJS.ProcessEnv,
  cachePath = '/etc/ld.so.cache',
): boolean {
  if (process.platform !== 'linux' || environment.LD_LIBRARY_PATH || environment.LD_PRELOAD) return true;
  try {
    if (readFileSync(cachePath).includes(library)) return true;
  } catch {
    // Other loaders than glibc's have no cache: only the attempt tells.
    return true;
  }
  const debian = DEBIAN_FOLDERS[process.arch];
  const folders = ['lib', 'lib64', ...(debian === undefined ? [] : [`lib/${debian}`])];
  return folders.some((folder) => ['/', '/usr'].some((root) => existsSync(join(root, folder, library))));
}
