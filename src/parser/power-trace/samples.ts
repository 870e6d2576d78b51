/** The readings of a trace -> samples: power of each device over time, at the times of the device that was read most. */
import type { SampleRow, Samples } from '../../model/samples.ts';
import type { Measured } from './devices.ts';
import type { TimeCut } from './integral.ts';
import { energyIn, inOrder, piecesOf } from './pieces.ts';
import type { Rhythm } from './series.ts';

/** A picture shows no more points. */
const MOST_ROWS = 20_000;
/** A device is shown where at least this share of the time is known. */
const LEAST_KNOWN = 0.5;

/** Samples of the devices that count; the power of a row is the mean since the row before. */
export function samplesOfDevices(
  { kept, rhythm }: { kept: readonly Measured[]; rhythm: Rhythm },
  cut: TimeCut,
): Samples {
  const timesS = gridOf(kept, cut);
  const [firstS = 0] = timesS;
  const rows = timesS.map((endS): SampleRow => ({ elapsedS: endS - firstS, powerW: [], energyJ: [] }));
  // One device after the other, as the pieces of a long trace are large.
  for (const { device } of kept) {
    const pieces = inOrder(piecesOf(device.series, rhythm));
    let sumJ = 0;
    for (const [i, row] of rows.entries()) {
      const endS = timesS[i] as number;
      const startS = timesS[i - 1] ?? endS;
      const { energyJ, coveredS } = energyIn(pieces, startS, endS);
      const isKnown = coveredS > 0 && coveredS >= LEAST_KNOWN * (endS - startS);
      sumJ += energyJ;
      row.powerW.push(isKnown ? energyJ / coveredS : null);
      row.energyJ.push(sumJ);
    }
  }
  return { devices: kept.map(({ device }, i) => `${device.component}:${i}`), rows, damagedLines: 0 };
}

/** Times that go forward, as many as a picture shows. */
function gridOf(kept: readonly Measured[], { fromS, toS }: TimeCut): number[] {
  let most: Float64Array = new Float64Array();
  for (const { device } of kept) if (device.series.length > most.length) most = device.series.timesS;
  const step = Math.max(1, Math.ceil(most.length / MOST_ROWS));
  const grid: number[] = [];
  for (let i = 0; i < most.length; i += step) {
    const timeS = most[i] as number;
    if (timeS >= fromS && timeS <= toS && timeS > (grid.at(-1) ?? Number.NEGATIVE_INFINITY)) grid.push(timeS);
  }
  return grid;
}
