/** A canvas path kept in page space, so that later changes of the matrix leave it alone, as canvas wants. */
import { type Matrix, place } from './matrix.ts';

const QUARTER = Math.PI / 2;
const TURN = 2 * Math.PI;

/** A number for a content stream: a hundredth of a point is finer than any printer. */
export function operand(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return Object.is(rounded, -0) ? '0' : String(rounded);
}

const allFinite = (...values: number[]): boolean => values.every(Number.isFinite);

/** Collects a path; coordinates are in the user space of the matrix `m`, those that are not finite are ignored. */
export class Path {
  #operators: string[] = [];
  /** Last point in user space, for curves that start there; null on an empty path. */
  #last: [number, number] | null = null;
  #start: [number, number] | null = null;

  /** Whether nothing was added. */
  get isEmpty(): boolean {
    return this.#operators.length === 0;
  }

  /** The path as operators of a content stream. */
  get operators(): string {
    return this.#operators.join('\n');
  }

  /** Starts a new path. */
  clear(): void {
    this.#operators = [];
    this.#last = null;
    this.#start = null;
  }

  /** Starts a part of the path at a point. */
  moveTo(m: Matrix, x: number, y: number): void {
    if (!allFinite(x, y)) return;
    this.#write('m', m, x, y);
    this.#start = [x, y];
  }

  /** Adds a line to a point. */
  lineTo(m: Matrix, x: number, y: number): void {
    if (!allFinite(x, y)) return;
    if (this.#last === null) this.moveTo(m, x, y);
    else this.#write('l', m, x, y);
  }

  /** Adds a cubic curve to the point (x, y), with two control points. */
  curveTo(m: Matrix, x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    if (!allFinite(x1, y1, x2, y2, x, y)) return;
    if (this.#last === null) this.moveTo(m, x1, y1);
    this.#write('c', m, x1, y1, x2, y2, x, y);
  }

  /** A quadratic curve, raised to the cubic one that PDF has. */
  quadraticTo(m: Matrix, cx: number, cy: number, x: number, y: number): void {
    if (!allFinite(cx, cy, x, y)) return;
    const [x0, y0] = this.#last ?? [cx, cy];
    this.curveTo(
      m,
      x0 + (2 / 3) * (cx - x0),
      y0 + (2 / 3) * (cy - y0),
      x + (2 / 3) * (cx - x),
      y + (2 / 3) * (cy - y),
      x,
      y,
    );
  }

  /** Adds a closed rectangle. */
  rect(m: Matrix, x: number, y: number, width: number, height: number): void {
    if (!allFinite(x, y, width, height)) return;
    this.moveTo(m, x, y);
    this.lineTo(m, x + width, y);
    this.lineTo(m, x + width, y + height);
    this.lineTo(m, x, y + height);
    this.close();
  }

  /** An elliptic arc in pieces of a quarter turn or less, joined to the path by a line as canvas does. */
  ellipse(
    m: Matrix,
    centre: readonly [number, number],
    radii: readonly [number, number],
    rotation: number,
    start: number,
    end: number,
    counterclockwise: boolean,
  ): void {
    const [cx, cy] = centre;
    const [rx, ry] = radii;
    if (!allFinite(cx, cy, rx, ry, rotation, start, end)) return;
    if (rx < 0 || ry < 0) throw new RangeError('the radius of an arc is negative');
    const sweep = sweepOf(start, end, counterclockwise);
    const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
    const at = (ex: number, ey: number): [number, number] => [
      cx + rx * ex * cos - ry * ey * sin,
      cy + rx * ex * sin + ry * ey * cos,
    ];
    this.lineTo(m, ...at(Math.cos(start), Math.sin(start)));
    const pieces = Math.ceil(Math.abs(sweep) / QUARTER - 1e-9);
    const step = pieces === 0 ? 0 : sweep / pieces;
    const reach = (4 / 3) * Math.tan(step / 4);
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [start + piece * step, start + (piece + 1) * step];
      const [c0, s0, c1, s1] = [Math.cos(from), Math.sin(from), Math.cos(to), Math.sin(to)];
      this.curveTo(m, ...at(c0 - reach * s0, s0 + reach * c0), ...at(c1 + reach * s1, s1 - reach * c1), ...at(c1, s1));
    }
  }

  /** Closes the current part of the path. */
  close(): void {
    if (this.#last === null) return;
    this.#operators.push('h');
    this.#last = this.#start;
  }

  #write(operator: string, m: Matrix, ...coordinates: number[]): void {
    let line = '';
    for (let i = 0; i < coordinates.length; i += 2) {
      const [x, y] = place(m, coordinates[i] as number, coordinates[i + 1] as number);
      line += `${operand(x)} ${operand(y)} `;
    }
    this.#operators.push(line + operator);
    this.#last = [coordinates.at(-2) as number, coordinates.at(-1) as number];
  }
}

/** The signed angle that canvas draws between two angles: a full turn when they are a turn or more apart. */
function sweepOf(start: number, end: number, counterclockwise: boolean): number {
  const forward = counterclockwise ? start - end : end - start;
  const turned = forward >= TURN ? TURN : ((forward % TURN) + TURN) % TURN;
  return counterclockwise ? -turned : turned;
}
