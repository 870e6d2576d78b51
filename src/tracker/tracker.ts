/** The library's face: a tracker for a training loop, after carbontracker's. */
import { existsSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { CtError, ERROR_CODES, type ErrorCode } from '../model/errors.ts';
import { clean } from '../model/text.ts';
import type { EarlyStop } from '../model/tracking.ts';
import type { EpochResult } from './epoch-result.ts';
import type { Figure, PredictedFigure } from './figures.ts';
import { providerOfKeys } from './intensity/provider.ts';
import { readOptionNames, type SnakeCased } from './option-names.ts';
import { readOptions, type Settings, type TrackerOptions } from './options.ts';
import { type Answer, type Request, type WorkerStart, waitForAnswer } from './protocol.ts';

/** Options of a tracker in a training loop; each also under its name in carbontracker, such as `log_dir`. */
export interface CarbonTrackerOptions extends TrackerOptions, SnakeCased<TrackerOptions> {
  /** Planned epochs. */
  epochs: number;
  /** Where lines for people go, one at a time; default: standard error. */
  write?: (line: string) => void;
}

/** A worker that does not answer for this long is given up: the host must not hang. */
const ANSWER_MS = 10_000;

/**
 * Measures a training loop. Its methods are synchronous, as the loops that call them are, and wait some milliseconds for
 * the worker that measures.
 *
 * @example
 * const tracker = new CarbonTracker({ epochs: 10, logDir: 'logs' });
 * for (let epoch = 0; epoch < 10; epoch += 1) {
 *   tracker.epochStart();
 *   train();
 *   tracker.epochEnd();
 * }
 * tracker.stop();
 */
export class CarbonTracker {
  readonly #settings: Settings;
  readonly #write: (line: string) => void;
  readonly #answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  #port: MessagePort | null = null;
  #worker: Worker | null = null;
  #answers = 0;
  #actual: Figure | null = null;
  #predicted: PredictedFigure | null = null;
  #confirmed = false;
  /** The limit at which the training is to end. */
  #limit: string | null = null;
  #logs: string | null = null;
  readonly #epochs: EpochResult[] = [];

  /**
   * Starts to sample.
   *
   * @throws CtError USAGE for wrong or unknown options, always; NO_DEVICE, UNWRITABLE or TRACKER unless errors are ignored
   */
  constructor(options: CarbonTrackerOptions) {
    this.#settings = readOptions(readOptionNames(options ?? {}, ['write']));
    if (this.#settings.plannedEpochs === null)
      throw new CtError('USAGE', 'epochs is missing: the number of planned epochs');
    this.#write = options.write ?? ((line) => void process.stderr.write(`${line}\n`));
    this.#guard(() => {
      const start: WorkerStart = { settings: this.#settings, answered: this.#answered };
      this.#worker = new Worker(workerPath(), { workerData: start });
      this.#worker.unref();
      this.#worker.on('error', () => undefined);
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.unref();
      this.#worker.postMessage(port2, [port2]);
      this.#logs = this.#receive().logs;
    });
  }

  /** Figure of the run; null before `stop` or the last planned epoch, and when nothing was measured. */
  get actual(): Figure | null {
    return this.#actual;
  }

  /** The latest prediction for all epochs; null before the first. */
  get predicted(): PredictedFigure | null {
    return this.#predicted;
  }

  /** Every epoch that has ended. */
  get epochs(): readonly EpochResult[] {
    return this.#epochs;
  }

  /** Folder and common beginning of the names of the log files; null where none are written. */
  get logs(): string | null {
    return this.#logs;
  }

  /**
   * Starts an epoch; one that is still open ends at the same moment, as whole.
   *
   * @throws CtError as `epochEnd`
   */
  epochStart(): void {
    this.#guard(() => this.#take(this.#ask({ ask: 'epoch-start' })));
    this.#endWithPlan();
  }

  /**
   * Ends the epoch. After the last planned or monitored one the tracker stops by itself.
   *
   * @returns null when nothing was being measured
   * @throws CtError DECLINED when `stopAndConfirm` was answered with no; LIMIT when `onLimit` is `stop` and the run passed
   * its limit: the training is to end
   */
  epochEnd(): EpochResult | null {
    const ended = this.#guard(() => this.#take(this.#ask({ ask: 'epoch-end' })));
    this.#endWithPlan();
    return ended?.at(-1) ?? null;
  }

  /**
   * Ends the measurement; an epoch that is still open counts as far as it went. May be called again.
   *
   * @returns the figure of the run; null when nothing was measured
   */
  stop(): Figure | null {
    return this.#stop(null);
  }

  #stop(stopped: EarlyStop | null): Figure | null {
    if (this.#port === null) return this.#actual;
    this.#guard(() => {
      const answer = this.#ask({ ask: 'stop', stopped });
      this.#actual = answer?.result?.actual ?? null;
      this.#take(answer);
    });
    this.#giveUp();
    return this.#actual;
  }

  /**
   * Asks the intensity provider of these keys from now on, such as `{ electricitymaps: '...' }`.
   *
   * @throws CtError USAGE for an unknown provider, or one that needs a country where none is known
   */
  setApiKeys(apiKeys: Record<string, string>): void {
    // Before the request, so that wrong usage does not end the measurement.
    providerOfKeys(apiKeys);
    this.#guard(() => this.#take(this.#ask({ ask: 'api-keys', apiKeys })));
  }

  /** carbontracker's name of `epochStart`. */
  epoch_start(): void {
    this.epochStart();
  }

  /** carbontracker's name of `epochEnd`; null as there. */
  epoch_end(): EpochResult | null {
    return this.epochEnd();
  }

  /** carbontracker's name of `setApiKeys`. */
  set_api_keys(apiKeys: Record<string, string>): void {
    this.setApiKeys(apiKeys);
  }

  /** Keeps what an answer holds about epochs. */
  #take(answer: Answer | null): EpochResult[] {
    if (answer === null) return [];
    this.#predicted = answer.predicted ?? this.#predicted;
    this.#limit ??= answer.limit;
    this.#epochs.push(...answer.ended);
    return answer.ended;
  }

  #endWithPlan(): void {
    const { plannedEpochs, monitorEpochs } = this.#settings;
    if (this.#epochs.length >= (monitorEpochs < 0 ? (plannedEpochs ?? 0) : monitorEpochs)) this.stop();
    else if (this.#limit !== null) this.#end('LIMIT', { by: 'limit', reason: this.#limit });
    else if (this.#predicted !== null) this.#confirm();
  }

  #confirm(): void {
    if (!this.#settings.stopAndConfirm || this.#confirmed || this.#port === null) return;
    this.#confirmed = true;
    this.#write('CarbonTracker: Continue training (y/n)?');
    if (!readAnswer())
      this.#end('DECLINED', { by: 'answer', reason: 'training was not continued after the prediction' });
  }

  #end(code: ErrorCode, stopped: EarlyStop): never {
    this.#stop(stopped);
    throw new CtError(code, stopped.reason);
  }

  /** Null when the tracker has gone quiet. */
  #ask(request: Request): Answer | null {
    if (this.#port === null) return null;
    this.#port.postMessage(request);
    return this.#receive();
  }

  #receive(): Answer {
    const hasAnswered = waitForAnswer(this.#answered, this.#answers, ANSWER_MS);
    const received = this.#port === null ? undefined : receiveMessageOnPort(this.#port);
    if (!hasAnswered || received === undefined) throw new CtError('TRACKER', 'the measuring thread does not answer');
    this.#answers += 1;
    const answer = received.message as Answer;
    for (const line of answer.lines) this.#write(line);
    if (answer.error !== null) throw new CtError(toCode(answer.error.code), answer.error.message);
    return answer;
  }

  /** Lets a fault through, or goes quiet, as the user wants it. */
  #guard<T>(action: () => T): T | null {
    try {
      return action();
    } catch (error) {
      // Wrong usage ends no measurement.
      if (error instanceof CtError && error.code === 'USAGE') throw error;
      this.#giveUp();
      if (!this.#settings.ignoreErrors) throw error;
      const message = error instanceof Error ? error.message : String(error);
      if (this.#settings.verbose > 0)
        this.#write(`CarbonTracker: ${clean(message)}; training goes on without monitoring`);
      return null;
    }
  }

  #giveUp(): void {
    this.#port?.close();
    this.#port = null;
    void this.#worker?.terminate();
    this.#worker = null;
  }
}

function toCode(code: string): ErrorCode {
  return Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'TRACKER';
}

/** The worker lies beside this file's bundle, or in the folder of the tracker's. */
function workerPath(): string {
  const places = ['./worker.js', './tracker/worker.js', '../tracker/worker.js'];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new CtError('TRACKER', 'the file of the measuring thread is missing');
  return found;
}

/** One line from the terminal; its end counts as no. */
function readAnswer(): boolean {
  const byte = Buffer.alloc(1);
  let line = '';
  try {
    while (readSync(0, byte) > 0 && byte[0] !== 10) line += byte.toString('latin1');
  } catch {
    return false;
  }
  return /^\s*(y|yes|)\s*$/i.test(line) && line !== '';
}
