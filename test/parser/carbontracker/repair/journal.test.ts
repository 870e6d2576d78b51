import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalEpoch } from '../../../../src/log/journal.ts';
import { addEntry, type Journal, newJournal } from '../../../../src/parser/carbontracker/repair/tracking.ts';
import { device, PUE, START_UNIX_S, startEntry } from '../../../helpers/track-logs.ts';

const START = startEntry({ devices: [device('gpu:0'), device('cpu:0')], job: {} });
const ENERGY = { energyJ: 1000, coveredS: 10, sampledJ: null, gapCount: 0, gaps: [] };
const EPOCH: JournalEpoch = {
  event: 'epoch',
  number: 1,
  startS: 0,
  endS: 10,
  complete: true,
  devices: { 'gpu:0': ENERGY },
};
const END = { event: 'end', elapsedS: 10, exitCode: 0, signal: null, devices: {} } as const;
const begins = (number: number, atS = 0): JournalEntry => ({ event: 'epoch-start', number, atS });

function journalOf(...entries: (JournalEntry | null)[]): Journal {
  const journal = newJournal();
  for (const entry of entries) addEntry(journal, entry);
  return journal;
}

describe('lines in turn', () => {
  it('are collected', () => {
    expect(journalOf(START, begins(1), EPOCH, END)).toEqual({
      start: START,
      epochs: [EPOCH],
      open: null,
      pauses: [],
      end: END,
      askedAtS: null,
      damagedLines: 0,
    });
  });

  it('the first start counts, and the last end', () => {
    const journal = journalOf(START, { ...START, id: 'other' }, END, { ...END, exitCode: 1 });
    expect(journal.start?.id).toBe('run');
    expect(journal.end?.exitCode).toBe(1);
  });

  it('an epoch is open until it, a later one or the run ends', () => {
    expect(journalOf(begins(2)).open?.number).toBe(2);
    expect(journalOf(begins(2), { ...EPOCH, number: 1 }).open?.number).toBe(2);
    expect(journalOf(begins(2), { ...EPOCH, number: 2 }).open).toBeNull();
    expect(journalOf(begins(2), { ...EPOCH, number: 3 }).open).toBeNull();
    expect(journalOf(begins(2), END).open).toBeNull();
    expect(journalOf(begins(2), begins(3)).open?.number).toBe(3);
  });

  it('what could not be read is counted', () => {
    expect(journalOf(null, START, null).damagedLines).toBe(2);
  });
});

describe('what cannot be is damage', () => {
  const epochWith = (energy: Partial<typeof ENERGY>): JournalEpoch => ({
    ...EPOCH,
    devices: { 'gpu:0': { ...ENERGY, ...energy } },
  });

  it.each<[string, JournalEntry]>([
    ['a component that carbontracker has no word for', { ...START, devices: [device('gpu:0', { component: 'tpu' })] }],
    ['a PUE below 1', { ...START, pue: { ...PUE, value: 0.99 } }],
    ['a PUE of 100', { ...START, pue: { ...PUE, value: 100 } }],
    ['a negative intensity', { ...START, intensity: { ...START.intensity, gPerKwh: -1 } }],
    ['an intensity above all fuels', { ...START, intensity: { ...START.intensity, gPerKwh: 100_001 } }],
    ['a start before 1970', { ...START, startUnixS: -1 }],
    ['a start in milliseconds', { ...START, startUnixS: START_UNIX_S * 1000 }],
    ['an epoch that begins before the run', begins(1, -1)],
    ['an epoch that begins after 300 years', begins(1, 1.1e10)],
    ['an epoch that ends before it begins', { ...EPOCH, startS: 10, endS: 9 }],
    ['an epoch that began before the run', { ...EPOCH, startS: -1 }],
    ['an epoch that began after 300 years', { ...EPOCH, startS: 1.1e10, endS: 1.2e10 }],
    ['an epoch of over 300 years', { ...EPOCH, endS: 1.1e10 }],
    ['a negative energy', epochWith({ energyJ: -1 })],
    ['an energy beyond that of the world', epochWith({ energyJ: 1.1e15 })],
    ['a negative cover', epochWith({ coveredS: -1 })],
    ['a cover of over 300 years', epochWith({ coveredS: 1.1e10 })],
    ['a negative count of gaps', epochWith({ gapCount: -1 })],
    ['a count of gaps that is no whole number any more', epochWith({ gapCount: 2 ** 54 })],
    [
      'one bad device among good ones',
      { ...EPOCH, devices: { 'gpu:0': ENERGY, 'gpu:1': { ...ENERGY, coveredS: -1 } } },
    ],
  ])('%s', (_, entry) => expect(journalOf(entry)).toEqual({ ...newJournal(), damagedLines: 1 }));

  it.each<[string, JournalEntry]>([
    ['a PUE of 1', { ...START, pue: { ...PUE, value: 1 } }],
    ['an intensity of 0', { ...START, intensity: { ...START.intensity, gPerKwh: 0 } }],
    ['the largest intensity', { ...START, intensity: { ...START.intensity, gPerKwh: 100_000 } }],
    ['an epoch without a length', { ...EPOCH, startS: 10, endS: 10 }],
    ['an energy that was not measured', epochWith({ energyJ: null as never })],
    ['no energy', epochWith({ energyJ: 0, coveredS: 0 })],
    ['no device', { ...EPOCH, devices: {} }],
    ['an end', END],
  ])('%s is none', (_, entry) => expect(journalOf(entry).damagedLines).toBe(0));
});
