/**
 * Writes the fonts that reports and figures embed, with the characters that they use, as TypeScript modules: Arimo has the
 * widths of Helvetica and Arial, Tinos those of Times, Cousine those of Courier. A subset loads ten times faster than the
 * whole font; texts with other characters use DejaVu Sans.
 * Run it with `npm run fonts` after a change of the characters or of the package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

const require = createRequire(import.meta.url);
const target = new URL('../src/report/fonts/', import.meta.url);

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const characters =
  range(0x20, 0x7e) +
  range(0xa0, 0x17f) +
  range(0x391, 0x3a1) +
  range(0x3a3, 0x3a9) +
  range(0x3b1, 0x3c9) +
  range(0x2080, 0x2089) +
  '⁰⁴⁵⁶⁷⁸⁹⁻–—‘’“”„†•…‰‹›€→←↔−√∞≈≠≤≥\u2009\u202f\u2026';

/** Kerning and ligatures take a third of the time of a report and change next to nothing at its sizes. */
const DROPPED = ['GDEF', 'GPOS', 'GSUB', 'MATH', 'gasp'];

/** The same font without the tables for layout; the format is a directory of 16 bytes a table, then the tables. */
function withoutLayout(font) {
  const records = Array.from({ length: font.readUInt16BE(4) }, (_, i) => font.subarray(12 + 16 * i, 28 + 16 * i));
  const kept = records.filter((record) => !DROPPED.includes(record.toString('latin1', 0, 4)));
  const head = Buffer.from(font.subarray(0, 12));
  const power = Math.floor(Math.log2(kept.length));
  head.writeUInt16BE(kept.length, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * kept.length - 16 * 2 ** power, 10);
  let offset = 12 + 16 * kept.length;
  const tables = kept.map((record) => {
    const [from, length] = [record.readUInt32BE(8), record.readUInt32BE(12)];
    const table = Buffer.alloc(Math.ceil(length / 4) * 4);
    font.copy(table, 0, from, from + length);
    const moved = Buffer.from(record);
    moved.writeUInt32BE(offset, 8);
    offset += table.length;
    return { moved, table };
  });
  return Buffer.concat([head, ...tables.map(({ moved }) => moved), ...tables.map(({ table }) => table)]);
}

for (const [name, file] of [
  ['sans', 'arimo/400Regular/Arimo_400Regular.ttf'],
  ['sans-bold', 'arimo/700Bold/Arimo_700Bold.ttf'],
  ['serif', 'tinos/400Regular/Tinos_400Regular.ttf'],
  ['serif-bold', 'tinos/700Bold/Tinos_700Bold.ttf'],
  ['mono', 'cousine/400Regular/Cousine_400Regular.ttf'],
]) {
  const font = readFileSync(require.resolve(`@expo-google-fonts/${file}`));
  const subset = withoutLayout(await subsetFont(font, characters, { targetFormat: 'truetype', noHinting: true }));
  const text = `/** Made by tools/subset-fonts.mjs from @expo-google-fonts/${file.split('/')[0]}, SIL Open Font License 1.1. */
export const ${name.replace(/-(.)/, (_, letter) => letter.toUpperCase())} = /* base64 of a TrueType font */
  '${subset.toString('base64')}';
`;
  writeFileSync(new URL(`${name}.ts`, target), text);
  process.stdout.write(`${name}: ${subset.length} bytes\n`);
}
