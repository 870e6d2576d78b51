/** Characters that no terminal should be sent from a name. */

/** Control characters and overrides of direction, line feeds aside. */
export function controls(text: string): string[] {
  return [...text].filter((character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return character !== '\n';
    if (code >= 0x7f && code <= 0x9f) return true;
    return code === 0x61c || code === 0x200e || code === 0x200f || isBetween(code, 0x202a, 0x202e, 0x2066, 0x2069);
  });
}

const isBetween = (code: number, a: number, b: number, c: number, d: number): boolean =>
  (code >= a && code <= b) || (code >= c && code <= d);
