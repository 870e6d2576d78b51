/** The canvas element of a context: what Chart.js asks of it. */
export class PageCanvas {
  /** Chart.js sets display sizes here; a page has none. */
  readonly style: Record<string, string> = {};
  readonly #context: unknown;
  readonly #reset: () => void;
  #width: number;
  #height: number;

  /** @param reset - called when a size is set, as canvas resets its state then */
  constructor(context: unknown, width: number, height: number, reset: () => void) {
    this.#context = context;
    this.#width = width;
    this.#height = height;
    this.#reset = reset;
  }

  /** The context for `2d`; null for any other kind. */
  getContext(kind: string): unknown {
    return kind === '2d' ? this.#context : null;
  }

  /** Width in canvas pixels. */
  get width(): number {
    return this.#width;
  }
  set width(value: number) {
    this.#width = value;
    this.#reset();
  }

  /** Height in canvas pixels. */
  get height(): number {
    return this.#height;
  }
  set height(value: number) {
    this.#height = value;
    this.#reset();
  }
}
