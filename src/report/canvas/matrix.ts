/** Affine matrices as canvas and PDF write them: `[a, b, c, d, e, f]`. */
import { CtError } from '../../model/errors.ts';

/** Maps x to a x + c y + e, and y to b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Leaves every point in its place. */
export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The matrix that applies `inner` first and `outer` after it. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** The place of a point after the matrix. */
export function place(m: Matrix, x: number, y: number): [number, number] {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
}

/**
 * How much a matrix magnifies lines.
 *
 * @throws CtError UNSUPPORTED where that depends on their direction, as a page has one line width
 */
export function uniformScale(m: Matrix): number {
  const alongX = Math.hypot(m[0], m[1]);
  const alongY = Math.hypot(m[2], m[3]);
  const skew = Math.abs(m[0] * m[2] + m[1] * m[3]);
  const tolerance = 1e-6 * Math.max(alongX, alongY);
  if (Math.abs(alongX - alongY) > tolerance || skew > tolerance * alongX) {
    throw new CtError('UNSUPPORTED', 'a line under an uneven scale or a skew cannot be drawn on a PDF page');
  }
  return alongX;
}

/** True where text can be placed by position alone. */
export const isUpright = (m: Matrix): boolean => m[1] === 0 && m[2] === 0 && m[0] === m[3] && m[0] > 0;
