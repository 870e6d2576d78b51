/** Readings as times in which the power goes evenly from one value to the next. */
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
  return sectionsOf(series, rhythm).sections.flatMap((section) => {
    if (section.kind === 'power') return ofPowers(section, rhythm);
    return section.kind === 'counter' ? ofCounter(section) : ofIntervals(section, rhythm);
  });
}

function ofPowers({ timesS, values }: Series, { longestS }: Rhythm): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < timesS.length; i += 1) {
    const [startS, endS] = [timesS[i] as number, timesS[i + 1] ?? (timesS[i] as number)];
    const [firstW, lastW] = [values[i] as number, values[i + 1] ?? (values[i] as number)];
    if (endS - startS <= longestS) pieces.push({ startS, endS, firstW, lastW });
  }
  return pieces;
}

function ofCounter(series: Series): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 1; i < series.length; i += 1) {
    const [startS, endS] = [series.timeS(i - 1), series.timeS(i)];
    const energyJ = series.value(i) - series.value(i - 1);
    if (energyJ < 0 || endS <= startS) continue;
    const powerW = energyJ / (endS - startS);
    pieces.push({ startS, endS, firstW: powerW, lastW: powerW });
  }
  return pieces;
}

function ofIntervals(series: Series, { typicalS }: Rhythm): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < series.length; i += 1) {
    const endS = series.timeS(i);
    const startS = i === 0 ? endS - typicalS : series.timeS(i - 1);
    const powerW = series.value(i) / (endS - startS);
    if (endS > startS) pieces.push({ startS, endS, firstW: powerW, lastW: powerW });
  }
  return pieces;
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
