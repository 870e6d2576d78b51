/** The GPUs of a trace that it names by their ids: when each used how much, which shows that another trace measured it too. */
import { type DeviceEnergy, gpuUuidIn } from '../../model/device-energy.ts';
import { largest, smallest } from '../../model/numbers.ts';
import type { CountedDevice, Measured } from './devices.ts';
import type { Series } from './series.ts';
import type { Clock } from './times.ts';

/** Most cells of a trace: what two traces have in common is known to about this part of their lengths. */
const MOST_CELLS = 48;
const LEAST_CELL_S = 60;

/**
 * Length of the cells in which the energies of a trace are added up. Cells of different traces begin together, as each length
 * is a minute doubled some times.
 *
 * @returns null where no id of a GPU is named
 */
export function gridOf(devices: readonly CountedDevice[]): number | null {
  const own = devices.filter(({ key }) => gpuUuidIn(key) !== null);
  if (own.length === 0) return null;
  const ends = own.map(({ series }) => endsOf(series));
  const lengthS = largest(ends.map(([, lastS]) => lastS)) - smallest(ends.map(([firstS]) => firstS));
  let gridS = LEAST_CELL_S;
  while (gridS * MOST_CELLS < lengthS) gridS *= 2;
  return gridS;
}

const endsOf = (series: Series): [firstS: number, lastS: number] => [series.timeS(0), series.timeS(series.length - 1)];

/** The energies of a trace by GPU; null where no id is named, where the clock was set back, and without a date. */
export function deviceEnergyOf(kept: readonly Measured[], totalJ: number, clock: Clock | null): DeviceEnergy | null {
  if (clock !== 'unix' && clock !== 'wall') return null;
  if (!(totalJ > 0) || kept.some(({ integral }) => integral.setBacks > 0)) return null;
  const own = kept.flatMap(({ device, integral }) => {
    const uuid = gpuUuidIn(device.key);
    return uuid === null || integral.cells.length === 0 ? [] : [{ uuid, cells: integral.cells }];
  });
  if (own.length === 0) return null;
  const cells = [...new Set(own.flatMap((one) => one.cells.map(({ cell }) => cell)))].sort((a, b) => a - b);
  const places = new Map(cells.map((cell, place) => [cell, place]));
  const spansS = cells.map((): [number, number] => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  const devices = own.map(({ uuid, cells: ofDevice }, i) => {
    const energyJ = cells.map((): number | null => null);
    for (const { cell, startS, endS, energyJ: cellJ } of ofDevice) {
      const place = places.get(cell) as number;
      const span = spansS[place] as [number, number];
      energyJ[place] = cellJ;
      span[0] = Math.min(span[0], startS);
      span[1] = Math.max(span[1], endS);
    }
    return { key: `gpu:${i}`, uuid, energyJ };
  });
  const startUnixS = spansS[0]?.[0] ?? 0;
  let endS = startUnixS;
  const relative = spansS.map(([fromS, toS]): [number, number] => {
    // Devices are read one after the other, so that one may begin a cell before another one has ended the last.
    const startS = Math.max(fromS, endS);
    endS = Math.max(toS, startS);
    return [startS - startUnixS, endS - startUnixS];
  });
  return {
    host: '',
    machine: `power traces by ${clock === 'unix' ? 'Unix time' : 'local time'}`,
    startUnixS,
    spansS: relative,
    devices,
    totalJ,
  };
}
