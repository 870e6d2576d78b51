/** The commands in a project, as a shell finds them: the main jobs, each with its result read back. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attempt, expect, run } from './consumer.mjs';

const startsWith = (file, text) => readFileSync(file).subarray(0, text.length).toString('latin1') === text;

/** The programs of a project, under the Node that comes first on the path. */
export function programs(folder, nodeFolder = '') {
  const bin = path.join(folder, 'node_modules', '.bin');
  const PATH = [nodeFolder, bin, process.env.PATH].filter(Boolean).join(path.delimiter);
  const env = { ...process.env, PATH, XDG_CACHE_HOME: path.join(folder, 'cache') };
  return {
    run: (program, ...args) => run(program, args, { cwd: folder, env }),
    /** The last argument may be variables of the environment. */
    attempt: (program, ...args) => {
      const own = typeof args.at(-1) === 'object' ? args.pop() : {};
      return attempt(program, args, { cwd: folder, env: { ...env, ...own } });
    },
  };
}

/** Every main job: totals, a table and back, a report, figures, a measurement that is added up. */
export function useCommands(folder, version, { run: use }) {
  for (const program of ['ct-parse', 'ct-track']) expect(use(program, '--version').trim() === version, program);
  const totals = JSON.parse(use('ct-parse', 'aggregate', '--json', 'logs'));
  expect(totals.runs === 1 && totals.energyKwh > 0, 'totals of the logs');
  use('ct-parse', 'runs', '--parquet', 'runs.parquet', 'logs');
  const again = JSON.parse(use('ct-parse', 'aggregate', '--json', '--from', 'runs.parquet'));
  expect(again.energyKwh === totals.energyKwh, 'totals of the table');
  use('ct-parse', 'report', 'logs', '-o', 'report.pdf');
  expect(startsWith(path.join(folder, 'report.pdf'), '%PDF-'), 'a report');
  use('ct-parse', 'figures', 'logs', '-o', 'figures');
  const figures = readdirSync(path.join(folder, 'figures'));
  expect(figures.length > 0, 'figures');
  for (const name of figures) expect(startsWith(path.join(folder, 'figures', name), '%PDF-'), name);
  const simulated = ['--sim-gpu', 'NVIDIA A100', '--sim-gpu-watts', '400', '--log-dir', 'tracked'];
  use('ct-track', ...simulated, '--', 'node', '-e', 'setTimeout(() => {}, 500)');
  const tracked = JSON.parse(use('ct-parse', 'aggregate', '--json', 'tracked'));
  expect(tracked.runs === 1 && tracked.energyKwh > 0, 'totals of what was measured');
}

/** PNG figures and NVML through the optional packages, which need no install script. */
export function useOptional(folder, { run: use }) {
  use('ct-parse', 'figures', 'logs', '-o', 'bitmaps', '--format', 'png');
  const [bitmap] = readdirSync(path.join(folder, 'bitmaps'));
  expect(startsWith(path.join(folder, 'bitmaps', bitmap), '\x89PNG'), 'a bitmap');
  use('node', '--input-type=module', '-e', "(await import('koffi')).default.load(null)");
}

/** Without them: one line says what is missing, and the rest works. */
export function missOptional(folder, { attempt: tryTo }) {
  const { status, stderr } = tryTo('ct-parse', 'figures', 'logs', '-o', 'bitmaps', '--format', 'png');
  expect(status === 1 && /^[^\n]*npm install @napi-rs\/canvas[^\n]*\n$/.test(stderr), `figures as PNG: ${stderr}`);
  // A driver is there, as far as anyone can tell without koffi.
  writeFileSync(path.join(folder, 'libnvidia-ml.so.1'), '');
  const { stdout } = tryTo('ct-track', 'doctor', '--json', { LD_LIBRARY_PATH: folder });
  const { problems } = JSON.parse(stdout).sensors.find(({ sensor }) => sensor === 'nvml');
  expect(problems.length === 1 && /koffi/.test(problems[0]) && !problems[0].includes('\n'), `doctor: ${problems}`);
}
