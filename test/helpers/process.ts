/** Runs the built command as a process of its own. */
import { spawn } from 'node:child_process';
import { inject } from 'vitest';
import type { Result } from './cli.ts';
import { HANG_MS } from './hang.ts';

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs `ct-parse` as users have it, for what only a process has: a folder to be in, a heap, signals, streams that end. */
export function spawnCtParse(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  return run(process.execPath, [inject('ctParse'), ...args], options);
}

/** Runs a shell line in which `$CT` is the command. */
export function shell(line: string, options: RunOptions = {}): Promise<Result> {
  const CT = `"${process.execPath}" "${inject('ctParse')}"`;
  return run('bash', ['-c', line.replaceAll('$CT', CT)], options);
}

function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: HANG_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
