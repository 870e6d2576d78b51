/** A hint for a Python script that ended because it imports one of our modules, or carbontracker, and its Python has none. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { clean } from '../../src/model/text.ts';
import { isFile } from '../given-file.ts';
import { pythonPath } from './python.ts';

/** Exit status of Python after an error that nobody caught. */
const UNCAUGHT = 1;
/** Imports stand at the start of a script. */
const MOST_BYTES = 1 << 20;
/** A Python that does not answer gets no hint. */
const PATIENCE_MS = 5000;

const PYTHON = /^python[\d.]*$/;
/** An import at the start of a line or after a semicolon: the module of `from`, or the list of `import`, which may go on in further lines. */
const IMPORT = /(?:^|;)[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+((?:[\w., \t]|\\\r?\n)+))/gm;
/** A module of ours, or one within it. */
const OURS = /^(ct_track|carbontracker)(?:\.\w+)*$/;
/** Exits with 0 where the module is not found in the folder of the script or elsewhere; it is not imported. */
const IS_MISSING =
  'import importlib.util, sys; sys.path.insert(0, sys.argv[1]); sys.exit(importlib.util.find_spec(sys.argv[2]) is not None)';

/**
 * Looks into a Python script that failed.
 *
 * @param command the command as given
 * @param exitCode its exit status
 * @param environment of the command, without our modules
 * @param hasOurs whether the command ran with our modules on its path
 * @returns null where its Python has what the script imports, or the command is not Python with a script
 */
export function hintForModule(
  command: readonly string[],
  exitCode: number,
  environment: NodeJS.ProcessEnv,
  hasOurs: boolean,
): string | null {
  const [python = '', ...rest] = command;
  if (exitCode !== UNCAUGHT || !PYTHON.test(path.basename(python))) return null;
  const found = scriptOf(rest);
  if (found === null) return null;
  const { script, options } = found;
  const env = hasOurs ? { ...environment, ...pythonPath(environment) } : environment;
  for (const module of importsOf(startOf(script))) {
    const base = OURS.exec(module)?.[1];
    if (base === undefined) continue;
    // Ours stand in for the modules themselves, not for others of carbontracker.
    const name = hasOurs ? module : base;
    const args = [...options, '-c', IS_MISSING, path.dirname(path.resolve(script)), name];
    const { status } = spawnSync(python, args, { env, stdio: 'ignore', timeout: PATIENCE_MS });
    if (status !== 0) continue;
    const what = `${clean(script)} imports ${name}, which is not installed for ${clean(python)}`;
    if (hasOurs) return `${what}: pip install carbontracker`;
    return `${what}; ${base === 'ct_track' ? 'it comes with' : 'install it, or use the one of'} ct-track --python`;
  }
  return null;
}

/** The modules that a script imports, in its order: `import time, ct_track as ct` has two. */
function importsOf(text: string): string[] {
  return Array.from(text.matchAll(IMPORT), ([, from, list = '']) => {
    if (from !== undefined) return [from];
    return list.split(',').map((part) => part.replaceAll('\\', ' ').trim().split(/\s/)[0] ?? '');
  }).flat();
}

interface Script {
  script: string;
  /** Options of Python before it. */
  options: readonly string[];
}

/** The file that Python runs: the first word that is one, or that of `-m`; null without one. */
function scriptOf(words: readonly string[]): Script | null {
  const module = words.indexOf('-m');
  const at = module < 0 ? words.findIndex((word) => word.endsWith('.py') && isFile(word)) : module;
  if (at < 0) return null;
  const options = words.slice(0, at);
  if (module < 0) return { script: words[at] ?? '', options };
  const name = (words[module + 1] ?? '').replaceAll('.', '/');
  const script = [`${name}.py`, `${name}/__main__.py`].find(isFile);
  return script === undefined ? null : { script, options };
}

function startOf(script: string): string {
  try {
    const file = openSync(script, 'r');
    try {
      const bytes = Buffer.alloc(MOST_BYTES);
      return bytes.toString('utf8', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
