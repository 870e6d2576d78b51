/** A running powermetrics: its latest sample, or why there is none. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type AppleSample, SampleScanner } from './powermetrics.ts';
import type { Clock } from './sensor.ts';

/** Milliseconds between two of its samples. */
const SAMPLE_MS = 500;

/** Age in s after which the last sample no longer counts as the current power. */
const STALE_S = 5;

const MOST_ERROR_LENGTH = 200;

/** Starts powermetrics and keeps its latest sample. */
export class PowermetricsStream {
  readonly #clock: Clock;
  readonly #child: ChildProcess;
  readonly #scanner = new SampleScanner();
  #latest: { sample: AppleSample; atS: number } | null = null;
  #errors = '';
  #ended: string | null = null;

  /** @param command what starts powermetrics, such as `sudo -n /usr/bin/powermetrics` */
  constructor(command: readonly string[], environment: NodeJS.ProcessEnv, clock: Clock) {
    this.#clock = clock;
    const [file = '', ...args] = command;
    const options = ['--samplers', 'cpu_power,gpu_power', '-i', String(SAMPLE_MS), '--buffer-size', '1'];
    this.#child = spawn(file, [...args, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, LC_ALL: 'C' },
      // In a group of its own, so that a Ctrl-C meant for the command does not end it before the last reading.
      detached: true,
    });
    this.#listen();
  }

  #listen(): void {
    const child = this.#child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const sample = this.#scanner.add(text);
      if (sample !== null) this.#latest = { sample, atS: this.#clock() };
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#errors.length < MOST_ERROR_LENGTH) this.#errors += text;
    });
    child.on('error', (error) => {
      this.#ended = `powermetrics: ${error.message}`;
    });
    child.on('close', (code, signal) => {
      const reason = this.#errors.trim().split('\n')[0]?.slice(0, MOST_ERROR_LENGTH);
      this.#ended ??= `powermetrics ended: ${reason || (signal ?? `status ${code}`)}`;
    });
    // It runs as long as we do, and is no reason to run on.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** The latest sample, or one sentence why there is none. */
  read(): AppleSample | string {
    if (this.#ended !== null) return this.#ended;
    if (this.#latest === null) return 'no sample yet';
    const ageS = this.#clock() - this.#latest.atS;
    return ageS > STALE_S ? `powermetrics has been silent for ${Math.round(ageS)} s` : this.#latest.sample;
  }

  /** Lets it go. Where we may not signal it, because it is root's, the broken pipe ends it. */
  close(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.kill();
  }
}
