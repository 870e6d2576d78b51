import { describe, expect, it } from 'vitest';
import { newFinding } from '../../src/model/findings.ts';

describe('newFinding', () => {
  it('takes the severity of its code, and nothing that it was not given', () => {
    expect(newFinding('cut-off', 'text')).toEqual({
      code: 'cut-off',
      severity: 'warning',
      message: 'text',
      effectKwh: null,
    });
    expect(newFinding('not-measured', 'text', 0.5)).toMatchObject({ severity: 'error', effectKwh: 0.5 });
    expect(newFinding('empty-log', 'text').severity).toBe('info');
  });

  it('figures that are not given are unknown', () => {
    expect(newFinding('total-differs', 'text', 1, { loggedKwh: 2 }).figures).toEqual({
      loggedKwh: 2,
      correctKwh: null,
      rangeKwh: null,
    });
    expect(newFinding('total-differs', 'text', 1, {}).figures).toEqual({
      loggedKwh: null,
      correctKwh: null,
      rangeKwh: null,
    });
  });
});
