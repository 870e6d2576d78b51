/** Whole processes, measured from their start, each in turn with those that it is compared to. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const GNU_TIME = '/usr/bin/time';

/** Wall and processor time in s, of all processes that it started too, and peak memory in MiB of one process. */
function measureOnce([program, ...args], exitCodes) {
  if (!existsSync(GNU_TIME)) throw new Error(`${GNU_TIME} is missing: install GNU time (Debian package time)`);
  const startMs = performance.now();
  const result = spawnSync(GNU_TIME, ['-f', '%U %S %M', program, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
  const wallS = (performance.now() - startMs) / 1000;
  if (!exitCodes.includes(result.status)) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  const [userS, systemS, peakKib] = result.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallS, cpuS: userS + systemS, peakMib: peakKib / 1024, stdout: result.stdout };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs the commands in turn, after a round that fills the file cache.
 *
 * @param commands by name: program and arguments
 * @param rounds that are measured; 0 for one alone
 * @param check is given the name and the output of each process
 * @param exitCodes with which they may end
 * @returns by name: medians of wall and processor time, and the highest peak
 */
export function compare(commands, rounds, check = () => {}, exitCodes = [0]) {
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  // What takes minutes, or changes what it reads, is measured once.
  for (let round = rounds === 0 ? 1 : 0; round <= Math.max(rounds, 1); round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const { stdout, ...figures } = measureOnce(command, exitCodes);
      check(name, stdout);
      if (round > 0) measured[name].push(figures);
    }
  }
  const summary = (list) => ({
    wallS: median(list.map(({ wallS }) => wallS)),
    cpuS: median(list.map(({ cpuS }) => cpuS)),
    peakMib: Math.max(...list.map(({ peakMib }) => peakMib)),
  });
  return Object.fromEntries(Object.entries(measured).map(([name, list]) => [name, summary(list)]));
}
