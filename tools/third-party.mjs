/**
 * Writes dist/THIRD-PARTY-NOTICES.txt: name, version, licence and licence text of every package of which dist holds a
 * part, and of the fonts.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Packages that stay beside the bundle under their own licence. */
const OUTSIDE = /^(?:@napi-rs\/|koffi$|@tgwf\/)/;
/** Packages of the fonts that src/report/fonts holds subsets of. */
const FONTS = ['arimo', 'cousine', 'tinos'].map((name) => `@expo-google-fonts/${name}`);
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)/i;
const IMPORT = /\b(?:from|import\()\s*'((?:@[\w.-]+\/)?\w[\w.-]*)/g;
/** The terms without a holder, as our own licence has them. */
const MIT = readFileSync(path.join(root, 'LICENSE'), 'utf8')
  .replace(/^Copyright .*\n\n?/m, '')
  .trim();
const RULE = '-'.repeat(80);

const manifestOf = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** The folder in which Node finds a package from another folder. */
function findPackage(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (folder === root) return null;
  }
}

/** Names of the packages that our files import: the commands hold some that are no dependencies of the library. */
function importedPackages() {
  const files = ['src', 'cli', 'page'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  const imports = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(IMPORT)]);
  return imports.map(([, name]) => name).filter((name) => findPackage(name, root) !== null);
}

/** Everything that the dependencies and what is imported need: a little more than tree shaking leaves, never less. */
export function bundledPackages() {
  const found = new Map();
  const visit = (name, from) => {
    const folder = findPackage(name, from);
    if (folder === null || found.has(folder) || OUTSIDE.test(name)) return;
    found.set(folder, manifestOf(folder));
    for (const next of Object.keys(found.get(folder).dependencies ?? {})) visit(next, folder);
  };
  const { dependencies } = manifestOf(root);
  for (const name of [...Object.keys(dependencies), ...importedPackages(), ...FONTS]) visit(name, root);
  return [...found].sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
}

function noticeOf([folder, { name, version, license, author }]) {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const holder = typeof author === 'string' ? author : author?.name;
  const noText = `The package holds no licence text of its own. Author: ${holder ?? 'not named'}.${
    license === 'MIT' ? `\n\n${MIT}` : ''
  }`;
  return [RULE, `${name} ${version}`, `Licence: ${license ?? 'see below'}`, '', texts.join('\n\n') || noText].join(
    '\n',
  );
}

export function notices() {
  const head =
    'The commands in this package hold parts of the packages below, and reports embed subsets of the fonts Arimo, Tinos,\n' +
    'Cousine and DejaVu Sans. Each is listed with its licence.';
  return `${[head, ...bundledPackages().map(noticeOf)].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(path.join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), notices());
}
