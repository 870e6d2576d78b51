/** How long a reader of a foreign Parquet file may take. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patienceMs } from '../../src/tables/parquet-process.ts';

it('is a time that a signal takes, however busy the machine is', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.double({ min: 0, max: 1000, noNaN: true }), (bytes, load) => {
      const timeoutMs = patienceMs(bytes, load);
      expect(Number.isInteger(timeoutMs)).toBe(true);
      expect(timeoutMs).toBeGreaterThanOrEqual(patienceMs(bytes, 0));
      expect(timeoutMs).toBeLessThanOrEqual(5 * patienceMs(bytes, 0));
    }),
  );
});
