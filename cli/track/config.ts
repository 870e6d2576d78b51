/** Options from configuration files: one of the user, one of the project in the current folder. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { countryAverage } from '../../src/model/country.ts';
import { CtError, systemReason } from '../../src/model/errors.ts';
import { readOptions, type TrackerOptions } from '../../src/tracker/command/index.ts';
import type { CommandLine } from './options.ts';

/** In the current folder; visible, because it changes figures. */
const PROJECT_FILE = 'ct-track.json';

/** Below the user's configuration folder. */
const USER_FILE = join('ct-track', 'config.json');

/** Keys that a file may set. None starts a program, names a server or holds a secret, because a cloned project may contain a file. */
const KEYS = {
  country: 'string',
  intensity: 'number',
  intensityProvider: 'string',
  pue: 'number',
  maxKwh: 'number',
  maxCo2eqG: 'number',
  onLimit: 'string',
  logDir: 'string',
  logFilePrefix: 'string',
  updateInterval: 'number',
  components: 'string',
  decimalPrecision: 'number',
  interpretable: 'boolean',
  devicesByPid: 'boolean',
  cpuTdp: 'number',
  cpuLoad: 'string',
  psys: 'boolean',
  powercapRoot: 'string',
} as const satisfies Partial<Record<keyof TrackerOptions, string>>;

/** Keys that only the user's own file may set: a cloned project must not choose which files are read. */
const ONLY_USERS: readonly string[] = ['powercapRoot'];

/** Largest accepted configuration file, so that a log given by mistake is not read completely. */
const MOST_BYTES = 65_536;

interface Configuration {
  path: string;
  options: TrackerOptions;
}

/**
 * Reads the files that exist, the user's first.
 *
 * @param folder the current folder
 * @throws CtError USAGE, one line that begins with the path, when a file is wrong
 */
async function readConfigurations(folder: string, environment: NodeJS.ProcessEnv): Promise<Configuration[]> {
  const project = join(folder, PROJECT_FILE);
  const found: Configuration[] = [];
  for (const path of [userFile(environment), project]) {
    const text = path === null ? null : readIfThere(path);
    if (path === null || text === null) continue;
    const options = await readConfiguration(path, text, path === project ? ONLY_USERS : []);
    found.push({ path, options });
  }
  return found;
}

/** Path by the XDG base directory specification, which ignores relative paths. */
function userFile({ XDG_CONFIG_HOME: folder, HOME, USERPROFILE }: NodeJS.ProcessEnv): string | null {
  if (folder && isAbsolute(folder)) return join(folder, USER_FILE);
  const home = HOME || USERPROFILE;
  return home ? join(home, '.config', USER_FILE) : null;
}

function readIfThere(path: string): string | null {
  let found: Stats;
  try {
    found = statSync(path);
  } catch {
    // In a container the home folder may belong to another user; a file that cannot be seen counts as missing.
    return null;
  }
  if (!found.isFile()) throw new CtError('USAGE', `${path}: is not a regular file`);
  if (found.size > MOST_BYTES) throw new CtError('USAGE', `${path}: is larger than ${MOST_BYTES} bytes`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CtError('USAGE', `${path}: ${systemReason(error)}`, { cause: error });
  }
}

/** @param refused keys that this file may not set */
async function readConfiguration(path: string, text: string, refused: readonly string[]): Promise<TrackerOptions> {
  try {
    const options = checkKeys(parseObject(text), refused);
    readOptions(options);
    if (options.country != null) await countryAverage(options.country);
    return options;
  } catch (error) {
    throw new CtError('USAGE', `${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error('invalid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('expected one JSON object {...}');
  return value as Record<string, unknown>;
}

function checkKeys(values: Record<string, unknown>, refused: readonly string[]): TrackerOptions {
  for (const [key, value] of Object.entries(values)) {
    if (/token|api_?key/i.test(key))
      throw new Error('tokens are not allowed here: use ELECTRICITY_MAPS_TOKEN or ELECTRICITY_MAPS_TOKEN_FILE');
    if (!Object.hasOwn(KEYS, key))
      throw new Error(`unknown key "${key}"; choose one of ${Object.keys(KEYS).join(', ')}`);
    if (refused.includes(key))
      throw new Error(`${key} names files to read: set it in ${join('~/.config', USER_FILE)} or on the command line`);
    const wanted = KEYS[key as keyof typeof KEYS];
    if (typeof value !== wanted) throw new Error(`${key} must be a ${wanted}`);
  }
  return values as TrackerOptions;
}

/**
 * Adds the options of the environment and of configuration files.
 *
 * @throws CtError USAGE when a file is wrong
 */
export async function completeOptions(line: CommandLine, environment: NodeJS.ProcessEnv): Promise<CommandLine> {
  if (line.action !== 'run' && line.action !== 'doctor') return line;
  const found = line.readsConfiguration ? await readConfigurations('.', environment) : [];
  const { CT_COUNTRY: country } = environment;
  if (country === '') throw new CtError('USAGE', 'CT_COUNTRY is empty: give a country such as DK, or unset it');
  const fromEnvironment = country === undefined ? {} : { country };
  const options = joinOptions([...found.map((configuration) => configuration.options), fromEnvironment, line.options]);
  return { ...line, options, configurations: found.map(({ path }) => path) };
}

/**
 * Joins options, from the general to the specific: the last source that sets an option counts. A source that names a place
 * replaces the place and the carbon intensity of all more general sources.
 */
export function joinOptions(sources: readonly TrackerOptions[]): TrackerOptions {
  const joined: TrackerOptions = {};
  for (const source of sources) {
    const namesPlace = source.country != null || source.locate === true;
    if (namesPlace) {
      delete joined.country;
      delete joined.locate;
    }
    if (namesPlace || source.intensityProvider != null) delete joined.intensity;
    Object.assign(joined, source);
  }
  return joined;
}
