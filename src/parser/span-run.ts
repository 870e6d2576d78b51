/** Parts of the runs of formats without epochs: spans that were measured, and totals that are printed with all digits. */
import type { Consumption, Epoch } from '../model/run.ts';

/** Length of a span in s, to the microsecond. */
export const lengthS = (startS: number, endS: number): number => Math.round((endS - startS) * 1e6) / 1e6;

/**
 * Measured spans as the records of a run, with the mean power of each component.
 *
 * @param spans with energies in J without PUE, in the order of the components; null where nothing of one was measured
 */
export const epochsOfSpans = (
  spans: readonly { durationS: number; energyJ: readonly (number | null)[] }[],
  components: readonly string[],
): Epoch[] =>
  spans.map(({ durationS, energyJ }, i) => {
    const powers = components.map((name, at) => [name, meanPower(energyJ[at] ?? null, durationS)] as const);
    return { number: i + 1, durationS, powerW: Object.fromEntries(powers) };
  });

const meanPower = (energyJ: number | null, durationS: number): Epoch['powerW'][string] =>
  energyJ === null || durationS <= 0 ? null : { scope: 'sum', values: [energyJ / durationS] };

/** A total that a file prints with all digits of a double. */
export const exactTotal = (energyKwh: number, durationS: number | null, co2eqG: number | null): Consumption => ({
  ...{ block: 'actual', epochs: null, durationS, energyKwh, co2eqG, equivalents: null },
  energyResolutionKwh: 0,
  co2eqResolutionG: co2eqG === null ? null : 0,
});
