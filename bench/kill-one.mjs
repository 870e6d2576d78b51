/** One tracked command that is killed with SIGKILL, and what its logs still tell; for the tests and for kill.mjs. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const INTERVAL_S = 0.01;
/** Of the simulated GPU and CPU together. */
export const TOTAL_W = 245;
const PUE = 1.5;
const J_PER_KWH = 3.6e6;
const DEVICES = '--sim-gpu A100 --sim-gpu-watts 400 --sim-cpu X --sim-cpu-tdp 90 --sim-cpu-util 0.5'.split(' ');
const PATTERN = ['--epoch-pattern', 'Epoch (\\d+)'];
/** No command ends by itself, so that it is killed at work however busy the machine is. */
const LOOP = 'for i in 1 2 3 4 5 6 7 8 9; do echo "Epoch $i"; sleep 0.06; done; sleep 1000';

const COMMANDS = {
  'no epochs': ['sleep', '1000'],
  'epochs after a while': [...PATTERN, 'sh', '-c', `sleep 0.08; ${LOOP}`],
  'planned epochs': ['--epochs', '9', ...PATTERN, 'sh', '-c', LOOP],
  'planned epochs, none seen': ['--epochs', '9', ...PATTERN, 'sleep', '1000'],
};

export const FORMS = Object.keys(COMMANDS);

/** Kills the command after a while, counted from its start or from its first sample, and reads what is left. */
export async function killOne({ ctTrack, ctParse }, { form, waitsForSample, afterMs }) {
  const folder = mkdtempSync(join(tmpdir(), 'ct-kill-'));
  try {
    const options = ['--log-dir', folder, '--update-interval', String(INTERVAL_S), '--pue', String(PUE), ...DEVICES];
    const tracker = spawn(process.execPath, [ctTrack, ...options, ...COMMANDS[form]], {
      stdio: 'ignore',
      detached: true,
    });
    const exit = new Promise((resolve) => tracker.once('exit', resolve));
    const hasSample = () => rowsOf(textOf(folder, '_samples.csv')).length > 0;
    while (waitsForSample && tracker.exitCode === null && !hasSample()) await wait(2);
    await wait(afterMs);
    tracker.kill('SIGKILL');
    await exit;
    // The command is left behind, in the process group of its tracker.
    killGroup(tracker.pid);
    const rows = rowsOf(textOf(folder, '_samples.csv'));
    const last = rows.at(-1);
    return {
      form,
      lastJ: last === undefined ? null : last.energyJ,
      lastS: last === undefined ? null : last.elapsedS,
      longestGapS: rows.reduce((longest, row, i) => Math.max(longest, row.elapsedS - (rows[i - 1]?.elapsedS ?? 0)), 0),
      ...beforeEpochs(folder),
      ...(await aggregate(ctParse, folder)),
      whole: readdirSync(folder).every((name) => /^$|\n$/.test(readFileSync(join(folder, name), 'utf8'))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
}

function textOf(folder, suffix) {
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith(suffix)) : undefined;
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
}

/** Rows of the samples file, read without the library: it is what is on trial. */
function rowsOf(text) {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .trimEnd()
    .split('\n')
    .slice(1);
  return lines.map((line) => {
    const [elapsedS, ...cells] = line.split(',');
    const energies = cells.filter((_, i) => i % 2 === 1).map(Number);
    return { elapsedS: Number(elapsedS), energyJ: energies.reduce((sum, joules) => sum + joules, 0) };
  });
}

/** What ran before the first epoch belongs to none. The whole command counts as one epoch until the first one is seen. */
function beforeEpochs(folder) {
  const starts = textOf(folder, '_carbontracker.log').matchAll(/ct-track (\{"event":"\w+-start","number":1,.*\})/g);
  const started = [...starts].at(-1);
  if (started === undefined) return { beforeEpochS: 0, beforeEpochJ: 0 };
  const beforeEpochS = JSON.parse(started[1]).atS;
  return { beforeEpochS, beforeEpochJ: beforeEpochS * TOTAL_W };
}

async function aggregate(ctParse, folder) {
  const child = spawn(process.execPath, [ctParse, 'aggregate', '--json', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  const { runs = 0, energyKwh = 0, basis = {} } = text === '' ? {} : JSON.parse(text);
  if (runs === 0) return { recoveredJ: null, basis: null };
  const counted = Object.keys(basis).find((name) => basis[name].runs > 0) ?? null;
  return { recoveredJ: (energyKwh / PUE) * J_PER_KWH, basis: counted };
}
