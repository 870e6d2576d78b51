import { describe, expect, it } from 'vitest';
import type { Pair } from '../../../../src/parser/carbontracker/repair/open-runs.ts';
import { readOutputLog } from '../../../../src/parser/carbontracker/repair/output.ts';
import { matchSessions } from '../../../../src/parser/carbontracker/repair/pairing.ts';
import { readStandardLog } from '../../../../src/parser/carbontracker/repair/standard.ts';
import { block, line, outputLog, PUE_LINE, type StandardText, standardLog } from '../../../helpers/logs.ts';

function match(standard: string, output: string, concurrent = false): Pair[] {
  const { sessions } = readOutputLog(output, { concurrent, doubled: false });
  return matchSessions(readStandardLog(standard).fragments, sessions, concurrent);
}

/** Watts of the first epoch, and energy of the Actual block, of each pair. */
const shape = (pairs: Pair[]): [number | null, number | null][] =>
  pairs.map(({ fragment, session }) => [
    fragment?.epochs[0]?.powerW.gpu?.values[0] ?? null,
    session?.actual?.energyKwh ?? session?.predicted?.energyKwh ?? null,
  ]);

const hour = (power: string): StandardText & Required<Pick<StandardText, 'epochs'>> => ({
  epochs: [{ duration: '1:00:00.00', power: { gpu: power } }],
  step: 3600,
  pue: null,
});
const hourBlock = (energy: string): object => ({ time: '1:00:00', energy });

describe('matchSessions', () => {
  it('one and one belong together, whatever their figures', () => {
    expect(shape(match(standardLog(), outputLog([{ energy: '9.0 kWh' }], 99_999)))).toEqual([[100, 9]]);
  });

  it('by figures, even where the order differs', () => {
    const standard = standardLog(hour('100.0')) + standardLog({ ...hour('200.0'), start: 7200 });
    const output = outputLog([hourBlock('0.200 kWh')], 50_000) + outputLog([hourBlock('0.100 kWh')], 60_000);
    expect(shape(match(standard, output))).toEqual([
      [100, 0.1],
      [200, 0.2],
    ]);
  });

  it('by their ends, where the figures do not agree', () => {
    const standard = standardLog(hour('100.0')) + standardLog({ ...hour('200.0'), start: 7200 });
    const output = outputLog([hourBlock('0.900 kWh')], 10_801);
    expect(shape(match(standard, output))).toEqual([
      [100, null],
      [200, 0.9],
    ]);
  });

  it('in turn, where nothing else tells', () => {
    const standard = standardLog(hour('100.0')) + standardLog({ ...hour('200.0'), start: 7200 });
    const output = outputLog([hourBlock('0.800 kWh')], 20_000) + outputLog([hourBlock('0.900 kWh')], 30_000);
    expect(shape(match(standard, output))).toEqual([
      [100, 0.8],
      [200, 0.9],
    ]);
  });

  it('a session that fits no run stands alone, one without figures is left out', () => {
    const standard = standardLog(hour('100.0'));
    const output = outputLog([hourBlock('0.100 kWh')], 3600) + outputLog([hourBlock('0.900 kWh')], 9000);
    expect(shape(match(standard, output))).toEqual([
      [100, 0.1],
      [null, 0.9],
    ]);
    const bare = line(9000, 'CarbonTracker: The following components were found: GPU with device(s) A.');
    expect(shape(match(standard, outputLog([hourBlock('0.100 kWh')], 3600) + bare))).toEqual([[100, 0.1]]);
  });

  it('processes at once are never matched in turn', () => {
    const standard = standardLog(hour('100.0')) + standardLog({ ...hour('200.0'), start: 7200 });
    const output = block(20_000, hourBlock('0.777 kWh')) + block(30_000, hourBlock('0.888 kWh'));
    expect(shape(match(standard, output, true))).toEqual([
      [100, null],
      [200, null],
      [null, 0.777],
      [null, 0.888],
    ]);
  });

  it('nothing gives nothing; an output log alone gives its first session', () => {
    expect(matchSessions([], [], false)).toEqual([]);
    expect(match('', line(0, 'CarbonTracker: Finished monitoring.'))).toMatchObject([
      { fragment: null, session: { finished: true } },
    ]);
  });
});

