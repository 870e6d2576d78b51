/** Every export of every entry of the package says in a sentence what it is; `npm run api` makes pages of them. */

import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';

const ENTRIES = ['src/index.ts', 'src/parser/index.ts', 'src/report/index.ts', 'src/tracker/index.ts'];

const program = ts.createProgram(
  ENTRIES.map((entry) => inRepository(entry)),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, allowImportingTsExtensions: true, noEmit: true },
);
const checker = program.getTypeChecker();

const isPublic = (member: ts.Symbol): boolean =>
  (member.flags & ts.SymbolFlags.Method) !== 0 && !member.name.startsWith('#');

/** The names of what a module exports, and of the methods of its classes, that lack a sentence. */
function undocumented(entry: string): string[] {
  const source = program.getSourceFile(inRepository(entry));
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} was not read`);
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const methods =
      symbol.flags & ts.SymbolFlags.Class
        ? [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])].filter(isPublic)
        : [];
    return [symbol, ...methods]
      .filter((one) => one.getDocumentationComment(checker).length === 0)
      .map((one) => (one === symbol ? exported.name : `${exported.name}.${one.name}`));
  });
}

describe.each(ENTRIES)('%s', (entry) => {
  it('documents what it exports', () => expect(undocumented(entry)).toEqual([]));
});
