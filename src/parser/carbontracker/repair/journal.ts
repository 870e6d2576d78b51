/** The `ct-track {json}` lines of one run, collected as they come. */
import type { JournalEnd, JournalEntry, JournalEpoch, JournalEpochStart, JournalStart } from '../../../log/journal.ts';

export interface Journal {
  /** First line; null when it is missing or damaged, so that other lines cannot be assigned to devices. */
  start: JournalStart | null;
  epochs: JournalEpoch[];
  /** The epoch that has started and not ended. */
  open: JournalEpochStart | null;
  end: JournalEnd | null;
  /** Lines that are damaged, impossible or of a later version. */
  damagedLines: number;
}

export const newJournal = (): Journal => ({ start: null, epochs: [], open: null, end: null, damagedLines: 0 });

/** Beyond these a value is damage: 300 years, and what all the world uses in a second. */
const MOST_SECONDS = 1e10;
const MOST_JOULES = 1e15;

const isIn = (value: number, most: number): boolean => value >= 0 && value <= most;

/** Adds one line; null is one that could not be read. */
export function addEntry(journal: Journal, entry: JournalEntry | null): void {
  if (entry === null || !isPossible(entry)) {
    journal.damagedLines += 1;
    return;
  }
  switch (entry.event) {
    case 'start':
      journal.start ??= entry;
      break;
    case 'epoch-start':
      journal.open = entry;
      break;
    case 'epoch':
      journal.epochs.push(entry);
      if (journal.open !== null && journal.open.number <= entry.number) journal.open = null;
      break;
    case 'end':
      journal.end = entry;
      journal.open = null;
      break;
  }
}

function isPossible(entry: JournalEntry): boolean {
  switch (entry.event) {
    case 'start': {
      const { pue, intensity, startUnixS, devices } = entry;
      const areKnown = devices.every(({ component }) => component === 'gpu' || component === 'cpu');
      return areKnown && pue.value >= 1 && pue.value < 100 && isIn(intensity.gPerKwh, 1e5) && isIn(startUnixS, 1e11);
    }
    case 'epoch-start':
      return isIn(entry.atS, MOST_SECONDS);
    case 'epoch':
      return (
        isIn(entry.startS, MOST_SECONDS) &&
        isIn(entry.endS - entry.startS, MOST_SECONDS) &&
        Object.values(entry.devices).every(
          ({ energyJ, coveredS, gapCount }) =>
            isIn(energyJ ?? 0, MOST_JOULES) && isIn(coveredS, MOST_SECONDS) && isIn(gapCount, Number.MAX_SAFE_INTEGER),
        )
      );
    case 'end':
      return entry.outside === undefined || Object.values(entry.outside).every((energyJ) => isIn(energyJ, MOST_JOULES));
  }
}
