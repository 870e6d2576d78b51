/** That figures are numbers which can be. */

/** Figures whose sign says something. */
const SIGNED = new Set(['effectKwh', 'effectCo2eqG', 'loggedKwh', 'lowKwh', 'utcOffsetMinutes']);

/** @throws Error naming the first figure that is no number, infinite, or negative where that cannot be */
export function checkNumbers(value: unknown, where: string): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${where} is ${value}`);
    // The parts of a range are differences.
    const isSigned = SIGNED.has(where.slice(where.lastIndexOf('.') + 1)) || where.includes('.range.parts.');
    if (value < 0 && !isSigned) throw new Error(`${where} is ${value}`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) checkNumbers(part, `${where}.${key}`);
}

/** @throws Error when a text shows a figure that is none */
export function checkText(text: string, where: string): void {
  const found = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object/.exec(text);
  if (found !== null) throw new Error(`${where} shows ${found[0]}`);
}
