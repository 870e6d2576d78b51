/** `co2_eq_emissions` in the front matter of a model card; every other byte of the card stays as it is. */

import type { Document, Pair, Scalar, YAMLMap } from 'yaml';
import { CtError } from '../../model/errors.ts';
import { largest } from '../../model/numbers.ts';
import { type CardField, emissionsBlock, initialValue, EMISSIONS_KEY as KEY, yamlValue } from './card-block.ts';

/** The opening line, the YAML, and the closing line with what follows. */
interface Parts {
  head: string;
  yaml: string;
  rest: string;
  newline: string;
}

/**
 * Puts the fields into the card: known values replace those of the card, unknown ones keep them. A card without front
 * matter gets one.
 *
 * @throws CtError USAGE for front matter that cannot be read or that this cannot change without losing something
 */
export async function mergeCard(card: string, fields: readonly CardField[]): Promise<string> {
  const yaml = await import('yaml');
  const parts = splitCard(card);
  const edited = edit(parts, fields, yaml);
  const merged = `${parts.head}${edited}${parts.rest}`;
  checkOthersSame(parts.yaml, edited, yaml);
  return merged;
}

/** Divides a card into its front matter and its text; one without front matter gets an empty one. */
export function splitCard(card: string): Parts {
  const mark = card.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = card.slice(mark.length);
  const opening = /^---[ \t]*(\r?\n)/.exec(text);
  if (opening === null) {
    const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
    const gap = text === '' || /^\r?\n/.test(text) ? '' : newline;
    return { head: `${mark}---${newline}`, yaml: '', rest: `---${newline}${gap}${text}`, newline };
  }
  const start = opening[0].length;
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/m.exec(text.slice(start));
  if (closing === null) throw refused('it opens with --- and never closes');
  const end = start + closing.index;
  const newline = opening[1] ?? '\n';
  return { head: mark + text.slice(0, start), yaml: text.slice(start, end), rest: text.slice(end), newline };
}

type Yaml = typeof import('yaml');

function refused(reason: string): CtError {
  return new CtError('USAGE', `the front matter was left as it is: ${reason}`);
}

