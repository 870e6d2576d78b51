/**
 * A shell that waits in our process group. A signal that comes to it as well was sent to the group, by a terminal, a
 * batch system or a killed pipeline: then the command had it too. A signal that comes to us alone has to be passed on.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** The shell that waits in the process group. */
export interface Witness {
  /** Whether a signal that came to us came to the group. */
  saw: (signalNumber: number) => Promise<boolean>;
  /** Continues these processes, the first one last, if we are killed; none: no longer. */
  guard: (stoppedPids: readonly number[]) => void;
  /** Ends the shell. */
  stop: () => void;
}

/** Batch systems signal the processes of a job one after the other. */
const SKEW_MS = 20;

/** A signal counts for one that comes to us within this time. */
const LATEST_MS = 1000;

/** A witness that does not answer for this long is stopped or gone. */
const ANSWER_MS = 2000;

/** Begins a line with the processes that we have stopped. */
const STOPPED = 'stopped';

/**
 * Prints the number of each signal, and an empty line for each line that it reads: what came before the question is
 * printed before the answer. `read` fails when a signal interrupts it, and at the end of its input, when ct-track is gone:
 * what it had stopped then goes on.
 */
function script(signalNumbers: readonly number[]): string {
  const traps = signalNumbers.map((number) => `trap 'seen=1; echo ${number}' ${number}`);
  return `${traps.join('\n')}
echo
while :; do
  if read -r word pids; then
    if [ "$word" = ${STOPPED} ]; then stopped=$pids; fi
    echo
  elif [ -n "$seen" ]; then seen=
  else
    if [ -n "$stopped" ]; then kill -CONT $stopped 2>/dev/null; fi
    exit
  fi
done`;
}

/**
 * Starts a witness for these signals, and does not wait for it: a signal that kills it before it is ready shows as well that
 * the group had it. Without a shell every signal counts as sent to us alone.
 */
export function startWitness(signalNumbers: readonly number[]): Witness {
  const words = new WitnessWords(script(signalNumbers));
  return {
    saw: async (signalNumber) => {
      await wait(SKEW_MS);
      await words.ask();
      return words.takeSignal(signalNumber);
    },
    guard: (stoppedPids) => words.write([STOPPED, ...stoppedPids.toReversed()].join(' ')),
    stop: () => words.stop(),
  };
}

/** The shell, and what it prints. */
class WitnessWords {
  readonly #script: string;
  #shell: ChildProcess;
  #signals: { number: number; atMs: number }[] = [];
  #asked = 0;
  #answered = 0;
  #isGone = false;
  #line = '';
  #onAnswer: () => void = () => undefined;

  constructor(text: string) {
    this.#script = text;
    this.#shell = this.#start();
  }

  /** Starts a shell, which prints a line when it is ready. */
  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', this.#script, 'ct-track-witness'], {
      // In no folder that somebody may want to remove.
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#asked = 1;
    this.#answered = 0;
    this.#line = '';
    const { stdin, stdout } = shell;
    stdout?.setEncoding('latin1').on('data', (text: string) => this.#read(text));
    stdin?.on('error', () => undefined);
    shell.on('error', () => this.#end()).on('exit', (_, signal) => this.#exited(signal));
    shell.unref();
    for (const stream of [stdin, stdout]) (stream as { unref?: () => void } | null)?.unref?.();
    return shell;
  }

  #exited(signal: NodeJS.Signals | null): void {
    if (signal === null || this.#isGone) {
      this.#end();
      return;
    }
    this.#signals.push({ number: constants.signals[signal], atMs: performance.now() });
    // The next signal needs a witness, too; nobody waits for the one that died.
    this.#shell = this.#start();
    this.#wake();
  }

  #end(): void {
    this.#isGone = true;
    this.#wake();
  }

  stop(): void {
    this.#isGone = true;
    this.#shell.stdin?.end();
  }

  /** Writes a line, which has an answer. */
  write(line: string): void {
    this.#asked += 1;
    this.#shell.stdin?.write(`${line}\n`);
  }

  /** Waits until the shell has reported all that came to it until now. */
  async ask(): Promise<void> {
    this.write('');
    await this.answer();
  }

  /** Waits for the answers to all questions; the first line comes when the shell is ready. */
  async answer(): Promise<void> {
    const asked = this.#asked;
    const untilMs = performance.now() + ANSWER_MS;
    while (!this.#isGone && this.#answered < asked && performance.now() < untilMs) await this.#nextAnswer();
  }

  async #nextAnswer(): Promise<void> {
    const before = this.#onAnswer;
    const patience = new AbortController();
    const answered = new Promise<void>((resolve) => {
      this.#onAnswer = () => {
        before();
        resolve();
      };
    });
    await Promise.race([answered, wait(ANSWER_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }

  /** Whether this signal came lately; each counts once. */
  takeSignal(number: number): boolean {
    const nowMs = performance.now();
    this.#signals = this.#signals.filter(({ atMs }) => nowMs - atMs < LATEST_MS);
    const i = this.#signals.findIndex((signal) => signal.number === number);
    if (i !== -1) this.#signals.splice(i, 1);
    return i !== -1;
  }

  #read(text: string): void {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') this.#answered += 1;
      else this.#signals.push({ number: Number(line), atMs: performance.now() });
    }
    this.#wake();
  }

  #wake(): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = () => undefined;
    onAnswer();
  }
}
