/** The exported declarations of TypeScript files with their TSDoc, from the syntax alone: types are not checked. */
import ts from 'typescript';

/** A declaration that other files can import, or a member of one. */
export interface Exported {
  /** Line in the file, from 1. */
  line: number;
  /** Name, such as `Run`, `Run.id` or `Grouped.wishes.devices`. */
  name: string;
  /** Its TSDoc as written; null where it has none. */
  doc: string | null;
  /** Whether it is a field that may be null, or a function that may return null. */
  mayBeNull: boolean;
}

/** The exported declarations of a file, and what its members inherit from. */
export interface ExportedFile {
  /** Path of the file, as given. */
  file: string;
  /** Declarations in the order of the file, each before its members. */
  declared: Exported[];
  /** Classes and interfaces of the file, exported or not. */
  types: Map<string, Inherited>;
}

/** What a class or an interface has, by name. */
export interface Inherited {
  members: Set<string>;
  bases: string[];
}

/** Reads the exported declarations of a file. */
export function exportedOf(file: string, text: string): ExportedFile {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const names = new Set(source.statements.flatMap(namesOfList));
  const reader = new Reader(source);
  for (const statement of source.statements) {
    const isExported = (name: string): boolean => has(statement, ts.SyntaxKind.ExportKeyword) || names.has(name);
    if (ts.isVariableStatement(statement)) {
      const constants = statement.declarationList.declarations.map(({ name }) => name.getText());
      for (const name of constants.filter(isExported)) reader.add(statement, name);
    } else if (ts.isFunctionDeclaration(statement) || ts.isEnumDeclaration(statement)) {
      const name = statement.name?.text ?? 'default';
      // Overloads are documented once.
      if (isExported(name) && !reader.declared.some((one) => one.name === name)) reader.add(statement, name);
    } else if (ts.isTypeAliasDeclaration(statement)) {
      if (isExported(statement.name.text)) reader.addAlias(statement);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
      reader.note(statement);
      if (isExported(statement.name?.text ?? 'default')) reader.addType(statement);
    }
  }
  return { file, declared: reader.declared, types: reader.types };
}

/** The classes and interfaces of several files; those of one name are taken together. */
export function typesOf(files: readonly ExportedFile[]): Map<string, Inherited> {
  const all = new Map<string, Inherited>();
  for (const [name, { members, bases }] of files.flatMap(({ types }) => [...types])) {
    const known = all.get(name);
    all.set(name, {
      members: new Set([...(known?.members ?? []), ...members]),
      bases: [...(known?.bases ?? []), ...bases],
    });
  }
  return all;
}

/** Whether a class or an interface inherits a member of this name from one of `types`. */
export function inherits(types: ReadonlyMap<string, Inherited>, { bases }: Inherited, member: string): boolean {
  return bases.some((name) => {
    const base = types.get(name);
    return base !== undefined && (base.members.has(member) || inherits(types, base, member));
  });
}

/** Collects the declarations of one file. */
class Reader {
  readonly declared: Exported[] = [];
  readonly types = new Map<string, Inherited>();
  readonly #source: ts.SourceFile;

  constructor(source: ts.SourceFile) {
    this.#source = source;
  }

