/** Pipes for the output of a command: Node by itself gives children sockets, which `/dev/stdout` cannot open again. */
import { execFile } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Both descriptors of a pipe. */
export interface Pipe {
  /** Descriptor to read from, which does not block. */
  readEnd: number;
  /** Descriptor to write to, for the command. */
  writeEnd: number;
}

/**
 * Makes pipes. Their names are removed again at once.
 *
 * @throws Error where the system cannot make them
 */
export async function makePipes(count: number): Promise<Pipe[]> {
  if (count === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'ct-track-'));
  const pipes: Pipe[] = [];
  try {
    const paths = Array.from({ length: count }, (_, i) => join(folder, String(i)));
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths]);
    for (const path of paths) {
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      pipes.push({ readEnd, writeEnd: openSync(path, constants.O_WRONLY) });
    }
    return pipes;
  } catch (error) {
    for (const { readEnd, writeEnd } of pipes) for (const end of [readEnd, writeEnd]) closeSync(end);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