function read(text: string, yaml: Yaml): Document.Parsed {
  const document = yaml.parseDocument(text, { keepSourceTokens: true, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) throw refused(`it is no YAML (${error.message.split('\n')[0]?.replace(/:$/, '')})`);
  if (document.contents !== null && !(yaml.isMap(document.contents) && document.contents.flow !== true)) {
    if (!(yaml.isScalar(document.contents) && document.contents.value === null)) {
      throw refused('it is not a list of keys, one per line');
    }
  }
  return document;
}

function edit({ yaml: text, newline }: Parts, fields: readonly CardField[], yaml: Yaml): string {
  const document = read(text, yaml);
  const pair = yaml.isMap(document.contents) ? findPair(document.contents, KEY, yaml) : undefined;
  if (pair === undefined) {
    const gap = text === '' || text.endsWith('\n') ? '' : newline;
    return `${text}${gap}${emissionsBlock(fields, newline)}`;
  }
  return yaml.isMap(pair.value)
    ? editMap(text, pair.value, fields, newline, yaml)
    : replaceValue(text, pair, fields, newline, yaml);
}

function findPair(map: YAMLMap, key: string, yaml: Yaml): Pair<Scalar, unknown> | undefined {
  return map.items.find((item): item is Pair<Scalar, unknown> => yaml.isScalar(item.key) && item.key.value === key);
}

/** Replaces the fields of a map one by one, so that its comments and other fields stay. */
function editMap(text: string, map: YAMLMap, fields: readonly CardField[], newline: string, yaml: Yaml): string {
  if (map.flow === true) throw refused(`${KEY} is written in one line; write one field per line`);
  if (map.anchor !== undefined) throw refused(`${KEY} has an anchor`);
  const changes: { from: number; to: number; text: string }[] = [];
  const added: string[] = [];
  const [firstKey] = map.items.map(({ key }) => key);
  const keyAt = (yaml.isScalar(firstKey) ? firstKey.range?.[0] : undefined) ?? 0;
  const indent = text.slice(text.lastIndexOf('\n', keyAt - 1) + 1, keyAt);
  for (const field of fields) {
    const pair = findPair(map, field.name, yaml);
    if (pair === undefined) added.push(`${indent}${field.name}: ${yamlValue(initialValue(field))}${newline}`);
    else if (field.value !== null) changes.push(changeOf(text, pair, ` ${yamlValue(field.value)}`, yaml));
  }
  const last = lastEnd(map, yaml);
  const lineEnd = text.indexOf('\n', Math.max(0, last - 1));
  const at = lineEnd === -1 ? text.length : lineEnd + 1;
  if (added.length > 0) changes.push({ from: at, to: at, text: `${lineEnd === -1 ? newline : ''}${added.join('')}` });
  return applied(text, changes);
}

/** End of the last value of a map, without trailing comments. */
function lastEnd(map: YAMLMap, yaml: Yaml): number {
  const ends = map.items
    .flatMap(({ key, value }) => [key, value])
    .map((node) => (yaml.isNode(node) ? (node.range?.[1] ?? 0) : 0));
  return largest(ends, 0);
}

/** Replaces the text from the colon to the end of the value, and keeps a trailing comment. */
function changeOf(
  text: string,
  { key, value }: Pair<Scalar, unknown>,
  replacement: string,
  yaml: Yaml,
): { from: number; to: number; text: string } {
  const keyEnd = key.range?.[1];
  const colon = keyEnd === undefined ? -1 : text.indexOf(':', keyEnd);
  if (
    colon === -1 ||
    !(value === null || yaml.isScalar(value)) ||
    (yaml.isScalar(value) && (value.anchor !== undefined || value.tag !== undefined))
  ) {
    throw refused(`${String(key.value)} is not a plain value`);
  }
  if (yaml.isScalar(value) && (value.type === 'BLOCK_FOLDED' || value.type === 'BLOCK_LITERAL')) {
    // A block text ends with its line break, which is kept.
    const end = value.range?.[1] ?? colon + 1;
    const to = text.slice(0, end).replace(/\s+$/, '').length;
    return { from: colon + 1, to, text: replacement };
  }
  // Without a value, the range may start after a comment.
  const [start, end] = yaml.isScalar(value) ? (value.range ?? [0, 0]) : [0, 0];
  const to = start === end ? colon + 1 : end;
  return { from: colon + 1, to, text: replacement };
}

/** A bare number, or nothing, becomes a map; a comment on its line stays there. */
function replaceValue(
  text: string,
  pair: Pair<Scalar, unknown>,
  fields: readonly CardField[],
  newline: string,
  yaml: Yaml,
): string {
  const { value } = pair;
  const isBare = value === null || (yaml.isScalar(value) && (value.value === null || typeof value.value === 'number'));
  if (!isBare) throw refused(`${KEY} is neither a number nor a list of fields`);
  const cleared = applied(text, [changeOf(text, pair, '', yaml)]);
  const keyAt = pair.key.range?.[0] ?? 0;
  const lineEnd = cleared.indexOf('\n', keyAt);
  const at = lineEnd === -1 ? cleared.length : lineEnd + 1;
  const gap = lineEnd === -1 ? newline : '';
  const lines = emissionsBlock(fields, newline).slice(KEY.length + 1 + newline.length);
  return `${cleared.slice(0, at)}${gap}${lines}${cleared.slice(at)}`;
}

/** Applies changes from the last to the first, so that places stay true. */
function applied(text: string, changes: readonly { from: number; to: number; text: string }[]): string {
  const sorted = [...changes].sort((a, b) => b.from - a.from);
  return sorted.reduce((result, change) => result.slice(0, change.from) + change.text + result.slice(change.to), text);
}

/** Aliases are resolved only here: some lead nowhere, lead to themselves, or multiply without end. */
function otherKeysOf(document: Document.Parsed): string {
  try {
    const { [KEY]: _, ...rest } = (document.toJS() ?? {}) as Record<string, unknown>;
    return JSON.stringify(rest);
  } catch (error) {
    throw refused(`it is no YAML (${(error as Error).message.split('\n')[0]})`);
  }
}

/** The proof that nothing else changed. */
function checkOthersSame(before: string, after: string, yaml: Yaml): void {
  const others = (text: string): string => otherKeysOf(read(text, yaml));
  if (others(before) !== others(after)) throw refused(`${KEY} cannot be changed without changing other keys`);
}
