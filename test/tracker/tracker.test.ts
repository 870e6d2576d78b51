import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as TrackerModule from '../../src/tracker/index.ts';
import type { CarbonTrackerOptions } from '../../src/tracker/index.ts';
import { built } from '../helpers/built.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { readLogs } from '../helpers/tracked.ts';
import { json, serve } from './intensity/server.ts';

let library: typeof TrackerModule;
let logDir: string;

beforeAll(async () => {
  library = await import(pathToFileURL(built.tracker).href);
});

beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'ct-tracker-'));
});

const SIMULATED = { simGpu: 'A100', simGpuWatts: 400, simCpu: 'X', simCpuTdp: 120, verbose: 0 };

/** Synchronous work that leaves the event loop no moment. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function train(tracker: TrackerModule.CarbonTracker, epochs: number, milliseconds = 60): void {
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    tracker.epochStart();
    work(milliseconds);
    tracker.epochEnd();
  }
}

describe('CarbonTracker', () => {
  it('measures a loop, predicts after its first epoch, and stops after its last', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 3, logDir });
    expect(tracker.actual).toBeNull();
    train(tracker, 1);
    expect(tracker.predicted).toMatchObject({ epochs: 3, spreadKwh: null });
    expect(tracker.actual).toBeNull();
    train(tracker, 2);
    const { actual } = tracker;
    expect(actual?.epochs).toBe(3);
    expect(tracker.epochs.map(({ number, complete }) => [number, complete])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    const sum = tracker.epochs.reduce((total, epoch) => total + (epoch.energyKwh ?? 0), 0);
    // Every figure has the PUE; the powers have none.
    expect(actual?.energyKwh).toBeCloseTo(sum, 15);
    const [first] = tracker.epochs;
    expect(first?.powerW.gpu).toBeGreaterThan(190);
    const powerW = (first?.powerW.gpu ?? 0) + (first?.powerW.cpu ?? 0);
    expect(first?.energyKwh).toBeCloseTo((powerW * (first?.durationS ?? 0) * 1.58) / 3.6e6, 15);
    expect(tracker.stop()).toEqual(actual);
  });

  it('samples while the host works synchronously', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 1, logDir, updateInterval: 0.02 });
    train(tracker, 1, 600);
    // Two rows at the start and the end come anyway.
    expect(readLogs(logDir).samples?.rows.length).toBeGreaterThan(8);
  });

  it('writes the logs of its epochs', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 2, logDir, logFilePrefix: 'mine' });
    train(tracker, 2);
    const { standard, output, journal } = readLogs(logDir);
    expect(tracker.logs).toContain(join(logDir, 'mine_'));
    expect(standard.match(/Epoch \d:/g)).toEqual(['Epoch 1:', 'Epoch 2:']);
    expect(output).toMatch(
      /Predicted consumption for 2 epoch\(s\):[\s\S]*Actual consumption for 2 epoch\(s\):[\s\S]*Finished monitoring\./,
    );
    expect(journal.map(({ event }) => event)).toEqual(['start', 'epoch-start', 'epoch', 'epoch-start', 'epoch', 'end']);
  });

  it('stopped within an epoch, keeps that epoch as far as it went', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 10, logDir });
    train(tracker, 1);
    tracker.epochStart();
    work(50);
    expect(tracker.stop()?.epochs).toBe(2);
    expect(tracker.epochs.at(-1)?.complete).toBe(false);
    expect(readLogs(logDir).standard).toContain('Training was interrupted before all 10 epochs were monitored.');
  });

  it('an epoch that is started anew ends the one before, which is kept', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 3, logDir });
    tracker.epochStart();
    work(30);
    tracker.epochStart();
    expect(tracker.epochs.map(({ number, complete }) => [number, complete])).toEqual([[1, true]]);
    expect(tracker.predicted?.epochs).toBe(3);
    work(30);
    expect(tracker.epochEnd()?.number).toBe(2);
    tracker.epochStart();
    tracker.epochStart();
    expect(tracker.epochs.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(tracker.actual?.epochs).toBe(3);
    expect(readLogs(logDir).standard.match(/Epoch \d:/g)).toHaveLength(3);
  });

  it('takes the names of carbontracker', () => {
    const tracker = new library.CarbonTracker({
      epochs: 2,
      monitor_epochs: 1,
      log_dir: logDir,
      sim_gpu: 'A100',
      sim_gpu_watts: 400,
      components: 'gpu',
      verbose: 0,
      api_keys: null,
    });
    train(tracker, 1, 20);
    expect(tracker.actual?.epochs).toBe(1);
    expect(readLogs(logDir).standard).toContain('A100');
  });

  it('monitors the first epochs only, if asked', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 5, monitorEpochs: 2, logDir });
    train(tracker, 5, 20);
    expect(tracker.actual?.epochs).toBe(2);
    expect(tracker.predicted?.epochs).toBe(5);
    expect(readLogs(logDir).standard).not.toContain('interrupted');
  });

  it.each([
    [{ epochsBeforePred: 0 }, 0],
    [{ epochsBeforePred: 2 }, 1],
    [{ epochsBeforePred: -1 }, 1],
  ])('predicts as told: %j', (options, least) => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, ...options, epochs: 3, logDir });
    train(tracker, 3, 20);
    const blocks = readLogs(logDir).output.match(/Predicted consumption/g) ?? [];
    expect(blocks.length >= least && (least > 0 || blocks.length === 0)).toBe(true);
  });

  it('several trackers in one process do not mix', () => {
    const other = mkdtempSync(join(tmpdir(), 'ct-tracker-'));
    const first = new library.CarbonTracker({ ...SIMULATED, epochs: 1, logDir });
    const second = new library.CarbonTracker({
      verbose: 0,
      simGpu: 'B',
      simGpuWatts: 20,
      components: 'gpu',
      epochs: 2,
      logDir: other,
    });
    second.epochStart();
    train(first, 1);
    second.epochEnd();
    train(second, 1);
    expect(readLogs(logDir).standard.match(/Epoch \d:/g)).toHaveLength(1);
    expect(readLogs(other).standard.match(/Epoch \d:/g)).toHaveLength(2);
    expect(second.epochs[0]?.powerW.gpu).toBeLessThan(11);
  });

  it.each([
    [{ epochs: 0 }, 'epochs must be'],
    [{ epochs: 1.5 }, 'epochs must be'],
    [{ epochs: 2, epochsBeforePred: 3 }, 'epochsBeforePred must be'],
    [{ epochs: 2, monitorEpochs: 0 }, 'monitorEpochs must be'],
    [{ epochs: 2, monitorEpochs: -2 }, 'monitorEpochs must be'],
    [{ epochs: 5, epochsBeforePred: 3, monitorEpochs: 2 }, 'at least epochsBeforePred (3)'],
    [{ epochs: 1, components: 'tpu' }, 'components must be'],
    [{ epochs: 1, updateInterval: 0 }, 'updateInterval must be'],
    [{ epochs: 1, simGpu: 'A100' }, 'simGpu needs simGpuWatts'],
    [{ epochs: 1, simCpu: 'Imaginary' }, 'simCpu needs simCpuTdp'],
    [{ epochs: 1, simCpu: 'X', simCpuTdp: 10, simCpuUtil: 2 }, 'simCpuUtil must be'],
    [{ epochs: 1, decimalPrecision: -1 }, 'decimalPrecision must be'],
    [{ epochs: 1, maxKwh: 0 }, 'maxKwh must be more than 0 kWh (got 0)'],
    [{ epochs: 1, maxKwh: 1, onLimit: 'halt' }, 'onLimit must be warn or stop (got halt)'],
    [{ epochs: 1, onLimit: 'stop' }, 'onLimit needs maxKwh or maxCo2eqG'],
    [{ epochs: 1, stopAndConfirm: true, epochsBeforePred: 0 }, 'stopAndConfirm needs a prediction'],
    [{ epochs: 1, lodDir: 'x' }, 'unknown option "lodDir"; did you mean logDir?'],
    [{ epochs: 1, update_intervall: 1 }, 'unknown option "update_intervall"; did you mean update_interval?'],
    [{ epochs: 1, wirte: () => undefined }, 'unknown option "wirte"; did you mean write?'],
    [{ epochs: 1, constructor: 1 }, 'unknown option "constructor"; choose from epochs, '],
    [JSON.parse('{ "epochs": 1, "__proto__": 1 }'), 'unknown option "__proto__"; choose from epochs, '],
    [{ epochs: 1, logDir: 'x', log_dir: 'x' }, 'logDir is given twice, once as log_dir'],
    [{ epochs: '1' }, 'epochs must be a number (got a string)'],
    [{ epochs: 1, interpretable: 'no' }, 'interpretable must be a boolean (got a string)'],
    [{}, 'epochs is missing'],
  ])('refuses %j, even when errors are ignored', (options, message) => {
    const make = () => new library.CarbonTracker({ ...options, ignoreErrors: true } as CarbonTrackerOptions);
    expect(make).toThrow(message);
  });

  it('throws to its caller where nothing can be measured', () => {
    const nothing = { epochs: 1, components: 'cpu', powercapRoot: '/nowhere', cpuTdp: null, verbose: 0 };
    const make = () => new library.CarbonTracker({ ...nothing, logDir: '/dev/null/logs', simCpu: 'X', simCpuTdp: 10 });
    expect(make).toThrow('cannot write logs to /dev/null/logs');
  });

  it('goes quiet with ignoreErrors', () => {
    const lines: string[] = [];
    const options = { ...SIMULATED, verbose: 1, epochs: 1, logDir: '/dev/null/logs', ignoreErrors: true };
    const tracker = new library.CarbonTracker({ ...options, write: (line) => void lines.push(line) });
    train(tracker, 1, 5);
    expect(tracker.stop()).toBeNull();
    expect(lines).toEqual([expect.stringContaining('training goes on without monitoring')]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
  ])('shows with verbose %i what carbontracker prints, with %i prediction(s)', (verbose, predictions) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const tracker = new library.CarbonTracker({ ...SIMULATED, verbose, epochs: 3, logDir, write });
    train(tracker, 3, 20);
    // The second prediction is the first with a spread; a third one comes only where the spread has halved.
    const predicted = lines.filter((line) => line.startsWith('Predicted')).length;
    expect(verbose < 2 ? predicted === predictions : predicted >= predictions).toBe(true);
    const details = lines.filter((line) => /^CarbonTracker: (?:The following|Average carbon)/.test(line));
    expect(details).toEqual(
      verbose < 2
        ? []
        : [
            'CarbonTracker: The following components were found: GPU with device(s) A100. CPU with device(s) X.',
            'CarbonTracker: Average carbon intensity during training was 445.00 gCO2eq/kWh.',
          ],
    );
    const actual = [
      'CarbonTracker: ',
      'Actual consumption for 3 epoch(s):',
      '\tTime:\t0:00:00',
      `\tEnergy:\t${tracker.actual?.energyKwh.toFixed(12)} kWh`,
      `\tCO2eq:\t${tracker.actual?.co2eqG.toFixed(12)} g`,
      '\tThis is equivalent to:',
      `\t${((tracker.actual?.co2eqG ?? 0) / 106.8).toFixed(12)} km travelled by car`,
      'CarbonTracker: Finished monitoring.',
    ];
    expect(lines.slice(-actual.length)).toEqual(verbose === 0 ? [] : actual);
    // At level 2 everything of the output log is shown.
    const plain = (text: string): string => text.replaceAll(/^\d[\d-]+ [\d:]+ - | +$/gm, '').trimEnd();
    if (verbose === 2) expect(plain(lines.join('\n'))).toBe(plain(readLogs(logDir).output));
  });

  it('shows its results where no logs are wanted', () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const tracker = new library.CarbonTracker({ ...SIMULATED, verbose: 1, epochs: 1, logDir: null, write });
    train(tracker, 1, 20);
    expect(tracker.logs).toBeNull();
    expect(lines).toContain('Actual consumption for 1 epoch(s):');
  });

  it.each(['warn', 'stop'])('at a limit: %s', (on_limit) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    // 410 J and the PUE: 0.18 Wh in a second.
    const limit = { max_kwh: 1e-6, on_limit };
    const tracker = new library.CarbonTracker({ ...SIMULATED, ...limit, verbose: 1, epochs: 9, logDir, write });
    let ended = 0;
    const loop = (): void => {
      for (; ended < 9; ended += 1) train(tracker, 1, 60);
    };
    if (on_limit === 'warn') loop();
    else expect(loop).toThrow(expect.objectContaining({ code: 'LIMIT', message: expect.stringContaining('1.00 mWh') }));
    expect(on_limit === 'warn' ? ended === 9 : ended < 9).toBe(true);
    expect(tracker.actual?.epochs).toBe(on_limit === 'warn' ? 9 : ended + 1);
    const warnings = lines.filter((line) => line.includes('limit'));
    expect(warnings.length).toBeGreaterThanOrEqual(1);
    expect(warnings[0]).toMatch(/^CarbonTracker: warning: the limit of 1\.00 mWh (?:will be|is) passed: /);
    const { error, journal } = readLogs(logDir);
    expect(error).toContain('the limit of 1.00 mWh');
    const end = journal.at(-1);
    const stopped = end?.event === 'end' ? (end.stopped ?? null) : undefined;
    if (on_limit === 'warn') expect(stopped).toBe(null);
    else expect(stopped).toEqual({ by: 'limit', reason: expect.stringContaining('the limit of 1.00 mWh') });
  });

  it('has the methods of carbontracker', () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 2, logDir });
    tracker.epoch_start();
    work(20);
    expect(tracker.epoch_end()?.number).toBe(1);
    expect(tracker.stop()?.epochs).toBe(1);
  });

  it.each([
    [{ tariffs: 'x' }, 'unknown intensity provider "tariffs" in apiKeys; choose one of electricitymaps,'],
    [{ electricitymaps: 7 }, 'the key of electricitymaps must be a string (got a number)'],
    [{ electricitymaps: 'token' }, 'electricitymaps needs a country'],
  ])('API keys that are of no use are refused, and the measurement goes on: %j', (keys, message) => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, epochs: 1, logDir, ignoreErrors: true });
    const apiKeys = keys as unknown as Record<string, string>;
    expect(() => tracker.set_api_keys(apiKeys)).toThrow(message);
    expect(() => new library.CarbonTracker({ ...SIMULATED, epochs: 1, logDir, apiKeys })).toThrow(message);
    train(tracker, 1, 10);
    expect(tracker.actual?.epochs).toBe(1);
  });
});

describe('in a process of its own', () => {
  function script(body: string): string {
    const path = join(logDir, 'script.mjs');
    const options = JSON.stringify({ ...SIMULATED, epochs: 3, logDir });
    const head = `import { readFileSync } from 'node:fs';\nimport { CarbonTracker } from ${JSON.stringify(pathToFileURL(built.tracker).href)};\nconst options = ${options};\n`;
    writeFileSync(path, head + body);
    return path;
  }

  it('does not keep a process alive that forgot to stop it', () => {
    const path = script('const t = new CarbonTracker(options); t.epochStart(); console.log("done");');
    expect(execFileSync(process.execPath, [path], { encoding: 'utf8', timeout: 20_000 })).toBe('done\n');
  });

  it('writes its logs to ./logs', () => {
    const path = script(
      'const t = new CarbonTracker({ ...options, logDir: undefined }); t.epoch_start(); t.stop(); console.log(t.logs);',
    );
    const printed = execFileSync(process.execPath, [path], { cwd: logDir, encoding: 'utf8', timeout: HANG_MS });
    expect(printed).toMatch(/^logs\//);
    expect(readLogs(join(logDir, 'logs')).output).toContain('Actual consumption');
  });

  it.each([
    ['its options', `api_keys: { electricitymaps: 'secret' }`, ''],
    ['set_api_keys', '', `t.set_api_keys({ electricitymaps: 'secret' });`],
  ])('asks the provider of the keys that %s give', async (_, option, call) => {
    const { address, requests } = await serve(json({ carbonIntensity: 151 }), json({ forecast: [] }));
    const path = script(`
      const t = new CarbonTracker({ ...options, country: 'DK', epochs: 1, ${option} });
      t.epochStart(); ${call}
      while (!readFileSync(t.logs + '_carbontracker.log', 'utf8').includes('intensity fetched')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const { energyKwh, co2eqG } = t.stop();
      console.log(Math.round((co2eqG / energyKwh) * 1000) / 1000);`);
    const env = { ...process.env, CT_INTENSITY_URL: address };
    const { stdout } = await promisify(execFile)(process.execPath, [path], { env, timeout: HANG_MS });
    expect(stdout).toBe('151\n');
    expect(requests[0]).toMatchObject({ url: '/carbon-intensity/latest?zone=DK', headers: { 'auth-token': 'secret' } });
  });

  it.each([
    ['y\n', 'went on', 0],
    ['n\n', 'DECLINED', 0],
    ['', 'DECLINED', 0],
  ])('asks whether to go on: %j', (input, expected, status) => {
    const path = script(`
      const t = new CarbonTracker({ ...options, stopAndConfirm: true, verbose: 1 });
      t.epochStart();
      try { t.epochEnd(); console.log('went on'); } catch (error) { console.log(error.code); }
      t.stop();`);
    const run = spawnSync(process.execPath, [path], { input, encoding: 'utf8', timeout: 20_000 });
    expect(run.stdout).toBe(`${expected}\n`);
    expect(run.stderr).toContain('Continue training (y/n)?');
    expect(run.status).toBe(status);
    const declined = { by: 'answer', reason: 'training was not continued after the prediction' };
    const end = readLogs(logDir).journal.at(-1);
    expect(end?.event === 'end' ? end.stopped : null).toEqual(expected === 'DECLINED' ? declined : undefined);
  });
});
