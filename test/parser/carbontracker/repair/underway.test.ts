import { describe, expect, it } from 'vitest';
import { epochText, line, standardLog } from '../../../helpers/logs.ts';
import { codesOf, runsOf } from '../../../helpers/runs.ts';

const epoch = (at: number, number: number): string => epochText(at, number, { power: { gpu: `${number}00.5` } });
const stepsOf = (...times: number[]): string[] =>
  runsOf(standardLog({ epochs: [], closing: [] }) + times.map((at, i) => epoch(at, i + 1)).join('')).flatMap(
    ({ findings }) => findings.filter(({ code }) => code === 'clock-set-back').map(({ message }) => message),
  );

describe('stamps that go back', () => {
  it('are told with the largest step', () => {
    expect(stepsOf(60, 30, 90, 80)).toEqual([
      'the time stamps go back by 30 s: unless summer time ended, an epoch may be logged too short',
    ]);
  });

  it('by a second are the order in which threads write', () => expect(stepsOf(60, 59, 120)).toEqual([]));

  it('from one run of a file to the next are none of either', () => {
    const later = standardLog({ start: 7200, epochs: [{ power: { gpu: '100.5' } }] });
    expect(runsOf(later + standardLog()).flatMap(codesOf)).not.toContain('clock-set-back');
  });

  it('of several processes tell nothing', () => {
    const head = line(0, 'carbontracker version 1.1.6');
    const ends = line(60, 'Monitoring thread ended.');
    const codes = runsOf(head + head + epoch(60, 1) + epoch(50, 1) + ends + ends).flatMap(codesOf);
    expect(codes).toContain('several-processes');
    expect(codes).not.toContain('clock-set-back');
  });
});
