import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RunClock } from '../../../src/tracker/session/run-clock.ts';

it('goes on by the time between pauses, in any order of calls', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('pause', 'resume', 'wait'), fc.integer({ min: 0, max: 1000 })));
  fc.assert(
    fc.property(steps, (calls) => {
      let nowS = 5;
      const clock = new RunClock(() => nowS);
      let ranS = 0;
      let isPaused = false;
      const startS = clock.now();
      for (const [call, waitS] of calls) {
        if (call === 'pause') clock.pause();
        if (call === 'resume') clock.resume();
        if (call !== 'wait') isPaused = call === 'pause';
        nowS += waitS;
        if (!isPaused) ranS += waitS;
        expect(clock.now() - startS).toBe(ranS);
        expect(clock.isPaused).toBe(isPaused);
      }
      clock.resume();
      expect(clock.pausedS).toBe(nowS - 5 - ranS);
    }),
  );
});
