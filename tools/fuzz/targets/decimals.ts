/** Decimals from bytes against `Number`: numbers as Python prints them, around doubles and half-way between two. */
import { DecimalReader } from '../../../src/log/numbers.ts';
import type { Random, Target } from '../target.ts';

/** Numbers of one input. */
const NUMBERS = 1000;

export const decimals: Target = {
  count: 10_000,
  onDisk: false,
  allowedMs: 200,
  make: (random) => ({ numbers: Array.from({ length: NUMBERS }, () => numberText(random)).join('\n') }),
  run: (files) => checkAll(String(files.numbers)),
};

const bits = new BigUint64Array(1);
const double = new Float64Array(bits.buffer);

/** The double behind a positive one. */
function behind(value: number): number {
  double[0] = value;
  bits[0] = (bits[0] as bigint) + 1n;
  return double[0];
}

function numberText(random: Random): string {
  const value = random() * 10 ** Math.floor(random() * 7 - 1);
  switch (Math.floor(random() * 5)) {
    case 0:
      return String(value);
    case 1:
      return value.toFixed(Math.floor(random() * 18));
    case 2:
      return value.toPrecision(15 + Math.floor(random() * 5));
    case 3:
      return (value + (behind(value) - value) / 2).toPrecision(16 + Math.floor(random() * 4));
    default:
      return Array.from({ length: 3 + Math.floor(random() * 18) }, (_, i) =>
        i === 2 ? '.' : Math.floor(random() * 10),
      ).join('');
  }
}

function checkAll(text: string): void {
  const reader = new DecimalReader();
  const bytes = Buffer.from(`${text}\n`, 'latin1');
  let at = 0;
  for (const word of text.split('\n')) {
    const value = reader.read(bytes, at);
    if (!Number.isNaN(value) && reader.end === at + word.length && !Object.is(value, Number(word))) {
      throw new Error(`a decimal is not what Number reads: ${word}`);
    }
    at += word.length + 1;
  }
}
