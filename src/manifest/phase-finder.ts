/** Finds the phase of a run, and whether the run counts. */
import path from 'node:path';
import { folderAndStem, type GroupName } from '../accounting/index.ts';
import { pathMatcher } from '../model/glob.ts';
import type { Run } from '../model/run.ts';
import { readStem } from '../model/stem.ts';
import { type Manifest, UNASSIGNED } from './manifest.ts';

interface Rule {
  /** Name of the phase; null for an exclusion or a machine. */
  phase: string | null;
  /** Reason of an exclusion. */
  reason: string | null;
  /** Number of the machine that it names, from 1. */
  machine: number | null;
  pattern: string;
  matches: (text: string) => boolean;
  isUsed: boolean;
}

/** A few of many names, with their number. */
interface Names {
  count: number;
  first: string[];
}

const SHOWN_NAMES = 3;

/** Assigns runs to phases and collects notes about them. */
export class PhaseFinder {
  /** Names of the phases in the order of the manifest. */
  readonly order: readonly string[];
  readonly #manifest: Manifest;
  readonly #logs: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #unassigned: Names = { count: 0, first: [] };
  readonly #ambiguous: Names = { count: 0, first: [] };

  private constructor(manifest: Manifest, logs: readonly string[], rules: readonly Rule[]) {
    this.#manifest = manifest;
    this.#logs = logs;
    this.#rules = rules;
    this.order = manifest.phases.map(({ name }) => name);
  }

  /**
   * Makes ready to look for the phases of runs.
   *
   * @param logs the arguments that the runs are read from
   */
  static async of(manifest: Manifest, logs: readonly string[]): Promise<PhaseFinder> {
    const toRule = (pattern: string, of: Pick<Rule, 'phase' | 'reason' | 'machine'>): Rule => {
      const matches = pathMatcher(pattern.replace(/\/$/, ''));
      return { ...of, pattern, matches, isUsed: false };
    };
    const rules = [
      ...manifest.exclusions.flatMap(({ patterns, reason }) =>
        patterns.map((one) => toRule(one, { phase: null, reason, machine: null })),
      ),
      ...manifest.phases.flatMap(({ name, patterns }) =>
        patterns.map((one) => toRule(one, { phase: name, reason: null, machine: null })),
      ),
      ...manifest.machines.flatMap((patterns, i) =>
        patterns.map((one) => toRule(one, { phase: null, reason: null, machine: i + 1 })),
      ),
    ];
    return new PhaseFinder(manifest, logs, rules);
  }

  /** Why a run does not count; null when it does. */
  reasonToLeaveOut(run: Run): string | null {
    return this.#matching(run).find(({ reason }) => reason !== null)?.reason ?? null;
  }

  /** The machine that the manifest names for a run; null where it names none. */
  readonly machineOf = (run: Run): string | null => {
    const rule = this.#matching(run).find(({ machine }) => machine !== null);
    return rule === undefined ? null : `machine ${rule.machine}`;
  };

  /** The phase of a run that counts: the first that matches. */
  readonly phaseOf: GroupName = (run) => {
    const phases = new Set(this.#matching(run).flatMap(({ phase }) => (phase === null ? [] : [phase])));
    const [phase, ...others] = phases;
    if (phase === undefined) {
      note(this.#unassigned, run.id);
      return this.#manifest.defaults.phase ?? UNASSIGNED;
    }
    if (others.length > 0) note(this.#ambiguous, `${run.id} (${phase}, also ${others.join(', ')})`);
    return phase;
  };

  /** Notes about the runs so far, one line each. */
  notes(): string[] {
    const phase = this.#manifest.defaults.phase ?? UNASSIGNED;
    const unused = this.#rules.filter(({ isUsed }) => !isUsed).map(({ pattern }) => `'${pattern}'`);
    return [
      ...(this.#unassigned.count > 0
        ? [`${runs(this.#unassigned)} no phase, so '${phase}': ${list(this.#unassigned)}`]
        : []),
      ...(this.#ambiguous.count > 0
        ? [`${runs(this.#ambiguous)} several phases, the first counts: ${list(this.#ambiguous)}`]
        : []),
      ...(unused.length > 0 ? [`no run matches ${unused.join(', ')}`] : []),
    ].map((text) => `${this.#manifest.path}: ${text}`);
  }

  #last: { run: Run; rules: readonly Rule[] } | null = null;

  /** A run is asked for twice, one time right after the other. */
  #matching(run: Run): readonly Rule[] {
    if (this.#last?.run === run) return this.#last.rules;
    const texts = this.#textsOf(run);
    const rules = this.#rules.filter(({ matches }) => texts.some((text) => matches(text)));
    for (const rule of rules) rule.isUsed = true;
    this.#last = { run, rules };
    return rules;
  }

  /** The texts that patterns are matched against: the prefix, and the path of the run with all folders above it. */
  #textsOf({ id, files }: Run): string[] {
    const { prefix } = readStem(folderAndStem(id).stem);
    const file = files.standard ?? files.output;
    const whole = id.replace(/#\d+$/, '');
    const paths = [whole, ...(whole === id ? [] : [id]), ...(file === null ? [] : [file])].flatMap((one) =>
      this.#relative(one),
    );
    return [...new Set([...(prefix === '' ? [] : [prefix]), ...paths.flatMap(withFolders)])];
  }

  /** Relative to the manifest, and to the arguments that hold it; as it is where none does. */
  #relative(one: string): string[] {
    const absolute = path.resolve(one);
    const belowArguments = this.#logs
      .map((log) => path.relative(path.resolve(log), absolute))
      .filter((relative) => relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative));
    const fromManifest = path.relative(path.dirname(path.resolve(this.#manifest.path)), absolute);
    const texts = [fromManifest, ...(belowArguments.length > 0 ? belowArguments : [one])];
    return texts.map((text) => text.replaceAll('\\', '/'));
  }
}

/** `a/b/c` with `a/b` and `a`: a pattern that names a folder takes all below it. */
function withFolders(text: string): string[] {
  const texts = [text];
  for (let slash = text.lastIndexOf('/'); slash > 0; slash = text.lastIndexOf('/', slash - 1)) {
    texts.push(text.slice(0, slash));
  }
  return texts;
}

function note(names: Names, name: string): void {
  names.count += 1;
  if (names.first.length < SHOWN_NAMES) names.first.push(name);
}

const runs = ({ count }: Names): string => (count === 1 ? '1 run matches' : `${count} runs match`);

function list({ count, first }: Names): string {
  const more = count - first.length;
  return first.join(', ') + (more > 0 ? `, and ${more} more` : '');
}
