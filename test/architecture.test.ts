/** Who may import whom; see the floors in the design: model, log and accounting, parser and report, api, cli. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TWINS } from '../tools/page/page-file.mjs';
import { inRepository } from './helpers/fixtures.ts';

/** Rooms that each room may import from; a room may always import from itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  log: ['model'],
  accounting: ['model'],
  parser: ['model', 'log'],
  manifest: ['model', 'accounting'],
  tracker: ['model', 'log'],
  report: ['model', 'accounting'],
  tables: ['model', 'accounting'],
  jobs: ['model', 'accounting'],
  'counting.ts': ['model', 'accounting', 'report'],
  'inputs.ts': ['model', 'parser', 'tables'],
  'pipeline.ts': ['model', 'accounting', 'parser', 'report', 'tables', 'counting.ts', 'inputs.ts'],
  'document.ts': ['model', 'accounting', 'parser', 'report', 'pipeline.ts'],
  'changed-fields.ts': ['report'],
  'verify.ts': ['model', 'accounting', 'report', 'pipeline.ts', 'document.ts', 'changed-fields.ts'],
  watch: ['model', 'accounting', 'parser', 'pipeline.ts'],
  'api.ts': ['model', 'log', 'accounting', 'parser', 'report', 'pipeline.ts', 'document.ts'],
  'index.ts': [
    'model',
    'log',
    'accounting',
    'parser',
    'manifest',
    'tracker',
    'report',
    'tables',
    'counting.ts',
    'pipeline.ts',
    'document.ts',
    'api.ts',
  ],
};
/**
 * Folders of a room -> files and folders of that room which they never import from: of one run nothing depends on others,
 * which meet in the ledger; files are found and read as text without knowing any format; repair knows no other reader.
 */
const NEVER_IMPORT: Record<string, readonly string[]> = {
  'accounting/run': ['accounting/ledger/', 'accounting/totals/'],
  'accounting/findings': ['accounting/ledger/', 'accounting/totals/'],
  'accounting/ledger': ['accounting/totals/'],
  'parser/find': ['parser/carbontracker/', 'parser/read', 'parser/dictionary'],
  'parser/carbontracker/repair': ['parser/carbontracker/scan/', 'parser/read', 'parser/dictionary'],
  'parser/carbontracker/scan': ['parser/read', 'parser/dictionary'],
};
/** Rooms that compute and never touch a file, a clock or the network. */
const PURE = ['model', 'log', 'accounting'];
/**
 * Packages without a part of Node. The table of country averages has a licence of its own, so it stays a package; it is
 * loaded only when asked for.
 */
const PURE_PACKAGES: Record<string, readonly string[]> = {
  'src/model/country.ts': ['@tgwf/co2/data/electricity-maps'],
  'src/accounting/ledger/content-hash.ts': ['@noble/hashes/sha2.js', '@noble/hashes/utils.js'],
};

/** The only files that name the standard streams: as defaults of an argument, or to leave stdout open. */
const MAY_NAME_STREAMS = ['src/api.ts', 'src/tracker/tracker.ts', 'src/report/index.ts'];

