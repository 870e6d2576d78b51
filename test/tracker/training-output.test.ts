/** Epochs of real training programs, from what they printed through a pipe and on a terminal. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../src/tracker/command/line-search.ts';
import { EpochMarks } from '../../src/tracker/epoch-marks.ts';
import { readEpochPattern } from '../../src/tracker/epoch-pattern.ts';
import { wereEnds } from '../../src/tracker/line-moment.ts';

const FOLDER = new URL('../../fixtures/training-output/', import.meta.url);

interface Truth {
  preset: string;
  epochs: number;
  /** Seconds from the start of the command; null where no epoch is shown. */
  firstStartS: number | null;
  planned?: number;
  /** Seconds from the start of the command, where the program prints the end of the training; else its end counts. */
  lastEndS?: number;
}

const truth = JSON.parse(readFileSync(new URL('truth.json', FOLDER), 'utf8')) as Record<string, Truth>;

/** Start and end of each epoch of a recorded output. */
function epochsOf(file: string, preset: string, planned: number | null): [startS: number, endS: number][] {
  const pattern = readEpochPattern(preset);
  const epochs: [number, number][] = [];
  let nowS = 0;
  let openS: number | null = EpochMarks.mayEnd(pattern) ? 0 : null;
  const end = (passed: number): void => {
    for (let i = 0; i < passed && openS !== null; i += 1) {
      const partS = (nowS - openS) / passed;
      epochs.push([openS + partS * i, i + 1 === passed ? nowS : openS + partS * (i + 1)]);
    }
    openS = nowS;
  };
  const marks = new EpochMarks(pattern, planned, {
    opens: () => {
      openS = nowS;
    },
    passes: end,
    closes: () => {
      end(1);
      openS = null;
    },
  });
  const streams = new Map<string, LineSearch>();
  for (const row of readFileSync(new URL(file, FOLDER), 'utf8').trimEnd().split('\n')) {
    const [atS, stream, text] = JSON.parse(row) as [number, string, string];
    nowS = atS;
    if (stream === 'exit') break;
    const search = streams.get(stream) ?? new LineSearch(pattern.regex);
    streams.set(stream, search);
    for (const line of search.add(Buffer.from(text))) marks.look(line, atS);
  }
  if (marks.areStarts === null) return [];
  if (marks.openEnd === 'complete' && openS !== null) {
    const beforeS = epochs[0]?.[0] ?? openS;
    const times = { beforeS, epochsS: epochs.map(([startS, endS]) => endS - startS), openS: nowS - openS };
    if (marks.isDoubtful && wereEnds(times)) epochs.unshift([0, beforeS]);
    else end(1);
  }
  return epochs;
}

describe('recorded output', () => {
  it('has a truth for each file', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));
    expect(Object.keys(truth).sort()).toEqual(files.sort());
  });

  describe.each(Object.entries(truth))('%s', (file, { preset, epochs, firstStartS, planned = null, lastEndS }) => {
    it.each([preset, 'auto'])('shows its epochs to %s', (name) => {
      const found = epochsOf(file, name, planned);
      expect(found.map(([startS]) => startS)).toHaveLength(epochs);
      expect(found[0]?.[0] ?? null).toBe(firstStartS);
      if (lastEndS !== undefined) expect(found.at(-1)?.[1]).toBe(lastEndS);
      // None overlaps the one before, and none is empty.
      for (const [i, [startS, endS]] of found.entries()) {
        expect(endS).toBeGreaterThan(startS);
        expect(startS).toBeGreaterThanOrEqual(found[i - 1]?.[1] ?? 0);
      }
    });
  });
});
