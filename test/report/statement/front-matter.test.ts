/** `co2_eq_emissions` in model cards: what changes, and that nothing else does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { CtError } from '../../../src/index.ts';
import { type CardField, newFrontMatter } from '../../../src/report/statement/card-block.ts';
import { mergeCard } from '../../../src/report/statement/front-matter.ts';

const FIELDS: CardField[] = [
  { name: 'emissions', value: { number: '79.585' } },
  { name: 'source', value: 'Logs, added up: "all" of #1' },
  { name: 'training_type', value: null },
  { name: 'geographical_location', value: null, otherwise: 'unknown, world average' },
  { name: 'hardware_used', value: '8 x A100' },
];
const VALUES = {
  emissions: 79.585,
  source: 'Logs, added up: "all" of #1',
  training_type: 'TODO',
  geographical_location: 'unknown, world average',
  hardware_used: '8 x A100',
};
const BLOCK = [
  'co2_eq_emissions:',
  '  emissions: 79.585',
  '  source: "Logs, added up: \\"all\\" of #1"',
  '  training_type: TODO',
  '  geographical_location: "unknown, world average"',
  '  hardware_used: "8 x A100"',
  '',
].join('\n');

/** The YAML between the first two lines of dashes. */
const frontMatter = (card: string): Record<string, unknown> =>
  parse(/^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)/m.exec(card)?.[1] ?? '') as Record<string, unknown>;

