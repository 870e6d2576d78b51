/** CSS colours as canvas takes them. */
import { Color } from '@kurkle/color';
import { CtError } from '../../model/errors.ts';

/** Red, green and blue from 0 to 1, and opacity from 0 to 1. */
export interface Colour {
  /** Red, green and blue, 0 to 1 each. */
  rgb: readonly [number, number, number];
  /** Opacity, 0 to 1. */
  alpha: number;
}

/**
 * Reads a CSS color: hexadecimal, `rgb()`, `hsl()` and their kin, or a name.
 *
 * @throws CtError UNSUPPORTED for any other text
 */
export function readColour(text: string): Colour {
  // A text such as `constructor` passes for a name there, but has no channels.
  const { r, g, b, a } = { ...new Color(text.trim()).rgb };
  if (r === undefined || g === undefined || b === undefined || a === undefined) {
    throw new CtError('UNSUPPORTED', `cannot draw the color '${text.slice(0, 60)}'`);
  }
  return { rgb: [r / 255, g / 255, b / 255], alpha: a };
}
