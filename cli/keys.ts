/** Keys that are pressed while a screen is shown. */
import type { KeyInput } from './terminal.ts';

const CONTROL_C = '\u0003';
const ENDS = new Set(['q', 'Q', CONTROL_C, '\u0004', '\u001b']);

/** Waits for a key that ends, or for a time. */
export class KeyReader {
  readonly #input: KeyInput | null;
  #wantsEnd = false;
  #wake: () => void = () => undefined;

  /** Reads keys one by one where the input is a terminal; elsewhere only signals end. */
  constructor(input: KeyInput | null) {
    this.#input = input?.isTTY === true ? input : null;
    this.#input?.setRawMode?.(true);
    this.#input?.on('data', this.#read).on('end', this.#end).resume();
    process.once('SIGTERM', this.#end).once('SIGHUP', this.#end).once('SIGINT', this.#end);
  }

  /** Whether a key, a signal or the end of the input asked to end. */
  get wantsEnd(): boolean {
    return this.#wantsEnd;
  }

  /**
   * Waits for a time in ms, or until something asks to end.
   *
   * @returns the time that was waited for; null where the end is wanted
   */
  async wait(ms: number): Promise<number | null> {
    if (this.#wantsEnd) return null;
    if (ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#wantsEnd ? null : ms;
  }

  /** Gives keys and signals back to the terminal. */
  close(): void {
    this.#input?.off('data', this.#read).off('end', this.#end).pause();
    this.#input?.setRawMode?.(false);
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.off(signal, this.#end);
  }

  readonly #read = (data: Buffer): void => {
    if ([...data.toString('latin1')].some((key) => ENDS.has(key))) this.#end();
  };

  readonly #end = (): void => {
    this.#wantsEnd = true;
    this.#wake();
  };
}
