/**
 * Throws mutated fixtures at every reader of logs and at the audit, and reports what broke.
 *
 *     npm run fuzz -- [--readers 1000000] [--reports 1000] [--seed 1]
 *
 * A crash, a figure that is no number, infinite or negative, or a time far beyond the length of the text counts as a
 * failure; its texts are kept in a folder that is named at the end. Exit 1 when there was one.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'tsdown';
import { generator } from '../../bench/make-logs.mjs';
import { mutate } from './mutate.mjs';

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '1000000' },
    reports: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const root = path.resolve(import.meta.dirname, '..', '..');
const cache = path.join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const outDir = mkdtempSync(path.join(cache, 'fuzz-'));
const kept = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
/** Slower is not linear: the readers take some 0.05 µs a character. */
const ALLOWED_MS = 100;
const ALLOWED_MS_PER_CHARACTER = 0.002;

const failures = new Map();
let inputs = 0;

function fail(kind, error, texts) {
  const where = /at (\S+).*/.exec(error.stack ?? '')?.[1] ?? '';
  const key = `${kind}: ${error.message.replaceAll(/-?\d[\d.e+-]*/g, 'N')} ${where}`;
  const known = failures.get(key);
  if (known !== undefined) {
    failures.set(key, known + 1);
    return;
  }
  failures.set(key, 1);
  writeFileSync(path.join(kept, `${failures.size}.json`), JSON.stringify({ key, stack: error.stack, texts }, null, 1));
}

/** The logs of the fixtures, a stem each. */
function corpus() {
  const stems = new Map();
  const parts = [
    ['_carbontracker_output.log', 'output'],
    ['_carbontracker_err.log', 'error'],
    ['_carbontracker_samples.csv', 'samples'],
    ['_carbontracker.log', 'standard'],
  ];
  for (const entry of readdirSync(path.join(root, 'fixtures'), { recursive: true, withFileTypes: true })) {
    const [suffix, part] = parts.find(([end]) => entry.name.endsWith(end)) ?? [];
    if (part === undefined) continue;
    const stem = path.join(entry.parentPath, entry.name.slice(0, -suffix.length));
    const texts = stems.get(stem) ?? { standard: null, output: null, error: null, samples: null };
    texts[part] = readFileSync(path.join(entry.parentPath, entry.name), 'latin1');
    stems.set(stem, texts);
  }
  return [...stems.values()];
}

try {
  await build({
    config: false,
    cwd: root,
    entry: { targets: path.join(import.meta.dirname, 'targets.ts') },
    outDir,
    platform: 'node',
    external: [/^[^./]/],
    dts: false,
    fixedExtension: false,
    logLevel: 'silent',
  });
  const { readAll, report } = await import(pathToFileURL(path.join(outDir, 'targets.js')).href);
  const random = generator(Number(values.seed));
  const stems = corpus();
  const texts = (part) => stems.map((stem) => stem[part]).filter((text) => text !== null);
  const pools = {
    standard: texts('standard'),
    output: texts('output'),
    error: texts('error'),
    samples: texts('samples'),
  };
  const pick = (list) => list[Math.floor(random() * list.length)];

  function mutated() {
    const stem = pick(stems);
    const one = (part) => {
      const other = () => pick(pools[random() < 0.9 ? part : 'standard']) ?? '';
      const text = stem[part] ?? (random() < 0.1 ? other() : null);
      return text === null || random() < 0.3 ? text : mutate(text, random, other);
    };
    return { standard: one('standard'), output: one('output'), error: one('error'), samples: one('samples') };
  }

  function isSlow(input) {
    const before = performance.now();
    readAll(input);
    const tookMs = performance.now() - before;
    const characters = Object.values(input).reduce((sum, text) => sum + (text?.length ?? 0), 0);
    return tookMs > ALLOWED_MS + characters * ALLOWED_MS_PER_CHARACTER;
  }

  const startedAt = Date.now();
  for (; inputs < Number(values.readers); inputs += 1) {
    const input = mutated();
    try {
      // A pause of the machine does not come twice.
      if (isSlow(input) && isSlow(input)) fail('slow', new Error('the time is not linear'), input);
    } catch (error) {
      fail('readers', error, input);
    }
  }
  console.log(`${inputs} inputs to the readers in ${Math.round((Date.now() - startedAt) / 1000)} s`);

  let reports = 0;
  for (; reports < Number(values.reports); reports += 1) {
    const input = mutated();
    try {
      await report(readAll(input));
    } catch (error) {
      fail('report', error, input);
    }
  }
  console.log(`${reports} reports; seed ${values.seed}`);
} finally {
  rmSync(outDir, { recursive: true, force: true });
}

for (const [key, count] of failures) console.log(`${count} x ${key}`);
if (failures.size > 0) {
  console.log(`${failures.size} kinds of failures, kept in ${kept}`);
  process.exitCode = 1;
} else {
  rmSync(kept, { recursive: true, force: true });
  console.log('no failure');
}
