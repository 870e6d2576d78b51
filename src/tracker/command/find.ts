/** Whether a command can be started, and why not, as a shell reports it. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs are looked for when the environment has no `PATH`. */
const DEFAULT_PATH = '/usr/local/bin:/bin:/usr/bin';

/** Why a command could not be started. */
export class StartError extends Error {
  /** 127: not found, 126: found but not executable. */
  readonly exitCode: 126 | 127;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    const isMissing = cause.code === 'ENOENT';
    super(`${command}: ${isMissing ? 'command not found' : startReason(cause)}`, { cause });
    this.name = 'StartError';
    this.exitCode = isMissing ? 127 : 126;
  }
}

function startReason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'is a directory';
  return code === 'E2BIG' ? 'argument list too long' : (code ?? message);
}

/**
 * Looks a command up as the system does when it starts one.
 *
 * @throws StartError when there is no such program, or none that may be executed
 */
export function checkCommand(command: string, path = DEFAULT_PATH): void {
  const places = command.includes('/') ? [command] : path.split(delimiter).map((folder) => join(folder, command));
  let problem: NodeJS.ErrnoException = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  for (const place of command === '' ? [] : places) {
    const found = whyNotExecutable(place);
    if (found === null) return;
    // A program that may not be executed does not hide one further on, but is the better explanation.
    if (found.code !== 'ENOENT' && found.code !== 'ENOTDIR') problem = found;
  }
  throw new StartError(command, problem);
}

function whyNotExecutable(place: string): NodeJS.ErrnoException | null {
  try {
    accessSync(place, constants.X_OK);
    if (!statSync(place).isDirectory()) return null;
    return Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
