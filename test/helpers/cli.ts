/** Runs the command: as a function in this process or, built, as a process of its own. */
import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { expect, inject } from 'vitest';
import { main } from '../../cli/main.ts';
import { main as trackMain } from '../../cli/track/main.ts';
import { HANG_MS } from './hang.ts';

export interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Calls `ct-parse` with these arguments, and collects what it writes; paths are those of this process. */
export async function ctParse(args: readonly string[], { env }: Pick<RunOptions, 'env'> = {}): Promise<Result> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const code = await main(args, { stdout, stderr, env: { ...process.env, ...env } });
  return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
}

/** Calls `ct-track` with arguments that run no command. */
export async function ctTrack(args: readonly string[]): Promise<Result> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const nothing = { ignoredSignals: [], descriptors: () => [] };
  const end = await trackMain(args, { stdout, stderr, env: process.env }, nothing);
  return { code: end.exitCode, signal: end.signal, stdout: stdout.text, stderr: stderr.text };
}

/** A stream that leads nowhere. */
class Collected extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
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

/** An error for people: one line on stderr, nothing on stdout, no stack trace. */
export function expectOneLine(result: Result, code: number, message: RegExp): void {
  expect(result.stderr).toMatch(/^ct-parse: [^\n]*\n$/);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal/);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
}
