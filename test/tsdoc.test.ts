/** Whatever a file exports is documented: what it is, its unit, and when it is null. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type ExportedFile, exportedOf, inherits, typesOf } from './helpers/exported.ts';
import { inRepository } from './helpers/fixtures.ts';

const FOLDERS = ['src', 'cli', 'page'];

/** Files with members that `CanvasRenderingContext2D` has, too, where they are documented. */
const LIKE_CANVAS = ['pdf-context.ts', 'state-members.ts', 'unsupported.ts'].map((name) => `src/report/canvas/${name}`);

const files = FOLDERS.flatMap((folder) =>
  readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    `${folder}/${name}`.replaceAll('\\', '/'),
  ),
)
  .filter((name) => /\.tsx?$/.test(name))
  .sort()
  .map((name) => exportedOf(name, readFileSync(inRepository(name), 'utf8')));

const types = typesOf(files);

/** Members of every part of a canvas context, from the types of the browser. */
function canvasMembers(): Set<string> {
  const path = createRequire(import.meta.url).resolve('typescript/lib/lib.dom.d.ts');
  const browser = exportedOf(path, readFileSync(path, 'utf8')).types;
  return new Set([...browser].flatMap(([name, { members }]) => (/^Canvas/.test(name) ? [...members] : [])));
}

const ofCanvas = canvasMembers();

/** Whether a member has its TSDoc where it comes from. */
function isElsewhere({ file, types: own }: ExportedFile, name: string): boolean {
  const [type = '', member = ''] = name.split('.');
  if (LIKE_CANVAS.includes(file) && ofCanvas.has(member)) return true;
  const declared = own.get(type);
  return declared !== undefined && inherits(types, declared, member);
}

/** Lines of a file that lack a TSDoc. */
function undocumented(file: ExportedFile): string[] {
  const missing = file.declared.filter(({ name, doc }) => doc === null && !isElsewhere(file, name));
  return missing.map(({ line, name }) => `${file.file}:${line} ${name}`);
}

/** Lines of a file with a TSDoc that has nothing but tags. */
const withoutSentence = ({ file, declared }: ExportedFile): string[] =>
  declared
    .filter(({ doc }) => doc !== null && /^\/\*\*[\s*]*@/.test(doc))
    .map(({ line, name }) => `${file}:${line} ${name}`);

/** Lines of a file with what may be null, where neither its TSDoc nor that of its type says when. */
function withoutNull(file: ExportedFile): string[] {
  const docs = new Map(file.declared.map(({ name, doc }) => [name, doc]));
  return file.declared
    .filter(({ name, doc, mayBeNull }) => mayBeNull && (doc !== null || !isElsewhere(file, name)))
    .filter(({ name, doc }) => !/null/i.test(`${doc} ${docs.get(name.split('.')[0] ?? '')}`))
    .map(({ line, name }) => `${file.file}:${line} ${name}`);
}

describe('the reader of exported declarations', () => {
  const named = (text: string): string[] => exportedOf('a.ts', text).declared.map(({ name }) => name);
  const missing = (text: string): string[] => undocumented(exportedOf('a.ts', text));

  it('sees every kind of declaration, in its order', () => {
    const text = `
      export const a = 1, b = 2;
      export function c(): void;
      export function c(one?: number): void {}
      export enum d { one }
      export type e = { one: number; two: string };
      export interface f<T> { one: T; two(): void; three: { four: number }; kind: 'f'; [key: string]: unknown }
      export class g {
        constructor(readonly one: number, private two: number, three: number) {}
        static four = 4;
        get five(): number { return 5; }
        set five(value: number) {}
        #six = 6;
        private seven = 7;
        protected eight = 8;
        nine(): void {}
      }
      const h = 1;
      const i = 2;
      interface j { one: number }
      export { h as other };
      export { k } from './k.ts';`;
    const members = ['e.one', 'e.two', 'f', 'f.one', 'f.two', 'f.three', 'g', 'g.one', 'g.four', 'g.five', 'g.nine'];
    expect(named(text)).toEqual(['a', 'b', 'c', 'd', 'e', ...members, 'h']);
    expect(missing(text)).toContain('a.ts:7 f.one');
  });

  it('sees the fields of object types over several lines', () => {
    const text = 'export interface A {\n  b: {\n    c: number;\n  } | null;\n  d: (e: {\n    f: number }) => void;\n}';
    expect(named(text)).toEqual(['A', 'A.b', 'A.b.c', 'A.d']);
  });

  it('takes a comment for a TSDoc only where it begins with two stars and stands directly above', () => {
    expect(missing('/** The file. */\n\nexport const a = 1;')).toEqual(['a.ts:3 a']);
    expect(missing('/* One. */\nexport const a = 1;')).toEqual(['a.ts:2 a']);
    expect(missing('// One.\nexport const a = 1;')).toEqual(['a.ts:2 a']);
    expect(missing('/** The file. */\n\n/** One. */\n// biome-ignore format: short\nexport const a = 1;')).toEqual([]);
    expect(missing('/** One. */\nexport interface A {\n  /** Two. */ b: number;\n  c: number;\n}')).toEqual([
      'a.ts:4 A.c',
    ]);
  });

  it('sees which fields may be null, and whether anything says when', () => {
    const field = (doc: string): string[] =>
      withoutNull(exportedOf('a.ts', `/** A. */\nexport interface A {\n/** ${doc} */\nb: number | null;\n}`));
    expect(field('Power in W.')).toEqual(['a.ts:4 A.b']);
    expect(field('Power in W; null where it was not measured.')).toEqual([]);
    expect(withoutNull(exportedOf('a.ts', '/** Null is unknown. */ export interface A { b: 1 | null }'))).toEqual([]);
  });

  it('knows what canvas and other types document', () => {
    expect(ofCanvas.size).toBeGreaterThan(60);
    expect(ofCanvas).toContain('drawImage');
    const columnRun = types.get('ColumnRun') ?? { members: new Set(), bases: [] };
    expect(inherits(types, columnRun, 'plannedEpochs')).toBe(true);
    expect(inherits(types, columnRun, 'columns')).toBe(false);
  });
});

it.each(FOLDERS)('everything that %s exports has TSDoc', (folder) => {
  const own = files.filter(({ file }) => file.startsWith(`${folder}/`));
  expect(own.length).toBeGreaterThan(20);
  expect(own.flatMap(({ declared }) => declared).length).toBeGreaterThan(80);
  expect(own.flatMap(undocumented)).toEqual([]);
});

it('each TSDoc begins with a sentence', () => {
  const tags =
    '/** @returns one */\nexport const a = 1;\n/**\n * @throws Error\n */\nexport const b = 1;\n/** C. @see b */\nexport const c = 1;';
  expect(withoutSentence(exportedOf('a.ts', tags))).toEqual(['a.ts:2 a', 'a.ts:6 b']);
  expect(files.flatMap(withoutSentence)).toEqual([]);
});

it('what may be null says when', () => {
  expect(files.flatMap(({ declared }) => declared).filter(({ mayBeNull }) => mayBeNull).length).toBeGreaterThan(300);
  expect(files.flatMap(withoutNull)).toEqual([]);
});
