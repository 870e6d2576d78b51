/**
 * Throws mutated fixtures at everything that reads files, and reports what broke.
 *
 *     npm run fuzz                                     all targets, the counts of docs/verification.md
 *     npm run fuzz -- readers=1000 tables [--seed 7]   some targets, some inputs
 *     npm run fuzz -- tables=1 --seed 7 --from 4711    one input again
 *
 * A crash, an error that is not for people, a figure that is no number, infinite or negative, a hang, or a time beyond the
 * length of the input counts as a failure; its files are kept in a folder that is named at the end. Exit 1 when there was one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'tsdown';

/** An input that takes longer will not end. */
const HANGS_AFTER_MS = 60_000;
const TARGETS = [
  'decimals',
  'readers',
  'scans',
  'sources',
  'audits',
  'reports',
  'tables',
  'codecarbon',
  'datasets',
  'documents',
  'marks',
  'manifests',
  'cards',
  'configurations',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' } },
});
const wanted = (positionals.length > 0 ? positionals : TARGETS).map((text) => {
  const [target, count] = text.split('=');
  if (!TARGETS.includes(target)) throw new Error(`no target '${target}': there are ${TARGETS.join(', ')}`);
  return { target, count: count === undefined ? null : Number(count) };
});
const seed = Number(values.seed);
const root = path.resolve(import.meta.dirname, '..', '..');
const cache = path.join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const outDir = mkdtempSync(path.join(cache, 'fuzz-'));
const kept = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-kept-'));

/** Stands for the number of an input before there is one. */
const NOTHING_READ = -1;

/** Failures of one kind, with the first that was seen. */
const failures = new Map();

function fail(target, { message, stack, index, files }) {
  const where = /at (?:\S+ \()?file:\/\/.*?\/([^/]+:\d+):\d+/.exec(stack)?.[1] ?? '';
  const kind = `${target}: ${message.replaceAll(/-?\d[\d.e+-]*/g, 'N')} ${where}`.trim();
  const known = failures.get(kind);
  if (known !== undefined) {
    known.count += 1;
    return;
  }
  failures.set(kind, { count: 1, again: `npm run fuzz -- ${target}=1 --seed ${seed} --from ${index}` });
  const folder = path.join(kept, String(failures.size));
  for (const [name, content] of Object.entries(files)) {
    const to = path.join(folder, name);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, content, 'latin1');
  }
  writeFileSync(path.join(kept, `${failures.size}.txt`), `${kind}\n${stack}\n`);
}

/** Reads inputs until all are read or one hangs; resolves with the number of the next one, or null after the last. */
function runFrom(target, from, end, onDone) {
  const at = new Int32Array(new SharedArrayBuffer(4)).fill(NOTHING_READ);
  const workerData = { root, target, seed, from, end, at };
  const worker = new Worker(path.join(outDir, 'worker.js'), { workerData });
  return new Promise((resolve, reject) => {
    let last = { index: NOTHING_READ, sinceMs: Date.now() };
    const watch = setInterval(() => {
      const index = Atomics.load(at, 0);
      if (index !== last.index) last = { index, sinceMs: Date.now() };
      else if (Date.now() - last.sinceMs > HANGS_AFTER_MS) {
        fail(target, { message: 'hangs', stack: '', index, files: {} });
        clearInterval(watch);
        worker.terminate().then(() => resolve(index + 1), reject);
      }
    }, 1000);
    worker.on('message', ({ failure, done }) => {
      if (failure !== undefined) fail(target, failure);
      else onDone(done);
    });
    worker.on('error', (error) => {
      fail(target, { message: error.message, stack: error.stack ?? '', index: Atomics.load(at, 0), files: {} });
    });
    worker.on('exit', (code) => {
      clearInterval(watch);
      const index = Atomics.load(at, 0);
      // A target that cannot be loaded would fail for ever.
      if (index === NOTHING_READ) {
        fail(target, { message: `was not loaded, exit code ${code}`, stack: '', index: 0, files: {} });
        resolve(null);
      } else resolve(code === 0 ? null : index + 1);
    });
  });
}

try {
  await build({
    config: false,
    cwd: root,
    entry: { worker: path.join(import.meta.dirname, 'worker.ts') },
    outDir,
    platform: 'node',
    external: [/^[^./]/],
    dts: false,
    fixedExtension: false,
    logLevel: 'silent',
  });
  for (const { target, count } of wanted) {
    const startedAt = Date.now();
    const first = Number(values.from);
    const end = count === null ? null : first + count;
    let read = 0;
    for (let next = first; next !== null; ) {
      next = await runFrom(target, next, end, (done) => {
        read = done - first;
      });
    }
    const tookS = Math.round((Date.now() - startedAt) / 1000);
    console.log(`${target}: ${read} inputs, ${tookS} s, seed ${seed}`);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}

for (const [kind, { count, again }] of failures) console.log(`${count} x ${kind}\n    ${again}`);
if (failures.size > 0) {
  console.log(`${failures.size} kinds of failures, kept in ${kept}`);
  process.exitCode = 1;
} else {
  rmSync(kept, { recursive: true, force: true });
  console.log('no failure');
}