  add(node: ts.Node, name: string): void {
    const { line } = this.#source.getLineAndCharacterOfPosition(node.getStart());
    this.declared.push({ line: line + 1, name, doc: this.#docOf(node), mayBeNull: mayBeNull(typeOf(node)) });
  }

  addAlias(alias: ts.TypeAliasDeclaration): void {
    this.add(alias, alias.name.text);
    this.#addFields(alias.type, alias.name.text, true);
  }

  addType(type: ts.InterfaceDeclaration | ts.ClassDeclaration): void {
    const owner = type.name?.text ?? 'default';
    this.add(type, owner);
    if (ts.isInterfaceDeclaration(type)) {
      for (const member of type.members) this.#addField(member, owner);
      return;
    }
    for (const member of type.members) {
      if (ts.isConstructorDeclaration(member)) {
        const fields = member.parameters.filter((one) => ts.isParameterPropertyDeclaration(one, member));
        for (const field of fields.filter(isPublic)) this.add(field, `${owner}.${field.name.getText()}`);
      } else if (member.name !== undefined && isPublic(member)) {
        const name = `${owner}.${member.name.getText()}`;
        // A getter and its setter are documented once.
        if (!this.declared.some((one) => one.name === name)) this.add(member, name);
      }
    }
  }

  /** Keeps the names of the members, for what inherits them. */
  note(type: ts.InterfaceDeclaration | ts.ClassDeclaration): void {
    const bases = (type.heritageClauses ?? []).flatMap(({ types }) =>
      types.map(({ expression }) => expression.getText()),
    );
    const members = [...type.members].flatMap(({ name }) => (name === undefined ? [] : [name.getText()]));
    this.types.set(type.name?.text ?? 'default', { members: new Set(members), bases });
  }

  #addField(member: ts.TypeElement, owner: string): void {
    if (!ts.isPropertySignature(member) && !ts.isMethodSignature(member)) return;
    const name = `${owner}.${member.name.getText()}`;
    // What distinguishes the types of a union explains itself.
    if (member.type !== undefined && ts.isPropertySignature(member) && isWord(member.type)) return;
    this.add(member, name);
    if (ts.isPropertySignature(member)) this.#addFields(member.type, name, false);
  }

  /** Adds the fields of the object types in a type; those in one line are explained by what holds them. */
  #addFields(type: ts.Node | undefined, owner: string, isWhole: boolean): void {
    if (type === undefined || ts.isFunctionTypeNode(type)) return;
    if (!ts.isTypeLiteralNode(type)) {
      ts.forEachChild(type, (part) => this.#addFields(part, owner, false));
      return;
    }
    if (!isWhole && !type.getText().includes('\n')) return;
    for (const member of type.members) this.#addField(member, owner);
  }

  /** The comment in front of a declaration, on the lines above it; the first comment of a file stands apart. */
  #docOf(node: ts.Node): string | null {
    const { text } = this.#source;
    const comments = ts.getLeadingCommentRanges(text, node.pos) ?? [];
    const doc = comments.findLast(({ pos }) => text.startsWith('/**', pos));
    if (doc === undefined || /\n[ \t]*\r?\n/.test(text.slice(doc.end, node.getStart()))) return null;
    return text.slice(doc.pos, doc.end);
  }
}

/** The names of `export { a, b as c }` without a module. */
function namesOfList(statement: ts.Statement): string[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
  const list = statement.exportClause;
  return list !== undefined && ts.isNamedExports(list)
    ? list.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
    : [];
}

const has = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);

const isPublic = (member: ts.ClassElement | ts.ParameterDeclaration): boolean =>
  !has(member, ts.SyntaxKind.PrivateKeyword) &&
  !has(member, ts.SyntaxKind.ProtectedKeyword) &&
  !(member.name !== undefined && ts.isPrivateIdentifier(member.name));

const isWord = (type: ts.TypeNode): boolean => ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal);

/** The type of a field, or of what a function returns. */
function typeOf(node: ts.Node): ts.TypeNode | undefined {
  if (ts.isVariableStatement(node)) {
    const [constant] = node.declarationList.declarations;
    const value = constant?.initializer;
    return value !== undefined && ts.isArrowFunction(value) ? value.type : constant?.type;
  }
  const isTyped = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isFunctionLike(node);
  return isTyped ? node.type : undefined;
}

function mayBeNull(type: ts.TypeNode | undefined): boolean {
  if (type === undefined) return false;
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise') return mayBeNull(type.typeArguments?.[0]);
  return ts.isUnionTypeNode(type) && type.types.some((one) => one.getText() === 'null');
}
