/** The logs of the fixtures, and mutations of them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mutate } from './mutate.ts';
import type { Files, Random } from './target.ts';

const PARTS = [
  ['standard', '_carbontracker.log'],
  ['output', '_carbontracker_output.log'],
  ['error', '_carbontracker_err.log'],
  ['samples', '_carbontracker_samples.csv'],
] as const;

export type Part = (typeof PARTS)[number][0];

/** The texts of one run, with a character for each byte. */
export type Texts = Record<Part, string | null>;

const NONE: Texts = { standard: null, output: null, error: null, samples: null };

export class Corpus {
  readonly #stems: readonly Texts[];
  readonly #pools: Record<Part, readonly string[]>;

  /** @param root folder of the project */
  constructor(root: string) {
    const stems = new Map<string, Texts>();
    for (const entry of readdirSync(path.join(root, 'fixtures'), { recursive: true, withFileTypes: true })) {
      // The longer endings come last.
      const [part, ending] = PARTS.findLast(([, end]) => entry.name.endsWith(end)) ?? [];
      if (part === undefined) continue;
      const stem = path.join(entry.parentPath, entry.name.slice(0, -ending.length));
      const texts = stems.get(stem) ?? { ...NONE };
      texts[part] = readFileSync(path.join(entry.parentPath, entry.name), 'latin1');
      stems.set(stem, texts);
    }
    this.#stems = [...stems.values()];
    const pool = (part: Part): string[] => this.#stems.flatMap((texts) => texts[part] ?? []);
    this.#pools = {
      standard: pool('standard'),
      output: pool('output'),
      error: pool('error'),
      samples: pool('samples'),
    };
  }

  /** The files of a run as they are, without their samples. */
  unchanged(random: Random, stem: string): Files {
    const texts = this.#stems[Math.floor(random() * this.#stems.length)] as Texts;
    const files: Files = {};
    for (const [part, ending] of PARTS) {
      const text = texts[part];
      if (text !== null && part !== 'samples') files[stem + ending] = text;
    }
    return files;
  }

  /** The files of a run, some of them mutated. */
  mutated(random: Random, stem = 'x'): Files {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const texts = pick(this.#stems);
    const files: Files = {};
    for (const [part, ending] of PARTS) {
      const other = (): string => pick(this.#pools[random() < 0.9 ? part : 'standard']) ?? '';
      const text = texts[part] ?? (random() < 0.1 ? other() : null);
      if (text !== null) files[stem + ending] = random() < 0.3 ? text : mutate(text, random, other);
    }
    return files;
  }
}

/** The texts of `mutated`. */
export function textsOf(files: Files, stem = 'x'): Texts {
  const texts = { ...NONE };
  for (const [part, ending] of PARTS) texts[part] = (files[stem + ending] as string | undefined) ?? null;
  return texts;
}
