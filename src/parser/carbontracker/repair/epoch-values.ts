/** Durations and powers of the lines of an epoch, cut ones too -> the epoch and its run. */
import type { NamedDevices } from '../../../log/messages.ts';
import { listWords } from '../../../log/numbers.ts';
import type { LogRecord } from '../../../log/records.ts';
import { newFinding } from '../../../model/findings.ts';
import type { Epoch, Power } from '../../../model/run.ts';
import { type Fragment, MOST_COMPONENTS, reportTooMany } from './fragment.ts';

/** Notes how exact the durations of a run are, and a negative one, which becomes a finding. */
export function noteDuration(fragment: Fragment, number: number, durationS: number, resolutionS: number): void {
  fragment.durationResolutionS = Math.max(fragment.durationResolutionS, resolutionS);
  if (durationS >= 0) return;
  fragment.findings.push(
    newFinding(
      'negative-duration',
      `epoch ${number} lasts ${durationS} s: the clock was set back; its energy is unknown`,
    ),
  );
}

/** The power of one component, with brackets around it or without. */
export interface PowerLine {
  /** Name of the component, in lower case. */
  component: string;
  /** Powers in W; null was not measured. */
  values: (number | null)[];
  /** Whether brackets enclose the values. */
  array: boolean;
}

/** Gives an epoch the power of one component; null where none of its values was measured. */
export function setPower(fragment: Fragment, epoch: Epoch, { component, values, array }: PowerLine): void {
  if (fragment.powerNames.size >= MOST_COMPONENTS && !fragment.powerNames.has(component)) {
    reportTooMany(fragment);
    return;
  }
  fragment.powerNames.add(component);
  if (array && fragment.components === null) fragment.arrayNames.add(component);
  const measured = values.length > 1 ? values.some((value) => value !== null) : (values[0] ?? null) !== null;
  epoch.powerW[component] = measured ? { scope: array ? 'device' : scalarScope(fragment, component), values } : null;
}

/**
 * Scope of a power line without brackets. The scalar of carbontracker 2.x is the mean over the devices, but Apple's
 * reader returns GPU + ANE as one number, and ct-track writes the sum.
 */
export function scalarScope({ components, writer }: Fragment, component: string): Power['scope'] {
  for (const { name, devices } of components ?? []) {
    if (name !== component || devices.length <= 1) continue;
    return writer?.tool === 'ct-track' || isApple(devices) ? 'sum' : 'mean';
  }
  return 'device';
}

/** Gives a run the components that only its output log names, which also decide what its powers without brackets are. */
export function nameComponents(fragment: Fragment, components: readonly NamedDevices[]): void {
  fragment.components = components.slice(0, MOST_COMPONENTS);
  for (const { powerW } of fragment.epochs) {
    for (const [component, power] of Object.entries(powerW)) {
      if (power !== null && !fragment.arrayNames.has(component)) power.scope = scalarScope(fragment, component);
    }
  }
}

function isApple(devices: readonly string[]): boolean {
  return devices.length === 2 && devices[0] === 'GPU' && devices[1] === 'ANE';
}

/** Share of a value that its missing digits may make up. */
const MOST_MISSING = 1e-3;
/** A power of the same component in another epoch is not this many times as large or as small. */
const MOST_APART = 100;

/** Whether the end of a record's first line is missing, so that its number may be too. */
export function isCut(record: LogRecord): boolean {
  return !record.complete && !record.text.includes('\n');
}

/** Few epochs in a row lack a reading, and looking at more would make a log of cut lines slow. */
const EPOCHS_LOOKED_BACK = 8;

/**
 * The power of a cut line, where the digits that are missing cannot matter.
 *
 * @param earlier epochs of the run: the number may also have lost its exponent, which the component's last power shows
 * @returns null where they can
 */
export function powerOfCut({ text }: LogRecord, component: string, earlier: readonly Epoch[]): PowerLine | null {
  const before = earlier.slice(-EPOCHS_LOOKED_BACK).findLast(({ powerW }) => powerW[component] != null);
  const values = valuesOfCut(text.slice(text.indexOf(': ') + 2), before?.powerW[component]);
  return values === null ? null : { component, values, array: text.includes('[') };
}

function valuesOfCut(text: string, before: Power | null | undefined): number[] | null {
  if (before == null) return null;
  const words = listWords(text.replace(/^\[/, '').replace(/\][\s\S]*$/, ''));
  const values = words.map(Number);
  const decimals = /^\d+\.(\d+)$/.exec(words.at(-1) ?? '')?.[1]?.length ?? 0;
  const last = values.at(-1);
  if (last === undefined || decimals === 0 || 10 ** -decimals > MOST_MISSING * last) return null;
  const areLike = values.every((value, i) => {
    const other = before.values[i] ?? Number.NaN;
    return value <= other * MOST_APART && value >= other / MOST_APART;
  });
  return values.length === before.values.length && areLike ? values : null;
}
