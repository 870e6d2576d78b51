/** Whether this process is what the user's terminal is talking to. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * True when our process group is in the foreground of its terminal: then keys such as Ctrl-C reach the whole group, and
 * with it the child, without our help.
 */
export function isInForeground(): boolean {
  try {
    const [group, foreground] = process.platform === 'linux' ? readProc() : askPs();
    return foreground > 0 && group === foreground;
  } catch {
    return false;
  }
}

/** `/proc/self/stat`: behind the name in parentheses come state, parent, group, session, terminal, foreground group. */
function readProc(): [group: number, foreground: number] {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [Number(fields[2]), Number(fields[5])];
}

function askPs(): [group: number, foreground: number] {
  const text = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' });
  const [group, foreground] = text.trim().split(/\s+/).map(Number);
  return [group ?? 0, foreground ?? 0];
}
