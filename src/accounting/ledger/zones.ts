/** Stamps of logs are local times; ct-track tells how far from UTC they are. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';

/** Goes through runs one after the other, and keeps the first of each offset. */
export class Zones {
  readonly #firstIds = new Map<number, string>();

  /** @returns a finding for the first run of a further offset */
  look({ id, tracking }: Run): Finding | null {
    if (tracking === null || this.#firstIds.has(tracking.utcOffsetMinutes)) return null;
    const [known] = this.#firstIds;
    this.#firstIds.set(tracking.utcOffsetMinutes, id);
    if (known === undefined) return null;
    const [offset, first] = known;
    const message = `logs local times of UTC${offsetText(tracking.utcOffsetMinutes)}, ${first} those of UTC${offsetText(offset)}: compare no stamps of the two`;
    return newFinding('zones-differ', message);
  }
}

function offsetText(minutes: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
