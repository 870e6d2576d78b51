/** Epochs of real commands, as their figures and logs show them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../src/index.ts';
import { iterateParsedRuns } from '../../src/parser/index.ts';
import { built } from '../helpers/built.ts';
import { readLogs } from '../helpers/tracked.ts';

const SIMULATED = ['--components', 'gpu', '--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--update-interval', '0.05'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-epochs-'));
});

/** Runs a shell script under ct-track. */
async function track(options: readonly string[], script: string) {
  const args = [built.ctTrack, ...SIMULATED, '--log-dir', folder, ...options, '--', 'sh', '-c', script];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  for await (const run of iterateParsedRuns([folder])) {
    const { standard, output, journal } = readLogs(folder);
    const codes = examine(run).map(({ code }) => code);
    return { status, stdout, stderr, run, codes, standard, output, journal };
  }
  throw new Error(`no run: ${stderr}`);
}

const ENDS = 'for i in 1 2 3; do sleep 0.3; echo "Epoch $i/3 - loss 0.3"; done';

describe('a line that is printed when an epoch has ended', () => {
  it('loses the first epoch where the user says that it is a start, and a warning says how much', async () => {
    const options = ['--epochs', '3', '--epoch-pattern', 'Epoch (\\d+)', '--epoch-at', 'start'];
    const { stderr, run, codes } = await track(options, ENDS);
    expect(run.epochs).toHaveLength(3);
    expect(stderr).toMatch(
      /ct-track: warning: \d+ % of the energy is outside the epochs and not counted \(\d+ % before the first\); add --epoch-at end/,
    );
    expect(codes).toContain('energy-outside-epochs');
  });

  it.each([
    ['with --epoch-at end', ['Epoch (\\d+)', '--epoch-at', 'end']],
    ['where the line has results', ['Epoch (\\d+)']],
    ['with auto', ['auto']],
  ])('counts all %s', async (_, pattern) => {
    const { run, output } = await track(['--epochs', '3', '--epoch-pattern', ...pattern], ENDS);
    expect(run.epochs).toHaveLength(3);
    // The first epoch starts before the command and holds its own work.
    expect(run.epochs[0]?.durationS).toBeGreaterThan(0.29);
    expect(run.end).toBe('finished');
    expect(output).toContain('Actual consumption for 3 epoch(s)');
  });
});

describe('Hugging Face', () => {
  const line = (epoch: string, key = 'loss'): string => `echo "{'${key}': 0.3, 'epoch': ${epoch}}"`;
  const fractional = ['0.42', '0.85', '1.27', '1.69', '2.12', '2.97'].map((e) => `sleep 0.1; ${line(e)}`).join('; ');
  const evaluated = ['1.0', '2.0', '3.0']
    .map((epoch) => `sleep 0.2; ${line(epoch)}; ${line(epoch, 'eval_loss')}`)
    .join('; ');
  const summary = line('3.0', 'train_runtime');

  it.each([
    ['without evaluation', `${fractional}; ${summary}`],
    ['with evaluation, and what saves the model', `${evaluated}; ${summary}; sleep 0.5`],
  ])('has as many epochs as were planned, %s', async (_, script) => {
    const { run, standard, output } = await track(['--epochs', '3', '--epoch-pattern', 'huggingface'], script);
    expect(run.epochs).toHaveLength(3);
    expect(standard).not.toContain('interrupted');
    expect(output).toContain('Actual consumption for 3 epoch(s)');
    // The last prediction is not later than the second epoch.
    expect(output.match(/Predicted consumption/g)?.length).toBeLessThanOrEqual(2);
  });

  it('without a plan, too, and what follows the last is said', async () => {
    const script = `${evaluated}; ${summary}; sleep 0.5`;
    const { run, stderr, codes } = await track(['--epoch-pattern', 'huggingface'], script);
    expect(run.epochs).toHaveLength(3);
    expect(stderr).toMatch(/% after the last\); leave out --epoch-pattern/);
    expect(codes).toContain('energy-outside-epochs');
  });

  it('a training that failed in an epoch counts as far as it went', async () => {
    const script = `${line('0.5')}; sleep 0.1; ${line('1.2')}; sleep 0.1; exit 7`;
    const { status, run, standard } = await track(['--epochs', '3', '--epoch-pattern', 'huggingface'], script);
    expect(status).toBe(7);
    expect(run.tracking?.epochs.map((epoch) => epoch?.complete)).toEqual([true, false]);
    expect(standard).toContain('interrupted before all 3 epochs');
  });
});

describe('other output', () => {
  it.each([
    ['folds of one epoch each', 'for i in 1 2 3; do echo "Epoch 1/1"; sleep 0.4; done'],
    ['stderr only', 'for i in 1 2 3; do echo "INFO:root:Epoch $i/3" >&2; sleep 0.1; done'],
    ['auto on both streams', 'for i in 1 2 3; do echo "Epoch $i/3" >&2; echo "Epoch $i/3"; sleep 0.1; done', 'auto'],
    [
      'a bar of all epochs on stderr',
      'for i in 0 1 2 3; do printf "\\repochs:  3%%|##| $i/3 [00:00<00:00]" >&2; sleep 0.1; done',
      'tqdm',
    ],
    ['colours', "for i in 1 2 3; do printf '\\033[32mEpoch %s/3\\033[0m\\n' $i; sleep 0.1; done"],
    [
      'a Rich bar',
      "for i in 1 2 3; do printf '\\r\\033[2KEpoch %s/3  \\033[35m---\\033[0m' $i; sleep 0.1; printf '\\r\\033[2KEpoch %s/3  \\033[35m------\\033[0m' $i; done",
    ],
  ])('%s', async (_, script, pattern = 'Epoch (\\d+)') => {
    const { run } = await track(['--epochs', '3', '--epoch-pattern', pattern], script);
    expect(run.epochs).toHaveLength(3);
    expect(run.end).toBe('finished');
  });
});

describe('wrong options', () => {
  it.each([
    [['--epoch-at', 'end'], '--epoch-at needs --epoch-pattern'],
    [['--epoch-at', 'middle', '--epoch-pattern', 'keras'], 'unknown epoch moment "middle"; choose one of start, end'],
    [['--epoch-pattern', 'constructor'], 'the epoch pattern needs a group for the number'],
    [['--epoch-pattern', '__proto__'], 'the epoch pattern needs a group for the number'],
  ])('%j is refused in one line', (options, message) => {
    const args = [built.ctTrack, ...SIMULATED, '--log-dir', folder, ...options, '--', 'true'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
