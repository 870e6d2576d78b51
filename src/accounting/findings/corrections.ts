/** What makes the counted energy differ from the printed one, by the kind of correction. */
import type { Finding, Run } from '../../model/run.ts';
import type { Figures } from '../types.ts';
import { averagedDevicesOf } from './devices.ts';

/** Kinds of findings that change the figure of a run. */
export const CORRECTIONS: ReadonlySet<string> = new Set([
  'devices-averaged',
  'prediction-counted',
  'total-rounded',
  'closing-total',
  'device-counted-once',
]);

/** Kinds with an effect of their own, beside which another kind takes the rest of the difference. */
const WITH_OWN_EFFECT: ReadonlySet<string> = new Set(['devices-averaged', 'device-counted-once']);

/** All corrections of one kind. */
export interface Correction {
  /** Code of the findings. */
  code: string;
  /** Number of runs with one. */
  runs: number;
  /** Change of the total in kWh, with the factors of the logs. */
  effectKwh: number;
  /** Fewest and most averaged devices of a run by component; empty for other kinds. */
  devices: Record<string, [number, number]>;
}

/** What corrections take of an entry; `figures` have the factors of the logs. */
interface Corrected {
  run: Run;
  figures: Figures;
}

/** Collects the corrections of the added runs. */
export class CorrectionTotals {
  readonly #kinds = new Map<string, Correction>();

  /** Adds the corrections of a run. */
  add({ run, figures }: Corrected): void {
    const own = run.findings.filter(isFirstOfKind).filter(({ code }) => CORRECTIONS.has(code));
    if (own.length === 0) return;
    const effects = effectsOf(own, figures.corrected.energyKwh - figures.logged.energyKwh);
    own.forEach((finding, i) => {
      const { code } = finding;
      const kind = this.#kinds.get(code) ?? { code, runs: 0, effectKwh: 0, devices: {} };
      kind.runs += 1;
      kind.effectKwh += effects[i] ?? 0;
      if (code === 'devices-averaged') addDevices(kind.devices, finding);
      this.#kinds.set(code, kind);
    });
  }

  /** Each kind once; the largest effect comes first. */
  result(): Correction[] {
    return [...this.#kinds.values()].sort(
      (a, b) => Math.abs(b.effectKwh) - Math.abs(a.effectKwh) || (a.code < b.code ? -1 : 1),
    );
  }
}

const isFirstOfKind = ({ code }: Finding, at: number, all: readonly Finding[]): boolean =>
  all.findIndex((finding) => finding.code === code) === at;

/** Splits the difference of a run among its corrections, so that they add up to it. */
function effectsOf(own: readonly Finding[], differenceKwh: number): number[] {
  const other = own.findIndex(({ code }) => !WITH_OWN_EFFECT.has(code));
  const rest = other < 0 ? own.length - 1 : other;
  const effects = own.map(({ effectKwh }, i) => (i === rest ? 0 : (effectKwh ?? 0)));
  effects[rest] = differenceKwh - effects.reduce((sum, kwh) => sum + kwh, 0);
  return effects;
}

function addDevices(devices: Correction['devices'], finding: Finding): void {
  for (const [name, own] of averagedDevicesOf(finding)) {
    const [fewest, most] = devices[name] ?? [own, own];
    devices[name] = [Math.min(fewest, own), Math.max(most, own)];
  }
}
