/** What tells one run from all others, as a short text: the same for its copies, wherever they lie. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Epoch, Run } from '../model/run.ts';

/** Of SHA-256, in hexadecimal digits: 128 bits. */
const DIGITS = 32;

/** A hash of what a run says and of its name, without its folder and its findings. */
export function contentHash(run: Run): string {
  const { writer, startedAt, endedAt, end, components, plannedEpochs, pue, intensity, actual, predicted, tracking } =
    run;
  const head = [
    writer,
    [startedAt, endedAt, end],
    components,
    plannedEpochs,
    pue,
    intensity,
    actual,
    predicted,
    // Short runs at fixed powers look alike; ct-track numbers its runs, carbontracker's names hold process and start.
    tracking?.id ?? path.basename(run.id),
  ];
  return createHash('sha256').update(JSON.stringify(head)).update(numbersOf(run.epochs)).digest('hex').slice(0, DIGITS);
}

/** Durations and powers, which long runs have many of. */
function numbersOf(epochs: readonly Epoch[]): Float64Array {
  const numbers: number[] = [];
  for (const { number, durationS, powerW } of epochs) {
    numbers.push(number, durationS ?? Number.NaN);
    for (const name in powerW) for (const value of powerW[name]?.values ?? []) numbers.push(value ?? Number.NaN);
  }
  return Float64Array.from(numbers);
}
