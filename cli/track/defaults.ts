/** What counts where no option is given: the environment, then the file of the user. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { CtError, systemReason } from '../../src/model/errors.ts';
import type { TrackerOptions } from '../../src/tracker/options.ts';

/** Keys of the file, with the type of their value; tokens have a file of their own. */
const KEYS = {
  country: 'string',
  pue: 'number',
  cpuTdp: 'number',
  cpuLoad: 'string',
  intensityProvider: 'string',
  logDir: 'string',
  powercapRoot: 'string',
} as const satisfies Partial<Record<keyof TrackerOptions, 'string' | 'number'>>;

/** Where the file of a user is, after the XDG base directory specification. */
export function configPath(environment: NodeJS.ProcessEnv): string {
  const folder = environment.XDG_CONFIG_HOME || path.join(environment.HOME || homedir(), '.config');
  return path.join(folder, 'ct-track', 'config.json');
}

/**
 * `CT_COUNTRY` before the file.
 *
 * @throws CtError USAGE for a file that is no JSON object, or has a key or a value that it should not have
 */
export function readDefaults(environment: NodeJS.ProcessEnv): TrackerOptions {
  const country = environment.CT_COUNTRY;
  return { ...readConfig(configPath(environment)), ...(country ? { country } : {}) };
}

function readConfig(file: string): TrackerOptions {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw new CtError('USAGE', `cannot read ${file}: ${systemReason(error)}`);
  }
  const config = parse(text, file);
  for (const [key, value] of Object.entries(config)) {
    const wanted = Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : null;
    if (wanted === null) {
      throw new CtError('USAGE', `${file} has an unknown key '${key}': it may hold ${Object.keys(KEYS).join(', ')}`);
    }
    if (typeof value !== wanted) throw new CtError('USAGE', `${file}: ${key} should be a ${wanted}`);
  }
  return config as TrackerOptions;
}

function parse(text: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CtError('USAGE', `${file} is no JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CtError('USAGE', `${file} should be a JSON object such as { "country": "DK" }`);
  }
  return value;
}
