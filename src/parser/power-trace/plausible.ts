/** Powers that no device draws: a sensor that failed for a moment, or a unit that the file does not name. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy, significant } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import { energyIn, type Piece } from './pieces.ts';

/** No GPU draws more, in W; the largest of 2026 are specified for 1400 W, a module of two for 2700 W. */
const MOST_OF_GPU_W = 3000;
/** No computer draws more, in W, nor does a rack. */
const MOST_OF_ANY_W = 250_000;

/** The power in W that no device of a component exceeds. */
export const mostW = (component: string): number => (component === 'gpu' ? MOST_OF_GPU_W : MOST_OF_ANY_W);

/** A device with the times of known power. */
interface Known {
  name: string;
  component: string;
  pieces: readonly Piece[];
}

/** What powers beyond the possible add within some times; the range begins without that. */
export function aboutImplausible(
  devices: readonly Known[],
  spans: readonly { startS: number; endS: number }[],
  energyKwh: number,
): Finding[] {
  let [overJ, highestW] = [0, 0];
  const names: string[] = [];
  for (const { name, component, pieces } of devices) {
    const limitW = mostW(component);
    const deviceW = pieces.reduce((most, { firstW, lastW }) => Math.max(most, firstW, lastW), 0);
    if (deviceW <= limitW) continue;
    const cut = pieces.map((piece) => ({
      ...piece,
      firstW: Math.min(piece.firstW, limitW),
      lastW: Math.min(piece.lastW, limitW),
    }));
    const ownJ = spans.reduce(
      (sum, { startS, endS }) => sum + energyIn(pieces, startS, endS).energyJ - energyIn(cut, startS, endS).energyJ,
      0,
    );
    if (!(ownJ > 0)) continue;
    overJ += ownJ;
    highestW = Math.max(highestW, deviceW);
    names.push(name);
  }
  if (names.length === 0) return [];
  const overKwh = joulesToKwh(overJ);
  const message = `${names.slice(0, 3).join(', ')}: up to ${significant(highestW)} W, more than any such device draws: a reading that failed, or another unit; what is above adds ${formatEnergy(overKwh)}`;
  const rangeKwh: [number, number] = [Math.max(0, energyKwh - overKwh), energyKwh];
  return [newFinding('power-implausible', message, null, { loggedKwh: energyKwh, rangeKwh })];
}
