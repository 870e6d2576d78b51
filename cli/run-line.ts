/**
 * Lines and words about runs under way, which `watch` and `ct-track --live` share. In a narrow terminal parts are left out as
 * a whole, because a number that is cut is another number.
 */
import columnsOf from 'fast-string-width';
import { shorten } from './table.ts';

/** The first of some ways to say the same, from the longest on, that fits; the last one is cut if none does. */
export function firstThatFits(ways: readonly string[], columns: number): string {
  return ways.find((way) => columnsOf(way) <= columns) ?? shorten(ways.at(-1) ?? '', columns);
}

/** Fewer columns of a name say nothing. */
const LEAST_NAME = 8;

/** A name and its figures: the last figures are left out, all but one, before the name has too little room. */
export function namedFigures(name: string, figures: readonly string[], columns: number): string {
  const least = Math.min(columnsOf(name), LEAST_NAME);
  for (let count = figures.length; count > 0; count -= 1) {
    const text = figures.slice(0, count).join('  ');
    const room = columns - columnsOf(text) - 2;
    if (room >= least) return `${shorten(name, room)}  ${text}`;
  }
  return firstThatFits(figures.slice(0, 1), columns);
}

const EPOCH_BAR = 10;

/** Power in whole W; a hyphen where it is unknown. */
export const powerText = (powerW: number | null): string => (powerW === null ? '- W' : `${powerW.toFixed(0)} W`);

/** How many of the planned epochs have ended, as a bar. */
export function epochBar(epochs: number, plannedEpochs: number): string {
  const done = Math.round((EPOCH_BAR * Math.min(epochs, plannedEpochs)) / plannedEpochs);
  return `[${'#'.repeat(done)}${'-'.repeat(EPOCH_BAR - done)}]`;
}
