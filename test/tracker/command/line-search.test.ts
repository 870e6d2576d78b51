import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../../src/tracker/command/line-search.ts';
import { OutputLines } from '../../../src/tracker/output-lines.ts';

const PARTS = [
  'Epoch 1/3',
  'Epoch \u001b[35m2/3',
  'Epo',
  'ch 3/3',
  'loss',
  'é',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\u001b[2K',
  'x\n',
];
const PATTERNS = [
  /Epoch (\d+)/,
  /^Epoch (\d+)/,
  /(?:Epoch|loss) ?(\d*)/,
  /o(?=ss)/,
  /epoch (\d)/i,
  /epo\w* (\d)|lo(s+)|x$/i,
];

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i] ?? 0, end));
}

/** Lines that have ended, and the last one as far as it came. */
function wholeLines(text: string, pattern: RegExp): string[] {
  const found: string[] = [];
  const lines = new OutputLines((line) => {
    if (line.isEnded && pattern.test(line.text)) found.push(line.text);
  });
  lines.add(Buffer.from(`${text}\n`));
  return found;
}

const withoutRepeats = (texts: readonly string[]): string[] => texts.filter((text, i) => text !== texts[i - 1]);

describe('LineSearch', () => {
  it('finds each line that matches, however the output is cut', () => {
    const texts = fc.array(fc.constantFrom(...PARTS), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.nat(300), { maxLength: 12 }),
        fc.constantFrom(...PATTERNS),
        (text, cuts, pattern) => {
          const bytes = Buffer.from(`${text}\n`);
          const search = new LineSearch(pattern);
          const found = cut(
            bytes,
            cuts.map((at) => at % bytes.length),
          ).flatMap((chunk) => search.add(chunk));
          const ended = found.filter(({ isEnded }) => isEnded).map((line) => line.text);
          expect(withoutRepeats(ended)).toEqual(withoutRepeats(wholeLines(text, pattern)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not hold on to what it is given', () => {
    const search = new LineSearch(/Epoch (\d+)/);
    const chunk = Buffer.from('loss 3\nEpoc');
    search.add(chunk);
    chunk.fill(0);
    expect(search.add(Buffer.from('h 4\n')).map(({ text }) => text)).toEqual(['Epoch 4']);
  });
});
