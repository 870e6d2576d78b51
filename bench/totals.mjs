/**
 * Compares the totals of every recorded folder of carbontracker's logs in `fixtures/carbontracker` with the energy that was fed in:
 * those of ct-parse, and those of carbontracker's own parser. A total is right within 0.1 %, or within what the digits of the log allow.
 * carbontracker's totals are the recorded ones of 2.4.3, or with CARBONTRACKER_PYTHON, a Python that can import carbontracker,
 * those that it computes now.
 *
 *     npx tsdown && node bench/totals.mjs [--verbose]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ctParse, hasCarbontracker, theirAggregate } from './programs.mjs';

const fixtures = (name) => fileURLToPath(new URL(`../fixtures/carbontracker/${name}`, import.meta.url));
const json = (name) => JSON.parse(readFileSync(fixtures(name), 'utf8'));
/** Equal to 0 within rounding. */
const NOTHING_KWH = 1e-12;
const TOLERANCE = 1e-3;

const run = ([program, ...args]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const oursKwh = (folder) => JSON.parse(run([...ctParse, 'aggregate', '--json', folder])).energyKwh;

/** The first of the three values that `aggregate_consumption` returns; null where it raises an error. */
function theirsKwh(folder) {
  try {
    return Number(/^\((?:np\.float64\()?([^,)]+)/.exec(run(theirAggregate(folder)))?.[1] ?? Number.NaN);
  } catch {
    return null;
  }
}

const recorded = json('own-totals-2.4.3.json');
const folders = json('truth.json').map(({ dir, expected }) => ({
  dir,
  trueKwh: expected.energy_kWh,
  tolerance: Math.max(TOLERANCE, expected.rel_tol),
  ours: oursKwh(fixtures(dir)),
  theirs: hasCarbontracker ? theirsKwh(fixtures(dir)) : recorded[dir],
}));

function isRight(kwh, { trueKwh, tolerance }) {
  return kwh !== null && Math.abs(kwh - trueKwh) <= Math.max(NOTHING_KWH, tolerance * trueKwh);
}

if (process.argv.includes('--verbose')) {
  for (const { dir, trueKwh, ours, theirs } of folders) console.log([dir, trueKwh, ours, theirs].join('\t'));
}
for (const [name, key] of [
  ['ct-parse', 'ours'],
  [hasCarbontracker ? 'carbontracker' : 'carbontracker 2.4.3, as recorded', 'theirs'],
]) {
  const right = folders.filter((folder) => isRight(folder[key], folder)).length;
  console.log(`${name}: ${right} of ${folders.length} folders have the right total`);
}
