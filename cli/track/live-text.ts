/** The words of the line that `--live` shows. Pure. */
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import { plural } from '../../src/model/text.ts';
import { formatDuration } from '../../src/model/units.ts';
import type { Session } from '../../src/tracker/command/index.ts';
import { epochBar, firstThatFits, powerText } from '../run-line.ts';
import { clean } from '../terminal.ts';

/** What is shown of the run. */
export type LiveRun = Pick<
  Session,
  'devices' | 'powersW' | 'plannedEpochs' | 'used' | 'predicted' | 'epochs' | 'elapsedS'
>;

/**
 * The line, not wider than `columns`: where the devices do not fit, their sum per component stands for them, then that of
 * all, then shorter words; then the last figures are left out, because a number that is cut is another number.
 */
export function liveText(run: LiveRun, columns: number): string {
  const { devices, powersW, used, elapsedS } = run;
  const powers = devices.map(({ key, component }, i) => ({ key, component, powerW: powersW[i] ?? null }));
  const components = [...new Set(powers.map(({ component }) => component))].map((component) => {
    const own = powers.filter((power) => power.component === component);
    return { key: own.length === 1 ? (own[0]?.key ?? '') : `${own.length} ${component}`, powerW: sumOf(own) };
  });
  const figures = [formatDuration(elapsedS), formatEnergy(used.energyKwh), `${formatMass(used.co2eqG)} CO2eq`];
  const namedPowers = [powers, components].map((shown) =>
    shown.map(({ key, powerW }) => `${key} ${powerText(powerW)}`),
  );
  const sum = devices.length === 0 ? [] : [powerText(sumOf(powers))];
  const { long, short } = epochsOf(run);
  const least = [...sum, ...figures, ...short];
  const texts = [
    ...[...namedPowers, sum].map((shown) => [...shown, ...figures, ...long]),
    ...least.map((_, left) => least.slice(0, least.length - left)),
  ].map((parts) => parts.map(clean).join('  '));
  return firstThatFits(texts, columns);
}

/** Null where the power of one is unknown: a sum of the others would look like that of all. */
function sumOf(powers: readonly { powerW: number | null }[]): number | null {
  return powers.reduce<number | null>((sum, { powerW }) => (sum === null || powerW === null ? null : sum + powerW), 0);
}

/** The epochs that have ended, and the prediction while some are to come. */
function epochsOf({ epochs, predicted, elapsedS, plannedEpochs: planned }: LiveRun): {
  long: string[];
  short: string[];
} {
  if (planned === null) {
    const ended = epochs.length === 0 ? [] : [plural(epochs.length, 'epoch')];
    return { long: ended, short: ended };
  }
  const long = [`${epochBar(epochs.length, planned)} ${epochs.length} of ${plural(planned, 'epoch')}`];
  const short = [`${epochs.length}/${planned}`];
  if (predicted === null || epochs.length >= planned) return { long, short };
  const left = `${formatDuration(Math.max(0, predicted.durationS - elapsedS))} left`;
  const energy = formatEnergy(predicted.energyKwh);
  return {
    long: [...long, `predicted ${energy}, ${formatMass(predicted.co2eqG)} CO2eq, ${left}`],
    short: [...short, `predicted ${energy}`, left],
  };
}
