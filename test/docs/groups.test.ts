/** What the pages on groups and ranges explain, beside the examples that every page has. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GROUPINGS, RANGE_KINDS } from '../../src/index.ts';
import { parseManifest } from '../../src/manifest/index.ts';
import { inRepository } from '../helpers/fixtures.ts';

const pageOf = (name: string): string => readFileSync(inRepository('docs', name), 'utf8');
const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

describe('docs/groups.md and docs/ranges.md', () => {
  it('the manifest that is shown is one', async () => {
    const [text = ''] = blocks(pageOf('groups.md'), 'yaml');
    const { phases, exclusions, defaults } = await parseManifest(text, 'runs.yaml');
    expect(phases.map(({ name }) => name)).toEqual(['development', 'failed', 'final', 'evaluation']);
    expect(exclusions).toHaveLength(1);
    expect(defaults).toEqual({ phase: 'development', devices: 'averaged', pue: 1.2, country: 'DK', year: 2024 });
  });

  it('every grouping and every part of a range is explained', () => {
    for (const name of GROUPINGS) expect(pageOf('groups.md')).toContain(`| \`${name}\` |`);
    for (const kind of RANGE_KINDS) expect(pageOf('ranges.md')).toContain(`| \`${kind}\` |`);
  });
});
