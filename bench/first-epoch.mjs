/**
 * Energy of the mean epoch divided by that of the first, for each run with at least five measured epochs, in ascending order:
 * what the range of a prediction from one epoch is based on.
 *
 *     ct-parse runs --json LOGS > runs.json && node bench/first-epoch.mjs runs.json
 */
import { readFileSync } from 'node:fs';

const LEAST_EPOCHS = 5;

/** Energy of an epoch in J; null where a power or the duration is unknown. */
function energyJ({ durationS, powerW }) {
  const watts = Object.values(powerW).flatMap((power) => power?.values ?? [null]);
  return durationS === null || watts.includes(null) ? null : durationS * watts.reduce((sum, value) => sum + value, 0);
}

const ratios = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  .map(({ id, epochs }) => ({ id, energies: epochs.map(energyJ).filter((energy) => energy !== null) }))
  .filter(({ energies: [first, ...others] }) => first > 0 && others.length >= LEAST_EPOCHS - 1)
  .map(({ id, energies }) => [energies.reduce((sum, energy) => sum + energy, 0) / energies.length / energies[0], id])
  .sort(([a], [b]) => a - b);
for (const [ratio, id] of ratios) console.log(`${ratio.toFixed(3)}\t${id}`);
console.log(`${ratios.length} runs`);
