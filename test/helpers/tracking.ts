/** Runs the bundled ct-track as a real child process, each test in a folder of its own. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { built } from './built.ts';
import { HANG_MS } from './hang.ts';

interface Tracked {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface TrackOptions {
  env?: NodeJS.ProcessEnv;
  /** Folder in which it runs; the test's own without. */
  cwd?: string;
  /** Arguments of Node in front of the command. */
  node?: readonly string[];
}

export interface TrackedFolder {
  /** The folder of the test that runs. */
  folder(): string;
  /** Where its logs go by default. */
  logs(): string;
  track(args: readonly string[], options?: TrackOptions): Promise<Tracked>;
}

/** A tracker and a folder for each test of a file, at the top of which this is called. */
export function trackedFolder(): TrackedFolder {
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  return {
    folder: () => folder,
    logs: () => join(folder, 'logs'),
    track: (args, { cwd = folder, ...options } = {}) => runTracker(built.ctTrack, args, { cwd, ...options }),
  };
}

/** A folder that nobody else uses. */
export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'ct-track-')));

/** Asynchronous, so that a server of the test can answer meanwhile; without the configuration of who runs the tests. */
async function runTracker(path: string, args: readonly string[], options: TrackOptions): Promise<Tracked> {
  const home = join(newFolder(), 'config');
  mkdirSync(home);
  const child = spawn(process.execPath, [...(options.node ?? []), path, ...args], {
    cwd: options.cwd,
    env: { ...process.env, XDG_CONFIG_HOME: home, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, ...texts };
}
