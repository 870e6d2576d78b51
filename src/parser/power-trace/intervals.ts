/** The readings of a section -> what lies between each two of them: a known power or energy, or a gap. */
import { GAP_INTERVALS, type Rhythm, type Series } from './series.ts';

/** Takes what lies between readings, in their order. */
export interface Intervals {
  /** Takes a power that goes evenly from one reading to the next; a stall is longer than most intervals, and no gap. */
  addPower(startS: number, endS: number, firstW: number, lastW: number, isStall: boolean): void;
  /** Takes energy that is spread evenly over a time. */
  addEnergy(startS: number, endS: number, energyJ: number): void;
  /** Takes a time without a reading: the mean of the powers on both sides, null where a counter started again. */
  addGap(startS: number, endS: number, powerW: number | null): void;
}

/** Goes through the readings of a section, in which the clock was not set back. */
export function addIntervals(section: Series, rhythm: Rhythm, into: Intervals): void {
  if (section.kind === 'power') addPowers(section, rhythm, into);
  else if (section.kind === 'counter') addCounter(section, into);
  else addEnergies(section, rhythm, into);
}

function addPowers({ timesS, values }: Series, { typicalS, longestS }: Rhythm, into: Intervals): void {
  for (let i = 1; i < timesS.length; i += 1) {
    const [startS, endS] = [timesS[i - 1] as number, timesS[i] as number];
    const [first, last] = [values[i - 1] as number, values[i] as number];
    if (endS - startS > longestS) into.addGap(startS, endS, (first + last) / 2);
    else into.addPower(startS, endS, first, last, endS - startS > GAP_INTERVALS * typicalS);
  }
}

function addCounter(section: Series, into: Intervals): void {
  for (let i = 1; i < section.length; i += 1) {
    const [startS, endS] = [section.timeS(i - 1), section.timeS(i)];
    const energyJ = section.value(i) - section.value(i - 1);
    // A counter starts again where a driver was loaded again or a device was reset: what it held in between is lost.
    if (energyJ < 0) into.addGap(startS, endS, null);
    else into.addEnergy(startS, endS, energyJ);
  }
}

function addEnergies(section: Series, { typicalS }: Rhythm, into: Intervals): void {
  for (let i = 0; i < section.length; i += 1) {
    const endS = section.timeS(i);
    const startS = i === 0 ? endS - typicalS : section.timeS(i - 1);
    into.addEnergy(startS, endS, section.value(i));
  }
}
