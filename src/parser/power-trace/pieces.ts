/** Readings as times in which the power goes evenly from one value to the next. */
import { addIntervals, type Intervals } from './intervals.ts';
import { sectionsOf } from './repeats.ts';
import type { Rhythm, Series } from './series.ts';

/** A time in which the power goes evenly from one value to another. */
export interface Piece {
  /** Start, in s of the trace. */
  startS: number;
  /** End, in s of the trace. */
  endS: number;
  /** Power at the start, in W. */
  firstW: number;
  /** Power at the end, in W. */
  lastW: number;
}

/** The pieces of a series, section after section; nothing for gaps, and for a counter that starts again. */
export function piecesOf(series: Series, rhythm: Rhythm): Piece[] {
  const pieces: Piece[] = [];
  const into: Intervals = {
    addPower: (startS, endS, firstW, lastW) => pieces.push({ startS, endS, firstW, lastW }),
    addEnergy: (startS, endS, energyJ) => addEvenly(pieces, startS, endS, energyJ),
    addGap: () => undefined,
  };
  for (const section of sectionsOf(series, rhythm).sections) {
    addIntervals(section, rhythm, into);
    if (section.kind === 'power' && section.length > 0) pieces.push(lastReading(section));
  }
  return pieces;
}

function lastReading(section: Series): Piece {
  const [timeS, powerW] = [section.timeS(section.length - 1), section.value(section.length - 1)];
  return { startS: timeS, endS: timeS, firstW: powerW, lastW: powerW };
}

/** Adds the energy of a time in J as one even power; nothing for a time without length. */
export function addEvenly(pieces: Piece[], startS: number, endS: number, energyJ: number): void {
  if (!(endS > startS)) return;
  const powerW = energyJ / (endS - startS);
  pieces.push({ startS, endS, firstW: powerW, lastW: powerW });
}

/**
 * Pieces one after the other; of two that overlap, as after a clock that was set back, the later one begins where the first
 * ends. The one reading of a time is a piece without length; its power still holds before and after it.
 */
export function inOrder(intervals: readonly Piece[]): Piece[] {
  const sorted = intervals.toSorted((a, b) => a.startS - b.startS);
  const pieces: Piece[] = [];
  let endS = Number.NEGATIVE_INFINITY;
  for (const piece of sorted) {
    const startS = Math.max(piece.startS, endS);
    if (piece.endS < startS || (piece.endS === startS && pieces.length > 0)) continue;
    pieces.push(piece.startS === startS ? piece : { ...piece, startS });
    ({ endS } = piece);
  }
  return pieces;
}

/** Energy of a time in J, with the lower and with the higher power of each piece, and how many seconds of it are known. */
export function energyIn(
  pieces: readonly Piece[],
  startS: number,
  endS: number,
): { energyJ: number; boundsJ: [low: number, high: number]; coveredS: number } {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as Piece).endS <= startS) low = middle + 1;
    else high = middle;
  }
  let [energyJ, lowJ, highJ, coveredS] = [0, 0, 0, 0];
  for (let i = low; i < pieces.length; i += 1) {
    const piece = pieces[i] as Piece;
    if (piece.startS >= endS) break;
    const [fromS, toS] = [Math.max(piece.startS, startS), Math.min(piece.endS, endS)];
    if (toS <= fromS) continue;
    const slope = (piece.lastW - piece.firstW) / (piece.endS - piece.startS);
    const middleW = piece.firstW + slope * ((fromS + toS) / 2 - piece.startS);
    energyJ += middleW * (toS - fromS);
    lowJ += Math.min(piece.firstW, piece.lastW) * (toS - fromS);
    highJ += Math.max(piece.firstW, piece.lastW) * (toS - fromS);
    coveredS += toS - fromS;
  }
  return { energyJ, boundsJ: [lowJ, highJ], coveredS };
}
