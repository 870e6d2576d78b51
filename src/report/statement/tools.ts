/** The tools that wrote the logs of a statement, and how they obtained power. */
import { type Entry, OBTAINED, type Obtained } from '../../accounting/index.ts';
import { TOOLS, type Writer } from '../../model/run.ts';

/** Programs beside carbontracker and ct-track; null for one that nothing names. */
export type OtherTool = Exclude<Writer['tool'], 'carbontracker' | 'ct-track'>;

/** Facts for the last sentence of a statement. */
export interface Tools {
  /** Whether carbontracker wrote any of the logs. */
  carbontracker: boolean;
  /** Version of ct-track as printed; null when it wrote none of the logs. */
  ctTrack: string | null;
  /** Other programs that measured; absent where there are none. */
  others?: readonly OtherTool[];
  /** Every way in which power was obtained; none counts as measured. */
  obtained?: readonly Obtained[];
  /** Runs with a total that keeps a PUE the log does not name, out of all runs; absent where there are none. */
  keptPue?: KeptPue;
}

/** Runs to which no other PUE can be applied. */
export interface KeptPue {
  /** Number of such runs. */
  runs: number;
  /** Number of all runs. */
  allRuns: number;
}

const OTHER_TOOLS: readonly OtherTool[] = [
  ...TOOLS.filter((tool) => tool !== 'carbontracker' && tool !== 'ct-track'),
  null,
];

/** Collects the tools of the added runs. */
export class ToolTotals {
  #ctTrack: string | null = null;
  /** Of the last run: those of ordinary logs have them in common. */
  #writer: Writer | null = null;
  #ways: readonly Obtained[] | null = null;
  readonly #tools = new Set<Writer['tool']>();
  readonly #obtained = new Set<Obtained>();

  #runs = 0;
  #runsWithKeptPue = 0;

  /** Adds the program of an entry. */
  add({ run: { writer }, traits: { obtained, hidesPue } }: Entry): void {
    this.#runs += 1;
    if (hidesPue) this.#runsWithKeptPue += 1;
    if (writer === this.#writer && obtained === this.#ways) return;
    this.#writer = writer;
    this.#ways = obtained;
    if (writer.tool === 'ct-track') this.#ctTrack = writer.version ?? 'unknown version';
    this.#tools.add(writer.tool);
    for (const one of obtained) this.#obtained.add(one);
  }

  /** The tools of all runs that were added. */
  result(): Tools {
    const others = OTHER_TOOLS.filter((tool) => this.#tools.has(tool));
    return {
      carbontracker: this.#tools.has('carbontracker'),
      ctTrack: this.#ctTrack,
      ...(others.length === 0 ? {} : { others }),
      obtained: OBTAINED.filter((one) => this.#obtained.has(one)),
      ...(this.#runsWithKeptPue === 0 ? {} : { keptPue: { runs: this.#runsWithKeptPue, allRuns: this.#runs } }),
    };
  }
}
