/** Programs that a test needs and a machine may lack. */
import { spawnSync } from 'node:child_process';
import { TestRunner } from 'vitest';

const known = new Map<string, boolean>();

/** Whether a program is on the path. */
export function hasProgram(program: string): boolean {
  const before = known.get(program);
  if (before !== undefined) return before;
  const has = spawnSync(program, ['-v'], { stdio: 'ignore', timeout: 10_000 }).error === undefined;
  known.set(program, has);
  return has;
}

/** Skips the running test where a program is missing, and says why; `.ci/run` installs them all. */
export function need(program: string): void {
  if (hasProgram(program)) return;
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`${program} is not installed`);
  test.context.skip(`${program} is not installed`);
}
