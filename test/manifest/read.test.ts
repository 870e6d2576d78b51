import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CtError, readManifest } from '../../src/index.ts';
import { parseManifest } from '../../src/manifest/index.ts';
import { withFolder, writeFiles } from '../helpers/fixtures.ts';

describe('a manifest', () => {
  it('names phases in their order, exclusions with a reason, and defaults', async () => {
    const text = [
      '# what belongs to what',
      'phases:',
      '  development: [dev/**, "pilot-*"]',
      '  2024: final/*',
      '  failed:',
      '    - &crash runs/crashed',
      '    - *crash',
      'exclude:',
      '  - pattern: scratch',
      '    reason: another project',
      '  - { pattern: [a, b], reason: broken sensor }',
      'same-machine: [node1/**, [rank0, rank1]]',
      'defaults: { phase: final, pue: 1.2, country: DK, year: 2024 }',
    ].join('\n');
    expect(await parseManifest(text, 'runs.yaml')).toEqual({
      path: 'runs.yaml',
      phases: [
        { name: 'development', patterns: ['dev/**', 'pilot-*'] },
        { name: '2024', patterns: ['final/*'] },
        { name: 'failed', patterns: ['runs/crashed', 'runs/crashed'] },
      ],
      exclusions: [
        { patterns: ['scratch'], reason: 'another project' },
        { patterns: ['a', 'b'], reason: 'broken sensor' },
      ],
      machines: [['node1/**'], ['rank0', 'rank1']],
      defaults: { phase: 'final', pue: 1.2, country: 'DK', year: 2024 },
    });
  });

  it('NO is Norway, not false', async () => {
    const { defaults } = await parseManifest('phases: { a: b }\ndefaults: { country: NO }', 'm');
    expect(defaults.country).toBe('NO');
  });

  it('is read from a file, with the line of what is wrong', async () => {
    await withFolder(async (folder) => {
      writeFiles(folder, {
        'good.yaml': 'phases:\r\n  final: x\r\n',
        'bad.yaml': 'phases:\r\n  final: x\r\nphase: 1\r\n',
      });
      expect((await readManifest(path.join(folder, 'good.yaml'))).phases).toEqual([{ name: 'final', patterns: ['x'] }]);
      await expect(readManifest(path.join(folder, 'bad.yaml'))).rejects.toThrow(/bad\.yaml:3: unknown key 'phase'/);
      await expect(readManifest(path.join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'UNREADABLE' });
    });
  });

  it.each([
    ['phases:\n  a: b\nextra: 1', /^m:3: unknown key 'extra': a manifest has phases, exclude, same-machine, defaults$/],
    ['phases:\n  a: [b\n', /^m:\d: this is no YAML: /],
    ['phases:\n  a: b\n  a: c\n', /^m:3: this is no YAML: .*unique/],
    ['phases: [a, b]', /^m:1: 'phases' has names, each with patterns$/],
    ['phases:\n  a:\n', /^m:2: a pattern of phase 'a' is a text$/],
    ['phases:\n  a: []\n', /^m:2: phase 'a' has no pattern$/],
    ['phases:\n  a: x\n  b:\n    - y\n    - { z: 1 }\n', /^m:5: a pattern of phase 'b' is a text$/],
    ['phases:\n  a: "!x"', /^m:2: the pattern '!x' of phase 'a' negates: .*'exclude'$/],
    ['phases: {}', /^m:1: 'phases' names no phase/],
    ['exclude:\n  - pattern: x\n    reason: y\n', /^m:1: 'phases' is missing: name at least one phase/],
    ['phases: { a: b }\nexclude:\n  - pattern: x\n', /^m:3: an entry of 'exclude' needs a 'reason'$/],
    ['phases: { a: b }\nexclude:\n  - reason: x\n', /^m:3: an entry of 'exclude' needs a 'pattern'$/],
    ['phases: { a: b }\nexclude:\n  - { pattern: x, reason: "" }', /^m:3: 'reason' is a text$/],
    ['phases: { a: b }\nexclude: x', /^m:2: 'exclude' is a list$/],
    ['phases: { a: b }\nexclude:\n  - { pattern: x, why: y }', /^m:3: unknown key 'why': .* has pattern, reason$/],
    ['phases: { a: b }\ndefaults:\n  pue: high', /^m:3: 'pue' is a number$/],
    ['phases: { a: b }\ndefaults:\n  region: x', /^m:3: unknown key 'region'/],
    ['', /^m:1: a manifest has the keys phases, exclude, same-machine, defaults$/],
    ['just text', /^m:1: a manifest has the keys/],
    ['phases: { a: b }\n---\nphases: { a: b }', /^m:\d: this is no YAML: /],
    ['phases: { a: &x [*x] }', /^m:1: a pattern of phase 'a' is a text$/],
  ])('%j is refused', async (text, message) => {
    const error: unknown = await parseManifest(text, 'm').catch((one: unknown) => one);
    expect(error).toBeInstanceOf(CtError);
    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) });
    expect((error as CtError).message).not.toContain('\n');
  });

  it('any text is a manifest or refused in one line', async () => {
    const words = fc.constantFrom(
      'phases',
      'exclude',
      'defaults',
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '&x',
      '*x',
      '"',
      '#',
      '1',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 25 }), async (parts) => {
        const outcome = await parseManifest(parts.join(''), 'm').catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(CtError);
          expect(outcome.message).toMatch(/^m:\d+: [^\n]+$/);
        } else expect(outcome).toHaveProperty('phases');
      }),
      { numRuns: 300 },
    );
  });
});
