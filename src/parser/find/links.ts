/** Links to folders: which of them would lead a search out of the place that was named, over the whole disk. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { systemPath } from './system-path.ts';

/** Trees of the kernel; they hold no logs, and links back to every folder of the disk. */
const KERNEL_TREES = ['/proc', '/sys'];

/**
 * Why a link to a folder is not followed: it leads above the place that is searched, or above itself, or into a tree of
 * the kernel. Links to other folders are followed, as people keep logs on other disks.
 *
 * @param link path of the link
 * @param root the named folder below which it was found
 * @returns null for a link that may be followed
 * @throws Error of the file system for a link that leads nowhere
 */
export function whyNotFollowed(link: string, root: string): string | null {
  const target = realpathSync(systemPath(link));
  const searched = realpathSync(systemPath(root));
  if (isWithin(target, searched)) return null;
  if (KERNEL_TREES.some((tree) => isWithin(target, tree))) return `it leads to ${target}, which holds no logs`;
  const own = realpathSync(systemPath(path.dirname(link)));
  if (!isWithin(searched, target) && !isWithin(own, target)) return null;
  return `it leads to ${target}, above the folder that is searched`;
}

/** Whether a folder is another one or lies below it; both without links. */
function isWithin(folder: string, above: string): boolean {
  const way = path.relative(above, folder);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
