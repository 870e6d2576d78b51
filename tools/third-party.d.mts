/** Text of the notice: every bundled package with its version, licence and licence text. */
export function notices(): string;
