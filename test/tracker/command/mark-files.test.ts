/** Files of marks that killed processes leave, and what must not be taken for one. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newMarkPath, removeLeftovers } from '../../../src/tracker/command/mark-files.ts';
import { readProcess } from '../../../src/tracker/processes.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-mark-files-'));
});

const own = { pid: process.pid, start: readProcess(process.pid)?.start ?? 0 };

/** Name that another process would have given its file. */
function nameOf({ pid, start }: { pid: number; start: number }): string {
  return basename(newMarkPath(folder)).replace(`-${own.pid}-${own.start}-`, `-${pid}-${start}-`);
}

/** A process that was killed, as it was shown while it ran. */
async function killed(): Promise<{ pid: number; start: number }> {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const shown = { pid: child.pid ?? 0, start: readProcess(child.pid ?? 0)?.start ?? 0 };
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await end;
  return shown;
}

describe.skipIf(process.platform !== 'linux')('files of marks', () => {
  it('of killed processes are removed, also where the number is used again', async () => {
    for (const owner of [await killed(), { ...own, start: own.start - 1 }])
      writeFileSync(join(folder, nameOf(owner)), 'start');
    expect(readdirSync(folder)).toHaveLength(2);
    await removeLeftovers(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of running processes, other machines and containers, and whatever is none, stay', async () => {
    const dead = nameOf(await killed());
    const others = [
      nameOf(own),
      dead.replace(/-[0-9a-f]{8}\./, '-00000000.'),
      dead.replace(/\.\d+-/, '.1-'),
      `${dead}0`,
      `x${dead}`,
      'ct-track-epochs-1-0123456789abcdef',
    ];
    for (const name of others) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, dead));
    symlinkSync('/dev/null', join(folder, nameOf(await killed())));
    const before = readdirSync(folder);
    await removeLeftovers(folder);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('in a folder that is not there are none', async () => {
    await expect(removeLeftovers(join(folder, 'missing'))).resolves.toBeUndefined();
  });
});
