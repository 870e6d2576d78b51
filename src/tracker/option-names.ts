/** Names of the tracker's options: camelCase, and the snake_case of carbontracker. */
import { CtError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { TrackerOptions } from './options.ts';

/** What each option holds; any of them may be null. */
const TYPES = {
  epochs: 'number',
  epochsBeforePred: 'number',
  monitorEpochs: 'number',
  updateInterval: 'number',
  interpretable: 'boolean',
  stopAndConfirm: 'boolean',
  maxKwh: 'number',
  maxCo2eqG: 'number',
  onLimit: 'string',
  ignoreErrors: 'boolean',
  components: 'string',
  devicesByPid: 'boolean',
  logDir: 'string',
  logFilePrefix: 'string',
  verbose: 'number',
  decimalPrecision: 'number',
  apiKeys: 'object',
  simCpu: 'string',
  simCpuTdp: 'number',
  simCpuUtil: 'number',
  simGpu: 'string',
  simGpuWatts: 'number',
  simGpuUtil: 'number',
  cpuTdp: 'number',
  cpuLoad: 'string',
  pue: 'number',
  country: 'string',
  intensity: 'number',
  intensityProvider: 'string',
  locate: 'boolean',
  powercapRoot: 'string',
  psys: 'boolean',
} as const satisfies Record<keyof TrackerOptions, string>;

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** The same options under the names of carbontracker, such as `log_dir`. */
export type SnakeCased<Options> = { [Name in keyof Options as SnakeCase<Name & string>]?: Options[Name] };

/**
 * Reads the options that a script gives.
 *
 * @param given options in camelCase or snake_case
 * @param others names that the caller reads by itself
 * @throws CtError USAGE for an unknown option, one given twice, or a value of another type
 */
export function readOptionNames(given: object, others: readonly string[] = []): TrackerOptions {
  const options: Record<string, unknown> = {};
  for (const [spelled, value] of Object.entries(given)) {
    if (others.includes(spelled)) continue;
    const name = spelled.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!Object.hasOwn(TYPES, name)) throw new CtError('USAGE', unknownOption(spelled, name, others));
    if (value === undefined) continue;
    if (Object.hasOwn(options, name)) throw new CtError('USAGE', `${name} is given twice, once as ${snakeCase(name)}`);
    const wanted = TYPES[name as keyof typeof TYPES];
    if (value !== null && typeof value !== wanted)
      throw new CtError('USAGE', `${spelled} must be a ${wanted} (got a ${typeof value})`);
    options[name] = value;
  }
  return options as TrackerOptions;
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function unknownOption(spelled: string, name: string, others: readonly string[]): string {
  const known = [...Object.keys(TYPES), ...others];
  const meant = nearest(name, known);
  const names = spelled.includes('_') ? known.map(snakeCase) : known;
  const instead = meant === null ? `choose from ${names.join(', ')}` : `did you mean ${names[known.indexOf(meant)]}?`;
  return `unknown option "${spelled}"; ${instead}`;
}
