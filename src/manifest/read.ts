/** The YAML of a manifest -> its content; anything else is refused with its line number. */
import { promises as files } from 'node:fs';
import type { LineCounter, Node, YAMLMap } from 'yaml';
import { CtError, systemReason } from '../model/errors.ts';
import { DEVICE_POWERS } from '../model/run.ts';
import type { Exclusion, Manifest, ManifestDefaults, Phase } from './manifest.ts';

type Yaml = typeof import('yaml');

/** Largest manifest, so that a log given by mistake is not read completely. */
const MOST_BYTES = 1_000_000;

/**
 * Reads a manifest.
 *
 * @throws CtError UNREADABLE when the file cannot be read, USAGE with the line for what is no manifest
 */
export async function readManifest(path: string): Promise<Manifest> {
  let text: string;
  try {
    const found = await files.stat(path);
    // Reading a pipe could wait for ever.
    if (!found.isFile()) throw new Error('it is not a regular file');
    if (found.size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    text = await files.readFile(path, 'utf8');
  } catch (error) {
    throw new CtError('UNREADABLE', `cannot read the manifest ${path}: ${systemReason(error)}`, { cause: error });
  }
  return parseManifest(text, path);
}

/** As `readManifest`, for a text. */
export async function parseManifest(text: string, path: string): Promise<Manifest> {
  // Loaded here so that commands without a manifest start without it.
  const yaml = await import('yaml');
  return new ManifestReader(yaml, text, path).read();
}

const KEYS = ['phases', 'exclude', 'same-machine', 'defaults'] as const;
const EXCLUSION_KEYS = ['pattern', 'reason'] as const;
const DEFAULT_TYPES = {
  phase: 'string',
  pue: 'number',
  intensity: 'number',
  country: 'string',
  year: 'number',
  devices: DEVICE_POWERS,
} as const;

type Entry = { key: string; value: Node | null; at: Node };

class ManifestReader {
  readonly #yaml: Yaml;
  readonly #path: string;
  readonly #lines: LineCounter;
  readonly #document: ReturnType<Yaml['parseDocument']>;

  constructor(yaml: Yaml, text: string, path: string) {
    this.#yaml = yaml;
    this.#path = path;
    this.#lines = new yaml.LineCounter();
    this.#document = yaml.parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  read(): Manifest {
    const [error] = this.#document.errors;
    if (error !== undefined) throw this.#error(error.pos[0], `this is no YAML: ${error.message.split('\n')[0]}`);
    const manifest: Manifest = { path: this.#path, phases: [], exclusions: [], machines: [], defaults: {} };
    const root = this.#document.contents as Node | null;
    const entries = this.#entries(root, root, 'a manifest', KEYS);
    for (const { key, value, at } of entries) {
      if (key === 'phases') manifest.phases = this.#phases(value, at);
      else if (key === 'exclude') manifest.exclusions = this.#exclusions(value, at);
      else if (key === 'same-machine') manifest.machines = this.#machines(value, at);
      else manifest.defaults = this.#defaults(value, at);
    }
    if (!entries.some(({ key }) => key === 'phases')) {
      throw this.#refuse(root, "'phases' is missing: name at least one phase with its patterns");
    }
    if (manifest.phases.length === 0) throw this.#refuse(root, "'phases' names no phase: give at least one");
    return manifest;
  }

  #phases(node: Node | null, at: Node): Phase[] {
    return this.#entries(node, at, "'phases'").map(({ key, value, at: own }) => ({
      name: key,
      patterns: this.#patterns(value, own, `phase '${key}'`),
    }));
  }

  #exclusions(node: Node | null, at: Node): Exclusion[] {
    const what = "an entry of 'exclude'";
    return this.#items(node, at, "'exclude'").map((item) => {
      const entries = this.#entries(item, item ?? at, what, EXCLUSION_KEYS);
      const of = (name: string): Entry => {
        const found = entries.find(({ key }) => key === name);
        if (found === undefined) throw this.#refuse(item, `${what} needs a '${name}'`);
        return found;
      };
      const [pattern, reason] = [of('pattern'), of('reason')];
      return {
        patterns: this.#patterns(pattern.value, pattern.at, what),
        reason: this.#text(reason.value, reason.at, "'reason'"),
      };
    });
  }

  /** Each entry of the list is one machine. */
  #machines(node: Node | null, at: Node): string[][] {
    const what = "an entry of 'same-machine'";
    return this.#items(node, at, "'same-machine'").map((item) => this.#patterns(item, item ?? at, what));
  }

  #defaults(node: Node | null, at: Node): ManifestDefaults {
    const names = Object.keys(DEFAULT_TYPES);
    const values = this.#entries(node, at, "'defaults'", names).map(({ key, value, at: own }) => {
      const wanted = DEFAULT_TYPES[key as keyof typeof DEFAULT_TYPES];
      if (typeof wanted !== 'string') return [key, this.#choice(value, own, key, wanted)] as const;
      if (wanted === 'string') return [key, this.#text(value, own, `'${key}'`)] as const;
      const number = this.#yaml.isScalar(value) ? value.value : null;
      if (typeof number !== 'number') throw this.#refuse(value ?? own, `'${key}' is a number`);
      return [key, number] as const;
    });
    return Object.fromEntries(values) as ManifestDefaults;
  }

  #choice(node: Node | null, at: Node, key: string, choices: readonly string[]): string {
    const text = this.#text(node, at, `'${key}'`);
    if (!choices.includes(text)) throw this.#refuse(node ?? at, `'${key}' is ${choices.join(' or ')}`);
    return text;
  }

  /** One pattern or a list of them. */
  #patterns(node: Node | null, at: Node, of: string): string[] {
    const resolved = this.#resolve(node);
    const items = this.#yaml.isSeq(resolved) ? this.#items(resolved, at, of) : [resolved];
    const patterns = items.map((item) => {
      const pattern = this.#text(item, at, `a pattern of ${of}`);
      if (pattern.startsWith('!')) {
        throw this.#refuse(
          item ?? at,
          `the pattern '${pattern}' of ${of} negates: put what does not count under 'exclude'`,
        );
      }
      return pattern;
    });
    if (patterns.length === 0) throw this.#refuse(at, `${of} has no pattern`);
    return patterns;
  }

  #text(node: Node | null, at: Node, what: string): string {
    const resolved = this.#resolve(node);
    const value = this.#yaml.isScalar(resolved) ? resolved.value : null;
    if (typeof value === 'string' && value.trim() !== '') return value;
    // Names such as 2024 look like numbers.
    if (typeof value === 'number') return (resolved as { source?: string }).source ?? String(value);
    throw this.#refuse(resolved ?? at, `${what} is a text`);
  }

  #items(node: Node | null, at: Node, what: string): (Node | null)[] {
    const resolved = this.#resolve(node);
    if (!this.#yaml.isSeq(resolved)) throw this.#refuse(resolved ?? at, `${what} is a list`);
    return (resolved.items as (Node | null)[]).map((item) => this.#resolve(item));
  }

  #entries(node: Node | null, at: Node | null, what: string, known: readonly string[] | null = null): Entry[] {
    const resolved = this.#resolve(node);
    if (!this.#yaml.isMap(resolved)) {
      const example = known === null ? 'names, each with patterns' : `the keys ${known.join(', ')}`;
      throw this.#refuse(resolved ?? at, `${what} has ${example}`);
    }
    return (resolved as YAMLMap<Node, Node | null>).items.map(({ key, value }) => {
      const name = this.#text(key, key, `a key of ${what}`);
      if (known !== null && !known.includes(name)) {
        throw this.#refuse(key, `unknown key '${name}': ${what} has ${known.join(', ')}`);
      }
      return { key: name, value: this.#resolve(value), at: key };
    });
  }

  /** The node that an alias refers to. */
  #resolve(node: Node | null): Node | null {
    return this.#yaml.isAlias(node) ? (node.resolve(this.#document) ?? null) : node;
  }

  #refuse(node: Node | null, message: string): CtError {
    return this.#error(node?.range?.[0] ?? 0, message);
  }

  #error(offset: number, message: string): CtError {
    return new CtError('USAGE', `${this.#path}:${Math.max(1, this.#lines.linePos(offset).line)}: ${message}`);
  }
}
