/** Marks of a training, from any number of processes: lines of the marker file and what they start and end. */
import { readMark } from '../../../src/tracker/mark-line.ts';
import { MarkedEpochs } from '../../../src/tracker/marked-epochs.ts';
import { mutate } from '../mutate.ts';
import type { Random, Target } from '../target.ts';

/** Lines that a training may write. */
function lineOf(random: Random): string {
  const number = random() < 0.6 ? ` ${Math.floor(random() * 12)}` : '';
  const time = random() < 0.4 ? ` @${(1_795_976_938 + random() * 1000).toFixed(3)}` : '';
  const kind = random();
  return `${kind < 0.45 ? 'start' : kind < 0.9 ? 'end' : 'total'}${number}${time}\n`;
}

export const marks: Target = {
  count: 1_000_000,
  onDisk: false,
  allowedMs: 50,
  make(random) {
    let text = '';
    for (let i = Math.floor(random() * 40); i >= 0; i -= 1) text += lineOf(random);
    return { marks: random() < 0.5 ? text : mutate(text, random, () => lineOf(random)) };
  },
  run({ marks: text = '' }) {
    const session = new CheckedSession();
    const epochs = new MarkedEpochs(session, null, 0);
    let atS = 0;
    for (const line of String(text).split('\n')) {
      const mark = readMark(line);
      if (mark === null) continue;
      if (mark.unixS !== null && !Number.isFinite(mark.unixS)) throw new Error(`${line} is at ${mark.unixS}`);
      if (mark.number !== null && !Number.isSafeInteger(mark.number)) throw new Error(`${line} has ${mark.number}`);
      atS += 1;
      epochs.take({ ...mark, atS });
      if (epochs.hasBegun !== session.starts > 0) throw new Error('it has begun without a start, or not with one');
    }
    for (const problem of epochs.problems()) if (/undefined|NaN/.test(problem)) throw new Error(problem);
  },
};

/** Each end belongs to a start, and times never go back. */
class CheckedSession {
  starts = 0;
  #lastS = 0;
  #isOpen = false;

  markStart(atS: number): void {
    this.#check(atS);
    this.starts += 1;
    this.#isOpen = true;
  }

  markEnd(atS: number): void {
    this.#check(atS);
    if (!this.#isOpen) throw new Error('an epoch ended that had not started');
    this.#isOpen = false;
  }

  forgetEpoch(): void {
    this.#isOpen = false;
  }

  plan(epochs: number): void {
    if (!Number.isSafeInteger(epochs) || epochs <= 0) throw new Error(`${epochs} epochs are planned`);
  }

  #check(atS: number): void {
    if (!(atS >= this.#lastS)) throw new Error('the time of a mark went back');
    this.#lastS = atS;
  }
}
