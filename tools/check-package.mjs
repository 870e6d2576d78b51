/**
 * Packs ct-parse as npm would publish it, and uses the tarball as strangers do: installed without install scripts into
 * empty projects of each kind, with and without the optional packages. Needs `npm ci` in tools/ and the package registry.
 *
 *     npm run check:package
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const tools = import.meta.dirname;
const root = path.join(tools, '..');
const work = mkdtempSync(path.join(tmpdir(), 'ct-parse-package-'));
/** Most of it is the fonts and Chart.js, once for the library and once for the command. */
const LARGEST_TARBALL_KB = 1200;
const FIXTURE = 'fixtures/carbontracker/2.4.3/gpu1_cpu1_e3_p1';
const run = (command, args, options = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options });

/** An empty project with the tarball in it. */
function consumer(name, tarball, { files, install = [], type = 'module' }) {
  const folder = path.join(work, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, private: true, type }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  cpSync(path.join(root, FIXTURE), path.join(folder, 'logs'), { recursive: true });
  run('npm', ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', ...install, tarball], {
    cwd: folder,
  });
  return folder;
}

function check(name, body) {
  body();
  console.log(`ok   ${name}`);
}

const expect = (condition, message) => {
  if (!condition) throw new Error(message);
};

const USE = `
const totals = await aggregateConsumption('logs');
if (totals.runs !== 1 || !(totals.energyKwh > 0)) throw new Error(JSON.stringify(totals));
`;
const TYPED = `import { aggregateConsumption, type Run, readRuns } from 'ct-parse';
import { CarbonTracker } from 'ct-parse/tracker';
import { renderReport } from 'ct-parse/report';
import { findRuns } from 'ct-parse/parser';
const runs: Run[] = await readRuns('logs');
const energyKwh: number = (await aggregateConsumption('logs')).energyKwh;
// @ts-expect-error energy is a number
const wrong: string = energyKwh;
console.log(runs, wrong, CarbonTracker, renderReport, findRuns);
`;

try {
  run('npm', ['pack', '--silent', '--pack-destination', work], { cwd: root });
  const { version, name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const tarball = path.join(work, `${name}-${version}.tgz`);
  const kilobytes = statSync(tarball).size / 1000;
  check(`the tarball has ${Math.round(kilobytes)} kB, ${LARGEST_TARBALL_KB} are allowed`, () =>
    expect(kilobytes <= LARGEST_TARBALL_KB, 'too large'),
  );
  check('publint', () => run('npx', ['publint', 'run', '--strict', tarball], { cwd: tools }));
  check('are the types wrong', () => run('npx', ['attw', '--profile', 'esm-only', tarball], { cwd: tools }));

  check('ES modules', () => {
    const files = { 'use.mjs': `import { aggregateConsumption } from 'ct-parse';${USE}` };
    run('node', ['use.mjs'], { cwd: consumer('esm', tarball, { files }) });
  });
  check('CommonJS, by import()', () => {
    const text = `(async () => { const { aggregateConsumption } = await import('ct-parse');${USE} })();`;
    run('node', ['use.cjs'], { cwd: consumer('commonjs', tarball, { files: { 'use.cjs': text }, type: 'commonjs' }) });
  });
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    check(`TypeScript, ${moduleResolution}`, () => {
      const options = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, types: ['node'] };
      const files = {
        'use.ts': TYPED,
        'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
      };
      const install = ['typescript@5.9', '@types/node@20'];
      run('npx', ['tsc'], { cwd: consumer(`types-${moduleResolution}`, tarball, { files, install }) });
    });
  }
  check('the commands, without optional packages', () => {
    const folder = consumer('bare', tarball, { files: {}, install: ['--omit=optional'] });
    const totals = JSON.parse(run('npx', ['ct-parse', 'aggregate', '--json', 'logs'], { cwd: folder, stdio: 'pipe' }));
    expect(totals.runs === 1, 'one run');
    run('npx', ['ct-parse', 'report', 'logs', '-o', 'report.pdf'], { cwd: folder, stdio: 'pipe' });
    expect(readFileSync(path.join(folder, 'report.pdf')).subarray(0, 5).toString() === '%PDF-', 'a PDF');
    run('npx', ['ct-track', '--quiet', '--log-dir', 'tracked', 'true'], { cwd: folder });
    const doctor = JSON.parse(run('npx', ['ct-track', 'doctor', '--json'], { cwd: folder, stdio: 'pipe' }));
    expect(
      doctor.sensors.some(({ sensor }) => sensor === 'nvml'),
      'the doctor tells of NVML',
    );
  });
  const audit = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high'], { cwd: root, encoding: 'utf8' });
  // A registry that mirrors packages only has no advisories to ask for.
  if (audit.stderr.includes('audit endpoint')) console.log('skip npm audit: this registry does not answer it');
  else check('no high findings of npm audit', () => expect(audit.status === 0, audit.stdout));
} finally {
  rmSync(work, { recursive: true, force: true });
}
