/** Counts the work that reading a text costs: characters handed to patterns and copied, and items walked over. */

/** Units of work; the sum is what must grow no faster than the text. */
export interface Work {
  /** Characters that patterns and searches may have looked at. */
  characters: number;
  /** Characters copied into new strings. */
  copied: number;
  /** Items that array methods went over. */
  items: number;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Runs `use` while the methods that search, match, copy or walk are counted.
 *
 * Each counts what it may look at or returns: `exec` the text up to the end of its hit or all of it, `indexOf` up to its hit,
 * `slice` what it copies.
 */
export function countWork(use: () => void): Work {
  const work: Work = { characters: 0, copied: 0, items: 0 };
  const undo: (() => void)[] = [];
  const spy = <T extends object>(
    target: T,
    name: keyof T & string,
    count: (self: never, args: never[], result: never) => void,
  ): void => {
    const original = target[name] as Method;
    const counted: Method = function (this: unknown, ...args) {
      const result = Reflect.apply(original, this, args);
      count(this as never, args as never[], result as never);
      return result;
    };
    Object.defineProperty(target, name, { value: counted, writable: true, configurable: true });
    undo.push(() => Object.defineProperty(target, name, { value: original, writable: true, configurable: true }));
  };

  const exec = RegExp.prototype.exec;
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const hit = exec.call(this, text);
    // A sticky pattern (String.split uses one) looks at one place; any other may look at all that is left.
    const missed = this.sticky ? 1 : Math.max(0, text.length - from);
    work.characters += hit === null ? missed : hit.index + hit[0].length - from;
    return hit;
  };
  undo.push(() => {
    RegExp.prototype.exec = exec;
  });
  spy(String.prototype, 'indexOf', (text: string, [, from]: unknown[], at: number) => {
    work.characters += at === -1 ? Math.max(0, text.length - Number(from ?? 0)) : at - Number(from ?? 0) + 1;
  });
  spy(String.prototype, 'lastIndexOf', (text: string, _: unknown[], at: number) => {
    work.characters += text.length - Math.max(0, at);
  });
  for (const name of ['startsWith', 'endsWith'] as const) {
    spy(String.prototype, name, (_: string, [wanted]: string[]) => {
      work.characters += String(wanted).length;
    });
  }
  for (const name of ['trim', 'trimEnd'] as const) {
    spy(String.prototype, name, (text: string, _: unknown[], rest: string) => {
      work.characters += text.length - rest.length + 2;
    });
  }
  for (const name of ['toLowerCase', 'replaceAll', 'replace', 'search', 'includes'] as const) {
    spy(String.prototype, name, (text: string) => {
      work.characters += text.length;
    });
  }
  spy(String.prototype, 'slice', (_: string, __: unknown[], part: string) => {
    work.copied += part.length;
  });
  spy(String.prototype, 'split', (text: string) => {
    work.copied += text.length;
  });
  for (const name of ['map', 'filter', 'reduce', 'some', 'every', 'flatMap'] as const) {
    spy(Array.prototype, name, (list: unknown[]) => {
      work.items += list.length;
    });
  }
  spy(JSON, 'stringify', (_: unknown, __: unknown[], text: string | undefined) => {
    work.copied += text?.length ?? 0;
  });
  spy(Date, 'parse', (_: unknown, [text]: string[]) => {
    work.characters += String(text).length;
  });
  for (const name of ['splice', 'findIndex', 'shift', 'unshift'] as const) {
    spy(Array.prototype, name, (list: unknown[]) => {
      work.items += list.length;
    });
  }
  spy(Array.prototype, 'slice', (_: unknown[], __: unknown[], part: unknown[]) => {
    work.items += part.length;
  });
  for (const name of ['find', 'findLast'] as const) {
    spy(Array.prototype, name, (list: unknown[], _: unknown[], hit: unknown) => {
      work.items += hit === undefined ? list.length : list.indexOf(hit) + 1;
    });
  }
  try {
    use();
  } finally {
    for (const restore of undo) restore();
  }
  return work;
}
