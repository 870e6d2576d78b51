/** `ct-parse aggregate` of a Slurm output of 1 GiB beside a process that only reads it: the blocks of a few runs among lines and bars. */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compare } from '../measure.mjs';
import { bareRead, ctParse } from '../programs.mjs';
import { mib, ratio, seconds, table } from '../tables.mjs';

const GIB = 2 ** 30;
const ROUNDS = 3;
const ENERGY_KWH = 0.237;

const LINES = Array.from(
  { length: 20_000 },
  (_, i) =>
    `[2026-11-30 08:00:${String(i % 60).padStart(2, '0')}] step ${i} loss ${((i * 7919) % 997) / 997} tokens/s ${i}\n`,
).join('');
const BARS = Array.from(
  { length: 20_000 },
  (_, i) => `\rEpoch 3: ${i % 100}%|####      | ${i}/20000 [00:01, 45.3it/s]`,
).join('');
const BLOCK = `CarbonTracker: The following components were found: GPU with device(s) NVIDIA A100.
CarbonTracker: \nActual consumption for 3 epoch(s):\n\tTime:\t0:30:00\n\tEnergy:\t${ENERGY_KWH.toFixed(12)} kWh\n\tCO2eq:\t94.800000000000 g
CarbonTracker: Finished monitoring.\n`;

/** @param where where the one block stands */
function makeOutput(file, bytes, where) {
  const part = Buffer.from(`${LINES}${BARS}\n`);
  if (where === 'first') appendFileSync(file, BLOCK);
  for (let at = 0; at < bytes; at += part.length) appendFileSync(file, part);
  if (where === 'last') appendFileSync(file, BLOCK);
}

export function consoleTable(root) {
  const rows = ['first', 'last'].map((where) => {
    const folder = path.join(root, 'console');
    mkdirSync(folder);
    const file = path.join(folder, 'slurm-1.out');
    makeOutput(file, GIB, where);
    const commands = { bare: [...bareRead, folder], ours: [...ctParse, 'aggregate', '--json', file] };
    const { bare, ours } = compare(commands, ROUNDS, (program, stdout) => {
      if (program === 'ours' && JSON.parse(stdout).energyKwh !== ENERGY_KWH) throw new Error(`${where}: ${stdout}`);
    });
    rmSync(folder, { recursive: true });
    return [
      `1 GiB of Slurm output, its block ${where}`,
      seconds(bare.wallS),
      seconds(ours.wallS),
      ratio(ours.wallS, bare.wallS),
      mib(ours.peakMib),
    ];
  });
  return table([['console text', 'bare read s', 'ct-parse s', 'ratio', 'MiB'], ...rows]);
}