describe('figures of a session that are those of a run', () => {
  /** Two runs, and two sessions in the other order: told apart by figures only where the second's are close enough. */
  const areKnown = (
    time: string,
    energy: string,
    pue: string | null = null,
    epochs = hour('200.0').epochs,
  ): boolean => {
    const standard = standardLog({ ...hour('100.0'), pue }) + standardLog({ ...hour(''), epochs, pue, start: 7200 });
    const output = outputLog([{ time, energy }], 50_000) + outputLog([hourBlock('7.000 kWh')], 60_000);
    return shape(match(standard, output)).at(1)?.[1] === Number.parseFloat(energy);
  };

  it('the energy to its printed digits and 0.1 %', () => {
    expect(areKnown('1:00:00', '0.2000 kWh')).toBe(true);
    expect(areKnown('1:00:00', '0.2001 kWh')).toBe(true);
    expect(areKnown('1:00:00', '0.1999 kWh')).toBe(true);
    expect(areKnown('1:00:00', '0.2010 kWh')).toBe(false);
    expect(areKnown('1:00:00', '0.1990 kWh')).toBe(false);
    expect(areKnown('1:00:00', '0.2 kWh')).toBe(true);
  });

  it('the time to a second, and more where durations were cut', () => {
    expect(areKnown('1:00:01', '0.2000 kWh')).toBe(true);
    expect(areKnown('0:59:59', '0.2000 kWh')).toBe(true);
    expect(areKnown('1:00:02', '0.2000 kWh')).toBe(false);
    expect(areKnown('0:59:58', '0.2000 kWh')).toBe(false);
    const whole = { duration: '0:30:00', power: { gpu: '200.0' } };
    expect(areKnown('1:00:03', '0.2000 kWh', null, [whole, whole])).toBe(true);
    expect(areKnown('1:00:04', '0.2000 kWh', null, [whole, whole])).toBe(false);
  });

  it('with the PUE', () => {
    expect(areKnown('1:00:00', '0.3160 kWh', PUE_LINE)).toBe(true);
    expect(areKnown('1:00:00', '0.2000 kWh', PUE_LINE)).toBe(false);
  });

  it('not without a time, nor of a run without epochs', () => {
    expect(areKnown('soon', '0.2000 kWh')).toBe(false);
    expect(areKnown('0:00:00', '0.0000 kWh', null, [])).toBe(false);
  });
});

describe('where figures do not tell', () => {
  const two = standardLog(hour('100.0')) + standardLog({ ...hour('200.0'), start: 7200 });

  it.each([
    [10_795, 0.9],
    [10_805, 0.9],
    [10_794, null],
  ])('a session that ends at %d s is of the run that ends at 10800 s: %s', (endS, energyKwh) => {
    expect(shape(match(two, outputLog([hourBlock('0.900 kWh')], endS))).at(1)?.[1]).toBe(energyKwh);
  });

  it('a session that ended before a run began is not of that run', () => {
    const late = standardLog({ ...hour('100.0'), start: 7200 }) + standardLog({ ...hour('200.0'), start: 20_000 });
    expect(shape(match(late, outputLog([hourBlock('0.900 kWh')], 100)))).toEqual([
      [100, null],
      [200, null],
      [null, 0.9],
    ]);
  });

  it('a run without epochs takes no session in turn', () => {
    const bare = standardLog({ epochs: [], closing: [] }) + standardLog({ ...hour('200.0'), start: 7200 });
    expect(shape(match(bare, outputLog([hourBlock('0.900 kWh')], 50_000)))).toEqual([
      [null, null],
      [200, 0.9],
    ]);
  });

  it('each session goes to one run, each run has one session', () => {
    const output = [1, 2, 3].map((i) => outputLog([hourBlock(`0.${i}11 kWh`)], 20_000 + i * 100)).join('');
    expect(shape(match(two, output))).toEqual([
      [100, 0.111],
      [200, 0.211],
      [null, 0.311],
    ]);
  });

  it('a prediction alone is a figure too', () => {
    const output = block(20_000, { heading: 'Predicted consumption for 2 epoch(s):', energy: '0.5 kWh' });
    expect(shape(match(two, output))).toEqual([
      [100, 0.5],
      [200, null],
    ]);
    const first = block(20_000, { heading: 'First 1 epoch(s):', energy: '0.5 kWh' });
    expect(match(two, first).map(({ session }) => session?.first?.energyKwh ?? null)).toEqual([0.5, null]);
  });

  it('predictions of runs at once that were cut off go to the epochs on which they rest', () => {
    const predicted = (atS: number, energy: string): string =>
      block(atS, { heading: 'Predicted consumption for 2 epoch(s):', energy });
    const output = predicted(20_000, '0.40000 kWh') + predicted(20_001, '0.20000 kWh');
    expect(shape(match(two, output, true))).toEqual([
      [100, 0.2],
      [200, 0.4],
    ]);
    expect(shape(match(two, predicted(20_000, '0.7 kWh'), true)).at(-1)).toEqual([null, 0.7]);
  });
});
