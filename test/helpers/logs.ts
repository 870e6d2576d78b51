/** Log texts as carbontracker writes them, with invented figures. */

/** A line with its stamp; `at` counts seconds from 08:00:00. */
export function line(at: number, message: string): string {
  return `${stamp(at)} - ${message}\n`;
}

/** `2025-01-01 08:00:00` and `at` seconds. */
export function stamp(at: number): string {
  return new Date(Date.UTC(2025, 0, 1, 8, 0, 0) + at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

export const PUE_LINE =
  'Only predicted and actual consumptions are multiplied by a PUE coefficient of 1.58 (Daniel Bizo, 2023, Uptime Institute Global Data Center Survey).';

export interface EpochText {
  duration?: string;
  /** Text behind `for NAME: `. */
  power: Record<string, string>;
  label?: number;
}

export interface StandardText {
  version?: string;
  pue?: string | null;
  components?: string;
  epochs?: EpochText[];
  /** Lines behind the epochs. */
  closing?: string[];
  start?: number;
  /** Seconds between epoch records. */
  step?: number;
}

/** A standard log of 1.0.7 or later: head, epochs, closing lines. */
export function standardLog({
  version = '2.4.3',
  pue = PUE_LINE,
  components = 'GPU with device(s) NVIDIA A100. CPU with device(s) cpu:0.',
  epochs = [{ power: { gpu: '100.0', cpu: '50.0' } }],
  closing = ['Monitoring thread ended.'],
  start = 0,
  step = 60,
}: StandardText = {}): string {
  const end = start + epochs.length * step;
  return [
    line(start, `carbontracker version ${version}`),
    ...(pue === null ? [] : [line(start, pue)]),
    line(start, `The following components were found: ${components}`),
    ...epochs.map((epoch, i) => epochText(start + (i + 1) * step, i + 1, epoch)),
    ...closing.map((text) => line(end, text)),
  ].join('');
}

/** The lines of one epoch record. */
export function epochText(at: number, number: number, { duration = '0:01:00.00', power, label }: EpochText): string {
  return [
    line(at, `Epoch ${label ?? number}:`),
    line(at, `Duration: ${duration}`),
    ...Object.entries(power).map(([name, text]) => line(at, `Average power usage (W) for ${name}: ${text}`)),
  ].join('');
}

export interface BlockText {
  heading?: string;
  time?: string;
  energy?: string;
  co2eq?: string;
  km?: string | null;
}

/** The text of a consumption block behind its `CarbonTracker: `. */
export function blockText({
  heading = 'Actual consumption for 1 epoch(s):',
  time = '0:01:00',
  energy = '0.003950000000 kWh',
  co2eq = '0.395000000000 g',
  km = '0.003698501873',
}: BlockText = {}): string {
  const equivalents = km === null ? '' : `\n\tThis is equivalent to:\n\t${km} km travelled by car`;
  return `${heading}\n\tTime:\t${time}\n\tEnergy:\t${energy}\n\tCO2eq:\t${co2eq}${equivalents}`;
}

/** A block with its stamp. */
export const block = (at: number, text: BlockText = {}): string => line(at, `CarbonTracker: \n${blockText(text)}`);

/** An output log of blocks that ends normally. */
export function outputLog(blocks: BlockText[] = [{}], at = 60): string {
  return blocks.map((text) => block(at, text)).join('') + line(at, 'CarbonTracker: Finished monitoring.');
}

/** Names of the files of a stem. */
export const names = (stem = '1.2_2025-01-01T080000Z'): Record<'standard' | 'output' | 'error', string> => ({
  standard: `${stem}_carbontracker.log`,
  output: `${stem}_carbontracker_output.log`,
  error: `${stem}_carbontracker_err.log`,
});
