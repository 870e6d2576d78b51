import { afterEach, expect, it } from 'vitest';
import { dateOfDocument } from '../../src/report/date.ts';

afterEach(() => {
  delete process.env.SOURCE_DATE_EPOCH;
});

it('is that of SOURCE_DATE_EPOCH', () => {
  process.env.SOURCE_DATE_EPOCH = '1700000000';
  expect(dateOfDocument().toISOString()).toBe('2023-11-14T22:13:20.000Z');
});

it.each(['', ' ', 'today', '1e9', '-1'])('%j is refused', (value) => {
  process.env.SOURCE_DATE_EPOCH = value;
  expect(dateOfDocument).toThrow(`SOURCE_DATE_EPOCH is '${value}'; set it to whole seconds since 1970, or unset it`);
});
