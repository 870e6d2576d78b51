/** Calls the commands as functions, without a process of their own. */
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { main } from '../../cli/main.ts';
import { main as trackMain } from '../../cli/track/main.ts';

export interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Calls `ct-parse` with these arguments, and collects what it writes; paths are those of this process. */
export async function ctParse(
  args: readonly string[],
  { env }: { env?: Record<string, string> } = {},
): Promise<Result> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const code = await main(args, { stdout, stderr, env: { ...process.env, ...env } });
  return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
}

/** Calls `ct-track` with arguments that run no command. */
export async function ctTrack(args: readonly string[]): Promise<Result> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const nothing = {
    ignoredSignals: [],
    descriptors: () => [],
    certificates: null,
    fileLimit: null,
    closedStreams: [],
    rawVariables: [],
  };
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

/** An error for people: one line on stderr, nothing on stdout, no stack trace. */
export function expectOneLine(result: Result, code: number, message: RegExp): void {
  expect(result.stderr).toMatch(/^ct-parse: [^\n]*\n$/);
  expect(result.stderr).toMatch(message);
  expect(result.stderr).not.toMatch(/\n\s+at |node:internal/);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
}
