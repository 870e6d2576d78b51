import { describe, expect, it } from 'vitest';
import { matchSessions, type Pair } from '../../src/parser/match.ts';
import { readOutputLog } from '../../src/parser/output.ts';
import { readStandardLog } from '../../src/parser/standard.ts';
import { block, line, outputLog, standardLog } from '../helpers/logs.ts';

function match(standard: string, output: string, concurrent = false): Pair[] {
  const { sessions } = readOutputLog(output, { concurrent, doubled: false });
  return matchSessions(readStandardLog(standard).fragments, sessions, concurrent);
}

/** Watts of the first epoch, and energy of the Actual block, of each pair. */
const shape = (pairs: Pair[]): unknown[] =>
  pairs.map(({ fragment, session }) => [
    fragment?.epochs[0]?.powerW.gpu?.values[0] ?? null,
    session?.actual?.energyKwh ?? session?.predicted?.energyKwh ?? null,
  ]);

const hour = (power: string): object => ({
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
