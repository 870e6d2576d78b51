import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { FORMS, killOne, TOTAL_W } from '../../bench/kill-one.mjs';
import { generator } from '../../bench/make-logs.mjs';

const MOMENTS = 20;
const AT_ONCE = 2;
/** The nine epochs of a command last about 600 ms; afterwards it waits to be killed. */
const LATEST_MS = 450;
/** Rounding of the samples file: a millijoule a device. */
const ROUNDING_J = 0.002;

describe('killed with SIGKILL', () => {
  it(`at ${MOMENTS} random moments, the energy up to the last sample is recovered each time`, async () => {
    const programs = { ctParse: inject('ctParse'), ctTrack: join(dirname(inject('ctParse')), 'ct-track.js') };
    const random = generator(4);
    const kills = Array.from({ length: MOMENTS }, (_, i) => ({
      form: FORMS[i % FORMS.length] ?? '',
      waitsForSample: true,
      afterMs: random() * LATEST_MS,
    }));
    for (let done = 0; done < MOMENTS; done += AT_ONCE) {
      for (const killed of await Promise.all(
        kills.slice(done, done + AT_ONCE).map((kill) => killOne(programs, kill)),
      )) {
        const { lastJ, lastS, beforeEpochJ, beforeEpochS, recoveredJ, longestGapS } = killed;
        // Between the start of the first epoch and its first sample nothing of it is known.
        const basis = (lastS ?? 0) > beforeEpochS ? 'recovered' : expect.stringMatching(/^(?:recovered|none)$/);
        expect(killed).toMatchObject({ basis, whole: true, lastJ: expect.any(Number) });
        expect(recoveredJ).toBeLessThanOrEqual((lastJ ?? 0) + ROUNDING_J);
        expect(recoveredJ).toBeGreaterThanOrEqual((lastJ ?? 0) - beforeEpochJ - longestGapS * TOTAL_W - ROUNDING_J);
      }
    }
  });
});
