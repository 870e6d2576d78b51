/** Numbers without exponents: carbontracker reads `3e-05` as 3. */

/**
 * Shortest decimal text that reads back as the same number, always with a decimal point: `200.0`, `0.00003`.
 *
 * @param value finite
 */
export function plainDecimal(value: number): string {
  const text = String(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponentText] = text.split('e');
  if (exponentText === undefined) return sign + (text.includes('.') ? text : `${text}.0`);
  const exponent = Number(exponentText);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}.0`;
}
