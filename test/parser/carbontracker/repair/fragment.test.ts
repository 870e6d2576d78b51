import { describe, expect, it } from 'vitest';
import { newFragment } from '../../../../src/parser/carbontracker/repair/fragment.ts';

describe('newFragment', () => {
  it('begins and ends with its stamp, or with none', () => {
    expect(newFragment('2025-01-01 08:00:00')).toMatchObject({
      startedAt: '2025-01-01 08:00:00',
      endedAt: '2025-01-01 08:00:00',
      ended: false,
      epochs: [],
    });
    expect(newFragment('')).toMatchObject({ startedAt: null, endedAt: null });
  });
});