/** Each list holds the one before nine times. */
const multiplied = Array.from(
  { length: 9 },
  (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join()}]\n`,
).join('');

describe('a card', () => {
  it('without front matter gets one', async () => {
    expect(await mergeCard('# Model\n\ntext\n', FIELDS)).toBe(`---\n${BLOCK}---\n\n# Model\n\ntext\n`);
    expect(await mergeCard('', FIELDS)).toBe(`---\n${BLOCK}---\n`);
    expect(newFrontMatter(FIELDS)).toBe(`---\n${BLOCK}---\n`);
    expect(await mergeCard('\r\n# A\r\n', FIELDS)).toBe(`---\r\n${BLOCK.replaceAll('\n', '\r\n')}---\r\n\r\n# A\r\n`);
    expect(await mergeCard('\uFEFF# A', FIELDS)).toBe(`\uFEFF---\n${BLOCK}---\n\n# A`);
  });

  it('with other keys gets one more, at the end', async () => {
    const head = '---\n# kept\nlicense:   mit   # also kept\ntags: [a,   b]\n\nmodel-index:\n- name: "x"\n';
    const body = '---\n\n# Model  \n\n---\nco2_eq_emissions: 5\n';
    expect(await mergeCard(head + body, FIELDS)).toBe(head + BLOCK + body);
  });

  it.each([
    ['empty', '---\n---\n', `---\n${BLOCK}---\n`],
    ['only a comment', '---\n# later\n---\n', `---\n# later\n${BLOCK}---\n`],
    ['a bare number', '---\na: 1\nco2_eq_emissions: 12.5\nb: 2\n---\n', `---\na: 1\n${BLOCK}b: 2\n---\n`],
    ['nothing behind the key', '---\nco2_eq_emissions:\nb: 2\n---\n', `---\n${BLOCK}b: 2\n---\n`],
    ['a closing line of dots', '---\na: 1\n...\ntext', `---\na: 1\n${BLOCK}...\ntext`],
  ])('with front matter that is %s', async (_, card, expected) => {
    expect(await mergeCard(card, FIELDS)).toBe(expected);
  });

  it('keeps the comment of a bare number', async () => {
    const card = '---\nco2_eq_emissions: 12 # by hand\nb: 2\n---\n';
    const merged = await mergeCard(card, FIELDS);
    expect(merged).toBe(`---\n${BLOCK.replace('\n', ' # by hand\n')}b: 2\n---\n`);
    expect(frontMatter(merged)).toEqual({ co2_eq_emissions: VALUES, b: 2 });
  });

  it('keeps comments, order, indentation and further fields of the map, and what is not known here', async () => {
    const card = [
      '---',
      'co2_eq_emissions: # see below',
      '    # in grams',
      '    emissions:   12   # too low',
      '    hours: 7',
      '    training_type: fine-tuning',
      '    source: >-',
      '      folded',
      '      text',
      '    geographical_location: "Copenhagen"',
      '# about tags',
      'tags:',
      '- a',
      '---',
      '',
    ];
    const expected = card.with(3, '    emissions: 79.585   # too low');
    expected.splice(6, 3, '    source: "Logs, added up: \\"all\\" of #1"');
    expected.splice(8, 0, '    hardware_used: "8 x A100"');
    expect((await mergeCard(card.join('\n'), FIELDS)).split('\n')).toEqual(expected);
    const windows = await mergeCard(card.join('\r\n'), FIELDS);
    expect(windows.split('\r\n')).toEqual(expected);
    expect(windows.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('a known value replaces a TODO', async () => {
    const card = await mergeCard('', FIELDS);
    const known = await mergeCard(card, FIELDS.with(2, { name: 'training_type', value: 'pre-training' }));
    expect(frontMatter(known)).toEqual({ co2_eq_emissions: { ...VALUES, training_type: 'pre-training' } });
  });

  it.each([
    ['never closes', '---\na: 1\n# Model\n', /opens with --- and never closes/],
    ['broken YAML', '---\na: [1\n---\n', /no YAML/],
    ['the same key twice', '---\na: 1\na: 2\n---\n', /no YAML/],
    ['a list', '---\n- a\n---\n', /list of keys/],
    ['a text', '---\nhello\n---\n', /list of keys/],
    ['one line of flow', '---\n{a: 1}\n---\n', /list of keys/],
    ['emissions that are a list', '---\nco2_eq_emissions:\n- 1\n---\n', /neither a number nor a list of fields/],
    ['emissions that are a text', '---\nco2_eq_emissions: much\n---\n', /neither a number/],
    ['emissions in one line', '---\nco2_eq_emissions: {emissions: 1}\n---\n', /one line/],
    ['emissions with an anchor', '---\nco2_eq_emissions: &x\n  emissions: 1\nb: *x\n---\n', /anchor/],
    ['an alias', '---\na: &x {emissions: 1}\nco2_eq_emissions: *x\n---\n', /neither a number/],
    ['a field that is a list', '---\nco2_eq_emissions:\n  emissions: [1]\n---\n', /emissions is not a plain value/],
    ['an alias that leads nowhere', '---\na: *x\n---\n', /no YAML .*alias/],
    ['an alias that leads to itself', '---\na: &x [*x]\n---\n', /no YAML .*circular/i],
    ['aliases without end', `---\na: &a [1]\n${multiplied}---\n`, /no YAML .*alias/],
    ['a tagged field', '---\nco2_eq_emissions:\n  emissions: !!str # 1\n---\n', /emissions is not a plain value/],
    ['an anchored field', '---\nco2_eq_emissions:\n  emissions: &e 1\nb: *e\n---\n', /emissions is not a plain value/],
  ])('with front matter that is wrong is refused: %s', async (_, card, message) => {
    const failed = await mergeCard(card, FIELDS).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(CtError);
    expect((failed as CtError).message).toMatch(message);
    expect((failed as CtError).message).not.toContain('\n');
  });
});

describe('any card', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }).map(String),
  );
  const others = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/),
    fc.oneof(scalar, fc.array(scalar), fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), scalar)),
    { maxKeys: 6 },
  );
  const old = fc.oneof(
    fc.constant(undefined),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.dictionary(fc.constantFrom('emissions', 'source', 'training_type', 'hours', 'note'), scalar, { minKeys: 1 }),
  );

  it('keeps every other key, and the body byte for byte; a second time changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        others,
        old,
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.nat(6),
        async (keys, value, body, crlf, at) => {
          const pairs = Object.entries(keys);
          if (value !== undefined) pairs.splice(at, 0, ['co2_eq_emissions', value]);
          const yaml = pairs.map((pair) => `# of ${pair[0]}\n${stringify(Object.fromEntries([pair]))}`).join('');
          const card = `---\n${yaml}---\n`.replaceAll('\n', crlf ? '\r\n' : '\n') + body;
          const merged = await mergeCard(card, FIELDS);
          expect(merged.endsWith(body)).toBe(true);
          const { co2_eq_emissions: now, ...rest } = frontMatter(merged);
          const { co2_eq_emissions: _, ...before } = frontMatter(card) ?? {};
          expect(rest).toEqual(before);
          const kept = typeof value === 'object' ? value : {};
          // What is known replaces; what is not known stays, and is added where it is missing.
          const { training_type = 'TODO', geographical_location = 'unknown, world average' } = kept as Record<
            string,
            unknown
          >;
          expect(now).toEqual({
            ...parse(stringify(kept)),
            ...VALUES,
            training_type: typeof value === 'object' ? parse(stringify(training_type)) : 'TODO',
            geographical_location,
          });
          for (const [key] of pairs) expect(merged).toContain(`# of ${key}`);
          expect(await mergeCard(merged, FIELDS)).toBe(merged);
        },
      ),
      { numRuns: 300 },
    );
  });
});
