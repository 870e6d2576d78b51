/** Stand-in trees of sysfs. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes files, by their path below the root; a value that begins with `->` is a link. */
export function sysfsTree(files: Record<string, string | number>): string {
  const root = mkdtempSync(join(tmpdir(), 'ct-sysfs-'));
  for (const [path, value] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const target = /^->(.*)$/.exec(String(value))?.[1];
    if (target === undefined) writeFileSync(join(root, path), `${value}\n`);
    else {
      mkdirSync(join(root, target), { recursive: true });
      symlinkSync(join(root, target), join(root, path));
    }
  }
  return root;
}

/** Changes a file of a tree. */
export const setFile = (root: string, path: string, value: string | number): void =>
  writeFileSync(join(root, path), `${value}\n`);
