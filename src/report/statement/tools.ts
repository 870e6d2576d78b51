/** Which tools wrote the logs that a statement rests on, and how they came to their figures. */
import { type Entry, OBTAINED, type Obtained } from '../../accounting/index.ts';

/** What the last sentence of a statement needs. */
export interface Tools {
  carbontracker: boolean;
  /** Version of ct-track as printed; null when it wrote none of the logs. */
  ctTrack: string | null;
  /** Every way in which power was obtained; none counts as measured. */
  obtained?: readonly Obtained[];
}

/** Collects the tools of the added runs. */
export class ToolTotals {
  #carbontracker = false;
  #ctTrack: string | null = null;
  readonly #obtained = new Set<Obtained>();

  add({ run: { writer }, traits: { obtained } }: Entry): void {
    if (writer.tool === 'ct-track') this.#ctTrack = writer.version ?? 'unknown version';
    else this.#carbontracker = true;
    for (const one of obtained) this.#obtained.add(one);
  }

  /** The tools of all runs that were added. */
  result(): Tools {
    return {
      carbontracker: this.#carbontracker,
      ctTrack: this.#ctTrack,
      obtained: OBTAINED.filter((one) => this.#obtained.has(one)),
    };
  }
}
