/**
 * Makes the sample reports of docs/samples and pictures of their pages, the same bytes every time.
 * Run it with `npm run samples`; the pictures need poppler.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLogs } from '../bench/make-logs.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.join(root, 'docs', 'samples');
/** 2025-06-01, the date that the documents carry. */
const SOURCE_DATE_EPOCH = '1748736000';
/** Readable on a screen, and well below 150 kB a page. */
const RESOLUTION_DPI = '75';

const work = mkdtempSync(path.join(tmpdir(), 'ct-parse-samples-'));
try {
  makeLogs(path.join(work, 'long'), 1, 10_000);
  makeLogs(path.join(work, 'many'), 40, 12);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const eight = 'gpu8_cpu2_e3_p1';
  cpSync(path.join(root, 'fixtures', 'carbontracker', '2.4.3', eight), path.join(work, eight), { recursive: true });
  // Reports name their command: without folders of this machine it is the same everywhere.
  for (const [name, logs] of [
    ['averaged-devices', eight],
    ['long-run', 'long'],
    ['many-runs', 'many'],
  ]) {
    const pdf = path.join(target, `${name}.pdf`);
    const command = path.join(root, 'dist', 'cli', 'ct-parse.js');
    const env = { ...process.env, SOURCE_DATE_EPOCH, TZ: 'UTC' };
    const made = path.join(work, `${name}.pdf`);
    execFileSync(process.execPath, [command, 'report', logs, '-o', path.basename(made)], {
      ...{ cwd: work, env, stdio: 'ignore' },
    });
    copyFileSync(made, pdf);
    execFileSync('pdftoppm', ['-r', RESOLUTION_DPI, '-png', pdf, path.join(target, name)]);
  }
  process.stdout.write(`${readdirSync(target).join('\n')}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
