/** Text that people read: what of a log may reach them, counts and lists in words. */
import { formatCount } from './numbers.ts';

/** Characters that move a cursor or turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
export const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text without the control characters and bidirectional overrides of a log, which must not reach a terminal or page.
 */
export function clean(text: string): string {
  return text.replace(CONTROLS, '\uFFFD').replace(NOT_UTF8, (sign) => `\\x${(sign.charCodeAt(0) & 0xff).toString(16)}`);
}

/** Bytes of a name that is not UTF-8, as the reader keeps them. */
const NOT_UTF8 = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

/** Those that `JSON.stringify` leaves as they are; the line feeds of an indented value are none of them. */
const CONTROLS_OF_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** JSON with all control characters escaped; `JSON.stringify` leaves those above 0x7e as they are. */
export function toJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  return json.replace(CONTROLS_OF_JSON, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text with a capital at its start. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Signs as their code points in brackets, for where they cannot be shown: `[U+5B9E 9A8C]`. */
export function codePoints(signs: Iterable<string>): string {
  const codes = Array.from(signs, (sign) =>
    (sign.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0'),
  );
  return `[U+${codes.join(' ')}]`;
}

/** `1 run`, `2 runs`, `20,000 runs`. */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** The first of many names, and how many more there are: `a, b, c, and 2 more`. */
export function firstOf(names: readonly string[], most: number): string {
  const more = names.length > most ? `, and ${names.length - most} more` : '';
  return names.slice(0, most).join(', ') + more;
}

/** Counts equal things: the most frequent first, ties by their name. */
export function counted(names: Iterable<string>): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const entries = [...counts].map(([name, count]) => ({ name, count }));
  return entries.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** The end of a long text left out: devices begin with their maker and model. */
export function cutEnd(text: string, longest: number): string {
  const signs = Array.from(text);
  return signs.length <= longest ? text : `${signs.slice(0, longest - 1).join('')}…`;
}

/** A word of a name ends here, so that a cut leaves whole words. */
const WORD_END = /[/_\-.\s#]/;
/** The end of a name is more specific than its beginning and gets this share of the room. */
const END_SHARE = 0.62;

/** The middle of a long name left out, at the ends of words where there are any: `v1.0.4/…/2026-11-23T15:38Z`. */
export function cutMiddle(text: string, longest: number): string {
  const signs = Array.from(text);
  if (signs.length <= longest) return text;
  const endRoom = Math.max(1, Math.ceil((longest - 1) * END_SHARE));
  const startRoom = Math.max(0, longest - 1 - endRoom);
  const end = signs.slice(signs.length - endRoom);
  const start = signs.slice(0, startRoom);
  // A boundary in the nearer half of each part costs little of it.
  const first = end.findIndex((sign) => WORD_END.test(sign));
  const last = start.findLastIndex((sign) => WORD_END.test(sign));
  const wholeEnd = first >= 0 && first <= endRoom / 2 ? end.slice(first) : end;
  const wholeStart = last >= startRoom / 2 ? start.slice(0, last + 1) : start;
  return `${wholeStart.join('')}…${wholeEnd.join('')}`;
}

/** What joins the parts of a name; a point is inside numbers. */
const PART_JOINTS = /([/_])/;

/**
 * Names without the parts that all of them share, which distinguish none: `…lr0.1…seed1` of `resnet_lr0.1_sgd_seed1` and
 * others. Parts in the middle are compared where all names have as many.
 */
export function withoutSharedParts(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  // Parts at even places, what joins them at odd ones.
  const lists = names.map((name) => name.split(PART_JOINTS));
  const [first = []] = lists;
  const { start, end } = sharedEnds(first, lists);
  const areAligned = lists.every(({ length }) => length === first.length);
  // Found once, because there may be many names.
  const inside = first.map((_, at) => areAligned && lists.every((list) => list[at] === first[at]));
  const isLeftOut = (list: readonly string[], at: number): boolean =>
    at < start || at >= list.length - end || inside[at] === true;
  return lists.map((list, i) => {
    const shown = list.map((part, at) => {
      const isJoint = at % 2 === 1;
      return (isJoint ? isLeftOut(list, at - 1) || isLeftOut(list, at + 1) : isLeftOut(list, at)) ? '…' : part;
    });
    const text = shown.join('').replaceAll(/…+/g, '…');
    return text === '…' ? (names[i] ?? '') : text;
  });
}

/** Names cut to a length; those that would then be the same keep more of their end, or all. */
export function cutNames(names: readonly string[], longest: number): string[] {
  const counts = new Map<string, number>();
  const cuts = names.map((name) => cutsOf(name, longest));
  for (const one of cuts) for (const cut of new Set(one)) counts.set(cut, (counts.get(cut) ?? 0) + 1);
  return names.map((name, i) => cuts[i]?.find((cut) => counts.get(cut) === 1) ?? name);
}

/**
 * Names cut to a length that none exceeds; those that would then be the same show the part in which they differ:
 * `car…1.1.5…_p1` and `car…2.4.3…_p1`.
 */
export function cutApart(names: readonly string[], longest: number): string[] {
  const alike = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const cut = cutMiddle(name, longest);
    alike.set(cut, [...(alike.get(cut) ?? []), name]);
  }
  const taken = new Set(alike.keys());
  const shown = new Map<string, string>();
  for (const [cut, same] of alike) {
    if (same.length === 1) shown.set(same[0] ?? '', cut);
    else {
      for (const name of same) {
        const ways = [aroundDifference(name, same, longest), ...cutsOf(name, longest).slice(1)];
        const free = ways.find((way) => !taken.has(way)) ?? cut;
        taken.add(free);
        shown.set(name, free);
      }
    }
  }
  return names.map((name) => shown.get(name) ?? name);
}

/** How many parts a list has in common with all others, at the start and, behind those, at the end. */
function sharedEnds(one: readonly string[], others: readonly (readonly string[])[]): { start: number; end: number } {
  const shortest = Math.min(...others.map(({ length }) => length));
  const isShared = (partOf: (list: readonly string[]) => string | undefined): boolean =>
    others.every((list) => partOf(list) === partOf(one));
  let start = 0;
  while (start < shortest && isShared((list) => list[start])) start += 1;
  let end = 0;
  while (end < shortest - start && isShared((list) => list.at(-1 - end))) end += 1;
  return { start, end };
}

/** The part in which a name differs from others, with as much before and after it as there is room for. */
function aroundDifference(name: string, others: readonly string[], longest: number): string {
  const signs = Array.from(name);
  const lists = others.map((other) => Array.from(other));
  const { start, end } = sharedEnds(signs, lists);
  const rest = longest - 2 - (signs.length - start - end);
  if (rest < 0) return `…${signs.slice(start, start + Math.max(1, longest - 2)).join('')}…`;
  const before = Math.min(start, Math.floor(rest * (1 - END_SHARE)));
  const after = Math.min(end, rest - before);
  const middle = signs.slice(start, signs.length - end).join('');
  const head = `${signs.slice(0, before).join('')}${before < start ? '…' : ''}`;
  const whole = `${head}${middle}${after < end ? '…' : ''}${signs.slice(signs.length - after).join('')}`;
  // The names may have been cut before.
  return whole.replaceAll(/…{2,}/g, '…');
}

/** Ways to cut a name, best first. */
function cutsOf(name: string, longest: number): string[] {
  const signs = Array.from(name);
  if (signs.length <= longest) return [name];
  const withEnd = (length: number): string =>
    `${signs.slice(0, longest - 1 - length).join('')}…${signs.slice(signs.length - length).join('')}`;
  return [cutMiddle(name, longest), withEnd(Math.ceil(0.75 * longest)), withEnd(longest - 2)];
}

/** `maxKwh` -> `max-kwh`, as an option is typed. */
export const hyphened = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `max-kwh` -> `maxKwh`, as yargs names the value of an option. */
export const inCamelCase = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
