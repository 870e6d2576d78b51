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
  { fromS, toS }: TimeCut,
): Samples {
  const pieces = kept.map(({ device }) => inOrder(piecesOf(device.series, rhythm)));
  const timesS = gridOf(kept, fromS ?? Number.NEGATIVE_INFINITY, toS ?? Number.POSITIVE_INFINITY);
  const sumsJ = kept.map(() => 0);
  const [firstS = 0] = timesS;
  const rows = timesS.map((endS, i): SampleRow => {
    const startS = timesS[i - 1] ?? endS;
    const parts = pieces.map((own) => energyIn(own, startS, endS));
    const powerW = parts.map(({ energyJ, coveredS }) =>
      coveredS > 0 && coveredS >= LEAST_KNOWN * (endS - startS) ? energyJ / coveredS : null,
    );
    for (const [device, { energyJ }] of parts.entries()) sumsJ[device] = (sumsJ[device] ?? 0) + energyJ;
    return { elapsedS: endS - firstS, powerW, energyJ: [...sumsJ] };
  });
  return { devices: kept.map(({ device }, i) => `${device.component}:${i}`), rows, damagedLines: 0 };
}

/** Times that go forward, as many as a picture shows. */
function gridOf(kept: readonly Measured[], fromS: number, toS: number): number[] {
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
