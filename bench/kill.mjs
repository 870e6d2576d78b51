/**
 * Kills tracked commands with SIGKILL at random moments, and compares what `ct-parse aggregate` recovers with the last row
 * of their samples file, until so many had one; prints one JSON document.
 *
 *     npx tsdown && node bench/kill.mjs [times] [seed]
 */
import { fileURLToPath } from 'node:url';
import { FORMS, INTERVAL_S, killOne, TOTAL_W } from './kill-one.mjs';
import { generator } from './make-logs.mjs';

const [times = 200, seed = 1] = process.argv.slice(2).map(Number);
const program = (file) => fileURLToPath(new URL(`../dist/cli/${file}`, import.meta.url));
const programs = { ctTrack: program('ct-track.js'), ctParse: program('ct-parse.js') };
const random = generator(seed);
const LATEST_MS = 600;
/** Rounding of the samples file: a millijoule a device. */
const ROUNDING_J = 0.002;

const summary = { killed: 0, beforeFirstSample: 0, wholeLines: 0, recovered: 0, mostMissingJ: 0, mostTooMuchJ: 0 };
const byForm = Object.fromEntries(FORMS.map((form) => [form, 0]));
const bases = {};
for (let i = 0; i - summary.beforeFirstSample < times; i += 1) {
  summary.killed += 1;
  const form = FORMS[i % FORMS.length];
  const killed = await killOne(programs, { form, waitsForSample: false, afterMs: random() * LATEST_MS });
  if (killed.whole) summary.wholeLines += 1;
  if (killed.lastJ === null) {
    summary.beforeFirstSample += 1;
    if ((killed.recoveredJ ?? 0) !== 0) throw new Error(`energy from nowhere: ${JSON.stringify(killed)}`);
    continue;
  }
  byForm[form] += 1;
  bases[killed.basis] = (bases[killed.basis] ?? 0) + 1;
  const missingJ = killed.lastJ - killed.beforeEpochJ - (killed.recoveredJ ?? 0);
  summary.mostMissingJ = Math.max(summary.mostMissingJ, missingJ);
  summary.mostTooMuchJ = Math.max(summary.mostTooMuchJ, (killed.recoveredJ ?? 0) - killed.lastJ);
  if (missingJ <= INTERVAL_S * TOTAL_W && (killed.recoveredJ ?? 0) <= killed.lastJ + ROUNDING_J) summary.recovered += 1;
  else console.error(JSON.stringify(killed));
}
console.log(JSON.stringify({ ...summary, sampleIntervalJ: INTERVAL_S * TOTAL_W, byForm, bases }, null, 2));
