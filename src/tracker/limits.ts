/** Most energy and CO2eq that a run may use, and whether it passes them. Pure. */
import { formatEnergy, formatMass } from '../model/numbers.ts';
import type { Figure, PredictedFigure } from './figures.ts';
import type { Settings } from './options.ts';

/** Limits that the user set; null: no limit. */
export type GivenLimits = Pick<Settings, 'maxKwh' | 'maxCo2eqG'>;

/** What a check found. */
export interface Passing {
  /** What passes a limit for the first time, one sentence each. */
  messages: string[];
  /** Whether a limit is passed by what was used, or surely by what is predicted. */
  isSure: boolean;
}

/** A prediction passes a limit surely when it does so by more than this many times its spread. */
const SURE_SPREADS = 2;

type Amounts = Pick<Figure, 'energyKwh' | 'co2eqG'>;

interface Limit {
  most: number;
  amountOf: (figure: Amounts) => number;
  format: (amount: number) => string;
  isUsedNoted: boolean;
  isPredictedNoted: boolean;
}

/** Checks figures against the limits; each limit is reported once. */
export class Limits {
  readonly #limits: Limit[];

  constructor({ maxKwh, maxCo2eqG }: GivenLimits) {
    const limit = (most: number, amountOf: Limit['amountOf'], format: Limit['format']): Limit => ({
      ...{ most, amountOf, format, isUsedNoted: false, isPredictedNoted: false },
    });
    this.#limits = [
      ...(maxKwh === null ? [] : [limit(maxKwh, ({ energyKwh }) => energyKwh, formatEnergy)]),
      ...(maxCo2eqG === null
        ? []
        : [
            limit(
              maxCo2eqG,
              ({ co2eqG }) => co2eqG,
              (amount) => `${formatMass(amount)} CO2eq`,
            ),
          ]),
    ];
  }

  /** Whether there is any. */
  get isGiven(): boolean {
    return this.#limits.length > 0;
  }

  /**
   * Compares with the limits.
   *
   * @param used since the start of the run
   * @param predicted null before the first prediction
   */
  check(used: Amounts, predicted: PredictedFigure | null): Passing {
    const messages: string[] = [];
    let isSure = false;
    for (const limit of this.#limits) {
      const { most, amountOf, format } = limit;
      const usedAmount = amountOf(used);
      if (usedAmount > most) {
        isSure = true;
        if (!limit.isUsedNoted)
          messages.push(`the limit of ${format(most)} is passed: ${format(usedAmount)} were used`);
        limit.isUsedNoted = true;
      }
      if (predicted === null || amountOf(predicted) <= most) continue;
      const surely = amountOf(leastOf(predicted)) > most;
      isSure ||= surely;
      if (limit.isPredictedNoted || limit.isUsedNoted) continue;
      limit.isPredictedNoted = true;
      const amount = format(amountOf(predicted));
      const doubt = surely ? '' : ', which is not certain yet';
      messages.push(
        `the limit of ${format(most)} will be passed: ${amount} are predicted for ${predicted.epochs} epochs${doubt}`,
      );
    }
    return { messages, isSure };
  }
}

/** What is surely used; nothing is sure after one epoch, which has no spread and holds loading and compiling. */
function leastOf({ energyKwh, co2eqG, spreadKwh }: PredictedFigure): Amounts {
  if (spreadKwh === null || energyKwh === 0) return { energyKwh: 0, co2eqG: 0 };
  const share = 1 - (SURE_SPREADS * spreadKwh) / energyKwh;
  return { energyKwh: energyKwh * share, co2eqG: co2eqG * share };
}
