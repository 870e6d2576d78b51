/**
 * Keeps the code that V8 compiled for the next start of a command. Node's own cache (`module.enableCompileCache`, from 22.1)
 * saves half as much: it keeps what is compiled while a file is loaded, but most functions are compiled when first called.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { type Code, codeFolder, type KeptCode, readCode, writeCode } from './kept-code.ts';

/** A command that ran longer gains nothing from a faster start, and V8 drops code that is not used. */
const LONGEST_MS = 10_000;
/** Calls after the first one run other functions, so their code is added this often. */
const MOST_WRITES = 3;

/** What Node puts around a module; `lineOffset` takes the line off again. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {\n';

/** A file of the bundle that was loaded. */
interface Loaded {
  sourceSum: number;
  script: Script;
  /** The kept code that V8 took; null where it had to compile. */
  kept: Buffer | null;
}

/**
 * Lets files of the bundle be loaded with the code that earlier processes kept, and keeps what this one compiled, if it ends well.
 * Where nothing can be kept, the command starts as Node starts it.
 *
 * @param name of the command: the name of its file starts with it
 */
export function keepCode(name: string): void {
  const load = createRequire(__filename);
  const ofNode = load.extensions['.js'];
  const folder = mayKeep(load) ? codeFolder(process.env) : null;
  if (ofNode === undefined || folder === null) return;
  const { crc32 } = load('node:zlib') as typeof import('node:zlib');
  const bundle = dirname(dirname(__filename));
  const loaded = new Map<string, Loaded>();
  let kept: KeptCode | null = null;

  const compile = (module: NodeJS.Module, path: string, before: Code | undefined): void => {
    const source = readFileSync(path);
    const sourceSum = crc32(source);
    const code = before?.sourceSum === sourceSum ? before.code : null;
    const script = new Script(`${HEAD}${source}\n})`, {
      filename: path,
      lineOffset: -1,
      cachedData: code ?? undefined,
    });
    loaded.set(basename(path), { sourceSum, script, kept: script.cachedDataRejected === false ? code : null });
    script.runInThisContext().call(module.exports, module.exports, createRequire(path), module, path, bundle);
  };

  load.extensions['.cjs'] = (module, path) => {
    if (dirname(path) !== bundle) return ofNode(module, path);
    if (kept !== null) return compile(module, path, kept.files.get(basename(path)));
    // The name of the first file has a hash that changes with all that it loads; V8 takes code under the same limits only.
    const limits = [process.env.NODE_OPTIONS, ...process.execArgv].join(' ').match(/--max\S+/g) ?? [];
    const build = [basename(path), process.version, process.platform, process.arch, ...limits].join(' ');
    const file = join(folder, `${name}-${crc32(build).toString(16).padStart(8, '0')}.bin`);
    const { writes, files } = readCode(file, crc32);
    kept = { writes, files };
    compile(module, path, files.get(basename(path)));
    // Listens last, so that the command comes to its own end first.
    process.on('exit', (exitCode) => {
      const isComplete = writes >= MOST_WRITES && [...loaded.values()].every((one) => one.kept !== null);
      if (isComplete || exitCode !== 0 || performance.now() > LONGEST_MS) return;
      writeCode(file, crc32, () => ({ writes: writes + 1, files: new Map([...files, ...codeOf(loaded)]) }));
    });
  };
}

/** Code of all functions that were kept or ran; where V8 dropped some meanwhile, what was kept is the longer one. */
function* codeOf(loaded: ReadonlyMap<string, Loaded>): Generator<[string, Code]> {
  for (const [own, { sourceSum, script, kept }] of loaded) {
    const code = script.createCachedData();
    yield [own, { sourceSum, code: kept !== null && kept.length > code.length ? kept : code }];
  }
}

/** Whether this Node can keep code (from 20.15), and neither its user nor Node itself does otherwise. */
function mayKeep(load: NodeJS.Require): boolean {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return false;
  if (NODE_COMPILE_CACHE && 'enableCompileCache' in load('node:module')) return false;
  return 'crc32' in load('node:zlib');
}
