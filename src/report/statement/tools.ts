/** The tools that wrote the logs of a statement, and how they obtained power. */
import { type Entry, OBTAINED, type Obtained } from '../../accounting/index.ts';
import type { Writer } from '../../model/run.ts';

/** Programs beside carbontracker and ct-track; null where nothing shows which one it was. */
export type OtherTool = Exclude<Writer['tool'], 'carbontracker' | 'ct-track'>;

/** Facts for the last sentence of a statement. */
export interface Tools {
  carbontracker: boolean;
  /** Version of ct-track as printed; null when it wrote none of the logs. */
  ctTrack: string | null;
  /** Other programs that measured, in the order in which they came. */
  others?: readonly OtherTool[];
  /** Every way in which power was obtained; none counts as measured. */
  obtained?: readonly Obtained[];
}

/** Collects the tools of the added runs. */
export class ToolTotals {
  #carbontracker = false;
  #ctTrack: string | null = null;
  readonly #others = new Set<OtherTool>();
  readonly #obtained = new Set<Obtained>();

  add({ run: { writer }, traits: { obtained } }: Entry): void {
    if (writer.tool === 'ct-track') this.#ctTrack = writer.version ?? 'unknown version';
    else if (writer.tool === 'carbontracker') this.#carbontracker = true;
    else this.#others.add(writer.tool);
    for (const one of obtained) this.#obtained.add(one);
  }

  /** The tools of all runs that were added. */
  result(): Tools {
    return {
      carbontracker: this.#carbontracker,
      ctTrack: this.#ctTrack,
      ...(this.#others.size === 0 ? {} : { others: [...this.#others] }),
      obtained: OBTAINED.filter((one) => this.#obtained.has(one)),
    };
  }
}
