/** The settings of a command line, with errors that name options as typed. */
import { CtError } from '../../src/model/errors.ts';
import { hyphened } from '../../src/model/text.ts';
import { readOptions, type Settings, type TrackerOptions } from '../../src/tracker/command/index.ts';
import { OPTION_GROUPS } from './options.ts';

const NAMES = OPTION_GROUPS.flatMap(({ options }) => options.map(([name]) => name));

/**
 * Fills in the defaults of the options.
 *
 * @throws CtError USAGE, one line that names options as typed
 */
export function settingsOf(options: TrackerOptions): Settings {
  try {
    return readOptions(options);
  } catch (error) {
    if (!(error instanceof CtError)) throw error;
    throw new CtError(error.code, asTyped(error.message), { cause: error });
  }
}

/** Replaces the library's option names, such as `simGpu`, by `--sim-gpu`. */
function asTyped(message: string): string {
  return message.replaceAll(/\b[a-z]+(?:[A-Z][a-z0-9]*)+\b|^[a-z]+(?= must be )/g, (word) => {
    const name = hyphened(word);
    return NAMES.includes(name) ? `--${name}` : word;
  });
}
