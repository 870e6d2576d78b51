/** The date that a document carries. */

/** `SOURCE_DATE_EPOCH` when it is set, so that builds can make the same bytes again; else now. */
export function dateOfDocument(): Date {
  const seconds = process.env.SOURCE_DATE_EPOCH;
  return seconds !== undefined && /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : new Date();
}
