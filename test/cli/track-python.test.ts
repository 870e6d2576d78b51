/** Python scripts under `ct-track --python`, and cells of a notebook without ct-track around them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, inject, it } from 'vitest';
import { iterateParsedRuns } from '../../src/parser/index.ts';
import { fixture, inRepository } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { need } from '../helpers/needs.ts';
import { readLogs } from '../helpers/tracked.ts';

const ctTrack = join(dirname(inject('ctParse')), 'ct-track.js');
const SIMULATED = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.05'];
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;

let folder: string;

beforeEach(() => {
  need('python3');
  folder = mkdtempSync(join(tmpdir(), 'ct-python-'));
});

function run(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const [file = '', ...args] = words;
  const { CT_TRACK_EPOCHS: _, ...ours } = process.env;
  const options = { cwd: folder, encoding: 'utf8', timeout: HANG_MS } as const;
  return spawnSync(file, args, { ...options, env: { ...ours, PATH, PYTHONDONTWRITEBYTECODE: '1', ...env } });
}

function track(script: string, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(folder, 'train.py'), script);
  return run([process.execPath, ctTrack, ...SIMULATED, '--log-dir', 'logs', '--python', 'python3', 'train.py'], env);
}

async function readRun() {
  for await (const one of iterateParsedRuns([join(folder, 'logs')])) return one;
  throw new Error('no run');
}

const DROP_IN = `
from time import sleep
from carbontracker.tracker import CarbonTracker

tracker = CarbonTracker(epochs=3, api_keys={"electricitymaps": "x"}, verbose=2)
for epoch in range(3):
    tracker.epoch_start()
    sleep(0.1)
    tracker.epoch_end()
tracker.stop()
`;

it('a script for carbontracker runs unchanged, and has its epochs', async () => {
  const { status, stdout, stderr } = track(DROP_IN);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('carbontracker: no effect under ct-track: api_keys; see ct-track --help\n');
  const { output, standard } = readLogs(join(folder, 'logs'));
  expect(output).toContain('Actual consumption for 3 epoch(s)');
  expect(standard).not.toContain('interrupted');
  expect((await readRun()).epochs).toHaveLength(3);
});

it('loops, contexts and processes of several ranks mark the same epochs', async () => {
  const script = `
import subprocess, sys, time
import ct_track
if len(sys.argv) == 1:
    ranks = [subprocess.Popen([sys.executable, __file__, "rank"]) for _ in range(3)]
    sys.exit(max(rank.wait() for rank in ranks))
for epoch in ct_track.epochs(range(4)):
    time.sleep(0.1)
with ct_track.epoch():
    time.sleep(0.1)
`;
  expect(track(script)).toMatchObject({ status: 0, stdout: '' });
  expect((await readRun()).epochs).toHaveLength(5);
});

it("our modules come before others of the command's PYTHONPATH, which stay", () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'ct_track.py'), 'raise SystemExit(3)');
  writeFileSync(join(other, 'mine.py'), '');
  expect(track('import ct_track, mine', { PYTHONPATH: other })).toMatchObject({ status: 0, stdout: '' });
});

it.each([
  [
    'import ct_track',
    [],
    'train.py imports ct_track, which is not installed for python3; it comes with ct-track --python',
  ],
  [
    'import time, ct_track',
    [],
    'train.py imports ct_track, which is not installed for python3; it comes with ct-track --python',
  ],
  [
    'import os as o, ct_track.nothing as ct, json',
    [],
    'train.py imports ct_track, which is not installed for python3; it comes with ct-track --python',
  ],
  [
    'import time; import \\\n  json, \\\n  carbontracker as ct',
    [],
    'train.py imports carbontracker, which is not installed for python3; install it, or use the one of ct-track --python',
  ],
  [
    'import time, carbontracker.tracker as t, carbontracker.parser',
    ['--python'],
    'train.py imports carbontracker.parser, which is not installed for python3: pip install carbontracker',
  ],
  [
    'import os\nfrom carbontracker.tracker import CarbonTracker',
    [],
    'train.py imports carbontracker, which is not installed for python3; install it, or use the one of ct-track --python',
  ],
  [
    'from carbontracker.tracker import CarbonTracker\nfrom carbontracker.parser import parse_all_logs',
    ['--python'],
    'train.py imports carbontracker.parser, which is not installed for python3: pip install carbontracker',
  ],
])('a module that Python does not have is named in one line: %j %j', (script, options, hint) => {
  writeFileSync(join(folder, 'train.py'), script);
  // Without the packages of who runs the tests.
  const python = ['python3', '-S', '-u', 'train.py'];
  const { status, stderr } = run([process.execPath, ctTrack, ...SIMULATED, '--log-dir', 'logs', ...options, ...python]);
  expect(status).toBe(1);
  expect(stderr).toContain('ModuleNotFoundError: No module named ');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(`ct-track: ${hint}`);
});

it('also where Python runs it as a module', () => {
  mkdirSync(join(folder, 'job'));
  writeFileSync(join(folder, 'job', 'train.py'), 'import ct_track');
  const python = ['python3', '-S', '-m', 'job.train'];
  const { stderr } = run([process.execPath, ctTrack, ...SIMULATED, '--log-dir', 'logs', ...python]);
  expect(stderr).toContain('ct-track: job/train.py imports ct_track, which is not installed for python3; ');
});

it.each([
  ['import ct_track\nraise SystemExit(2)', 'another status'],
  ['import ct_track\nraise ValueError("x")', 'the module is there'],
  ['raise ValueError("import ct_track")', 'no import'],
])('other failures of a script have no hint: %j (%s)', (script) => {
  writeFileSync(join(folder, 'train.py'), script);
  writeFileSync(join(folder, 'ct_track.py'), '');
  const { stderr } = run([process.execPath, ctTrack, ...SIMULATED, '--log-dir', 'logs', 'python3', 'train.py']);
  expect(stderr).not.toContain('--python');
});

const ENV = { PYTHONPATH: inRepository('python') };

it('parse_all_logs and aggregate give what ct-parse gives', () => {
  const logs = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
  const script = `
import json, sys, ct_track
logs = ct_track.logs
logs._DIST = sys.argv[2]
print(json.dumps([ct_track.parse_all_logs(sys.argv[1]), ct_track.aggregate(sys.argv[1])]))
try:
    ct_track.aggregate("/no/such/folder")
except RuntimeError as error:
    print(error)
`;
  const dist = dirname(inject('ctParse'));
  const { status, stdout, stderr } = run(['python3', '-c', script, logs, dist], ENV);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [json = '', error] = stdout.split('\n');
  const ofCtParse = (verb: string) =>
    JSON.parse(run([process.execPath, inject('ctParse'), verb, '--json', logs]).stdout);
  expect(JSON.parse(json)).toEqual([ofCtParse('parse'), ofCtParse('aggregate')]);
  expect(error).toMatch(/^ct-parse: no such file or folder: \/no\/such\/folder/);
});

/** The two functions of IPython that the extension uses. */
const CELL = `
import sys, ct_track, ct_track.logs
ct_track.logs._DIST = sys.argv[1]

class Shell:
    def register_magic_function(self, function, magic_kind):
        self.magic = function
    def run_cell(self, cell):
        exec(cell, {})

shell = Shell()
ct_track.load_ipython_extension(shell)
shell.magic("--quiet --log-dir logs ${SIMULATED.join(' ')}", "import ct_track\\nfor e in ct_track.epochs(range(2)): pass")
import os
print("left" if os.environ.get("CT_TRACK_EPOCHS") else "clean")
`;

it('a cell is measured by a ct-track of its own', async () => {
  const { status, stdout, stderr } = run(['python3', '-c', CELL, dirname(ctTrack)], ENV);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/ct-track: .*Wh, .* CO2eq in 0:00:00 .*\nclean\n$/);
  expect((await readRun()).epochs).toHaveLength(2);
});

it('within ct-track a cell is an epoch', async () => {
  writeFileSync(join(folder, 'cell.py'), CELL.replace('for e in ct_track.epochs(range(2)): pass', 'pass'));
  const words = [process.execPath, ctTrack, ...SIMULATED, '--log-dir', 'logs', '--python', 'python3', 'cell.py', 'x'];
  expect(run(words)).toMatchObject({ status: 0, stdout: 'left\n' });
  expect((await readRun()).epochs).toHaveLength(1);
});
