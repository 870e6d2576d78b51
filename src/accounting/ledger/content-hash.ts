/** The content of a run as a short text: the same for all of its copies, whatever their files are called. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { columnsOf } from '../../model/column-run.ts';
import type { Consumption, Epoch, Run } from '../../model/run.ts';

/** Length of the hash: 128 bits of SHA-256, in hexadecimal digits. */
const DIGITS = 32;
/** Stands between words; no log holds it, as the reader drops it. */
const BETWEEN = '\0';

/** Hash of the content of a run, without file names and findings. */
export function contentHash(run: Run): string {
  const { writer, startedAt, endedAt, end, components, plannedEpochs, pue, intensity, tracking } = run;
  const words: (string | null | undefined)[] = [
    ...[writer.tool, writer.version, startedAt, endedAt, end, pue?.source],
    ...[intensity?.kind, intensity?.location, intensity?.source],
    tracking?.id,
  ];
  const numbers = [known(plannedEpochs), known(pue?.value), known(intensity?.gPerKwh), known(intensity?.year)];
  for (const value of intensity?.values ?? []) numbers.push(value);
  for (const { name, method, devices } of components) {
    words.push(name, method);
    for (const device of devices) words.push(device);
    numbers.push(devices.length);
  }
  addBlock(run.actual, words, numbers);
  addBlock(run.predicted, words, numbers);
  const hash = sha256.create().update(utf8ToBytes(words.join(BETWEEN)));
  const columns = columnsOf(run);
  if (columns !== null && !columns.rows.includes(Number.NaN)) {
    // Rows hold the same numbers in the same order.
    numbers.push(columns.length);
    hash.update(bytesOf(new Float64Array(numbers))).update(bytesOf(columns.rows));
  } else {
    addEpochs(columns?.epochs() ?? run.epochs, numbers);
    hash.update(bytesOf(new Float64Array(numbers)));
  }
  return bytesToHex(hash.digest()).slice(0, DIGITS);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const known = (value: number | null | undefined): number => value ?? Number.NaN;

function addBlock(block: Consumption | null, words: (string | null | undefined)[], numbers: number[]): void {
  if (block === null) return;
  const { epochs, durationS, energyKwh, co2eqG, equivalents } = block;
  words.push(block.block);
  numbers.push(known(epochs), known(durationS), energyKwh, known(co2eqG));
  for (const unit in equivalents) {
    words.push(unit);
    numbers.push(known(equivalents[unit]));
  }
}

function addEpochs(epochs: readonly Epoch[], numbers: number[]): void {
  numbers.push(epochs.length);
  for (const { number, durationS, powerW } of epochs) {
    numbers.push(number, known(durationS));
    for (const name in powerW) for (const value of powerW[name]?.values ?? []) numbers.push(known(value));
  }
}
