import { expect, it } from 'vitest';
import { entriesOf } from '../../src/index.ts';
import { watchedRun } from '../../src/watch/watched-run.ts';
import { runOf } from '../helpers/runs.ts';
import { START_UNIX_S, trackLog } from '../helpers/track-logs.ts';

it('a question of --stop-and-confirm takes nothing from the time left', () => {
  // Two of five epochs of 100 s have ended; the third has run for 30 s.
  const epochs = [0, 100].map((startS) => ({ startS, endS: startS + 100, energyJ: { 'gpu:0': 2000, 'gpu:1': 0 } }));
  for (const durationS of [0, 500]) {
    const pauses = durationS === 0 ? [] : [{ atS: 110, durationS }];
    const { standard, output } = trackLog({ epochs, pauses, openAtS: 200, start: { plannedEpochs: 5 } });
    const [entry] = [...entriesOf([runOf(standard, output)])];
    if (entry === undefined) throw new Error('no entry');
    const { remainingS } = watchedRun(entry, null, START_UNIX_S + 230 + durationS);
    expect(remainingS).toEqual({ mean: 270, least: 270, most: 270 });
  }
});