const sources = (folder: string): string[] =>
  readdirSync(inRepository(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(inRepository(), path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

const IMPORT =
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** What a text imports, statically or not, types included. */
const importsOf = (text: string): string[] => [...text.matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? '');

const textOf = (file: string): string => readFileSync(inRepository(file), 'utf8');
/** The room of a file below src: its first folder, or the file itself. */
const roomOf = (file: string): string => file.split('/')[1] ?? '';
const resolved = (file: string, imported: string): string => path.posix.join(path.posix.dirname(file), imported);

/** The only files of cli that know the process's own streams. */
const ENTRIES = ['cli/ct-parse.ts', 'cli/ct-track.ts', 'cli/process.ts'];

const src = sources('src');
const cli = sources('cli');
const page = sources('page');

it('the reader of imports sees every form', () => {
  const text = [
    "import a from 'a';",
    "import type { B } from './b.ts';",
    "export * from './c.ts';",
    "export type * from './d.ts';",
    "import {\n  e,\n  f,\n} from '../e.ts';",
    "import './g.ts';",
    "const h = await import('h');",
  ].join('\n');
  expect(importsOf(text)).toEqual(['a', './b.ts', './c.ts', './d.ts', '../e.ts', './g.ts', 'h']);
});

describe('src', () => {
  it('has rooms, each of which is in the table', () => {
    expect(src.length).toBeGreaterThan(25);
    for (const file of src) expect(Object.keys(MAY_IMPORT), file).toContain(roomOf(file));
  });

  it.each(src)('%s imports downwards only', (file) => {
    for (const imported of importsOf(textOf(file)).filter((name) => name.startsWith('.'))) {
      const target = resolved(file, imported);
      expect(imported, 'ends in .ts').toMatch(/\.ts$/);
      expect(target, 'stays in src').toMatch(/^src\//);
      expect([roomOf(file), ...(MAY_IMPORT[roomOf(file)] ?? [])], `${file} imports ${imported}`).toContain(
        roomOf(target),
      );
    }
  });

  it.each(Object.entries(NEVER_IMPORT))('%s imports nothing of %j', (folder, never) => {
    const files = src.filter((file) => file.startsWith(`src/${folder}/`));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const targets = importsOf(textOf(file)).map((imported) => resolved(file, imported));
      expect(
        targets.filter((target) => never.some((name) => target.startsWith(`src/${name}`))),
        file,
      ).toEqual([]);
    }
  });

  it.each(src.filter((file) => PURE.includes(roomOf(file))))('%s imports no package and no part of Node', (file) => {
    expect(importsOf(textOf(file)).filter((name) => !name.startsWith('.'))).toEqual(PURE_PACKAGES[file] ?? []);
  });

  it.each(['charts', 'canvas', 'statement', 'document'])(
    'report/%s, which a page in a browser needs, uses no part of Node',
    (part) => {
      const files = src.filter((file) => file.startsWith(`src/report/${part}/`));
      expect(files.length).toBeGreaterThan(3);
      for (const file of files)
        expect(
          importsOf(textOf(file)).filter((name) => name.startsWith('node:')),
          file,
        ).toEqual([]);
    },
  );

  it.each(src.filter((file) => [...PURE, 'parser'].includes(roomOf(file))))('%s keeps no state of its own', (file) => {
    const text = textOf(file);
    expect(text).not.toMatch(/^(?:export )?(?:let|var) /m);
    // A list or map of a module that its functions write into.
    for (const [, name = ''] of text.matchAll(
      /^(?:export )?const (\w+)[^=\n]*= (?:\[|new (?:Map|Set|WeakMap|Array))/gm,
    )) {
      const bodies = text.replaceAll(/^\S.*$/gm, '');
      expect(bodies, name).not.toMatch(new RegExp(`\\b${name}\\.(?:set|add|push|delete|clear|splice|unshift)\\(`));
    }
  });

  it('report opens no file but its fonts', () => {
    const opens = src.filter((file) => {
      const imported = importsOf(textOf(file));
      return (
        roomOf(file) === 'report' &&
        imported.some((name) => /^node:(?:fs|child_process|worker_threads|net|http)/.test(name))
      );
    });
    expect(opens).toEqual(opens.filter((file) => file === 'src/report/fonts/register.ts'));
  });

  it.each(src)('%s neither exits, reads arguments nor prints', (file) => {
    const code = textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code).not.toMatch(
      /\bprocess\s*\.\s*(?:exit|exitCode|argv)\b|\bconsole\s*\.|\bfrom 'node:(?:process|console)'/,
    );
    if (!MAY_NAME_STREAMS.includes(file)) expect(code).not.toMatch(/\bprocess\s*\.\s*std(?:out|err)\b/);
  });

  it('has no circle of imports', () => {
    const done = new Set<string>();
    const visit = (file: string, above: readonly string[]): void => {
      expect(above, `${[...above, file].join(' -> ')}`).not.toContain(file);
      if (done.has(file)) return;
      const text = textOf(file).replace(/^\s*(?:import|export) type\b[^;]*;/gm, '');
      for (const imported of importsOf(text).filter((name) => name.startsWith('.'))) {
        visit(resolved(file, imported), [...above, file]);
      }
      done.add(file);
    };
    for (const file of src) visit(file, []);
    expect(done.size).toBe(src.length);
  });
});

describe('cli', () => {
  it('is imported by nothing in src', () => {
    for (const file of src) expect(textOf(file)).not.toMatch(/['"][./]*cli\//);
  });

  it.each(cli)('%s imports what exists', (file) => {
    for (const imported of importsOf(textOf(file)).filter((name) => name.startsWith('.') && name.endsWith('.ts'))) {
      expect([...src, ...cli]).toContain(resolved(file, imported));
    }
  });

  it.each(cli)('%s imports a room by its index, or that of a part of it', (file) => {
    for (const imported of importsOf(textOf(file)).filter((name) => name.startsWith('.'))) {
      const target = resolved(file, imported);
      const isInRoom = target.startsWith('src/') && target.split('/').length > 2;
      if (isInRoom && roomOf(target) !== 'model') expect(path.posix.basename(target), target).toBe('index.ts');
    }
  });

  it.each(cli.filter((file) => !ENTRIES.includes(file)))(
    '%s has its streams, words and exit code by argument',
    (file) => {
      expect(textOf(file)).not.toMatch(/\bprocess\s*\.\s*(?:std(?:in|out|err)|argv|exit|exitCode)\b/);
    },
  );
});

describe('page', () => {
  /** Everything that the page is made of: its own files and what they import, not for their types alone. */
  function bundled(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const visit = (imported: string): void => {
      const file = TWINS[imported] ?? imported;
      if (found.has(file)) return;
      const names = importsOf(textOf(file).replace(/^\s*(?:import|export) type\b[^;]*;/gm, ''));
      found.set(file, names);
      for (const name of names.filter((one) => one.startsWith('.'))) visit(resolved(file, name));
    };
    visit('page/main.tsx');
    return found;
  }

  it('uses every file of its folder', () => {
    expect([...bundled().keys()].filter((file) => file.startsWith('page/')).sort()).toEqual(page);
  });

  it('and all that it needs of src import no part of Node', () => {
    const files = [...bundled()];
    expect(files.filter(([file]) => file.startsWith('src/')).length).toBeGreaterThan(100);
    expect(files.filter(([, imported]) => imported.some((name) => name.startsWith('node:')))).toEqual([]);
  });

  it.each(Object.entries(TWINS))('in place of %s has %s, which exports the same', async (ofNode, ofBrowser) => {
    const [own, other] = await Promise.all([import(inRepository(ofNode)), import(inRepository(ofBrowser))]);
    expect(Object.keys(other).sort()).toEqual(Object.keys(own).sort());
  });

  it('is imported by nothing else, and imports nothing of cli', () => {
    for (const file of [...src, ...cli])
      expect(textOf(file)).not.toMatch(/['"][./]*\/page\/(?!index\.ts|page\.ts|ct-parse)/);
    for (const file of page) expect(textOf(file)).not.toMatch(/['"][./]*\/cli\//);
  });
});
