/** What the page has in place of Node's own parts does the same. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as browser from '../../page/reader/system.ts';
import * as node from '../../src/parser/system.ts';

const bytes = fc.uint8Array({ maxLength: 40 });
const part = fc.oneof(
  fc.constantFrom('.', '..', '/', '', 'a', 'b.log', 'a/b', './a', 'a/', 'a//b', '../x'),
  fc.string({ maxLength: 4 }),
);

it('texts and places in bytes', () => {
  fc.assert(
    fc.property(bytes, fc.uint8Array({ minLength: 1, maxLength: 3 }), fc.nat(20), (all, some, from) => {
      expect(browser.isAscii(all)).toBe(node.isAscii(all));
      expect(browser.textOfUtf8(all)).toBe(node.textOfUtf8(all));
      expect(browser.placeOf(all, some, Math.min(from, all.length))).toBe(
        node.placeOf(all, some, Math.min(from, all.length)),
      );
      const ascii = all.map((byte) => byte & 0x7f);
      expect(browser.textOfAscii(ascii)).toBe(node.textOfAscii(ascii));
    }),
  );
});

it('paths', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      fc.pre(parts.every((one) => !one.includes('\\')));
      expect(browser.joinPath(...parts), JSON.stringify(parts)).toBe(node.joinPath(...parts));
      expect(browser.baseName(parts.join('/'))).toBe(node.baseName(parts.join('/')));
    }),
  );
});
