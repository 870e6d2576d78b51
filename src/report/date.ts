/** The date that a document carries. */
import { CtError } from '../model/errors.ts';

/**
 * `SOURCE_DATE_EPOCH` when it is set, so that the same input gives the same bytes; else now.
 *
 * @throws CtError USAGE when it is set and is not a number of seconds
 */
export function dateOfDocument(): Date {
  const seconds = process.env.SOURCE_DATE_EPOCH;
  if (seconds === undefined) return new Date();
  if (/^\d{1,11}$/.test(seconds)) return new Date(Number(seconds) * 1000);
  throw new CtError('USAGE', `SOURCE_DATE_EPOCH is '${seconds}'; set it to whole seconds since 1970, or unset it`);
}
