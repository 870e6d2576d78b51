import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const room = new URL(`../src/${process.env.MUTATION_ROOM ?? 'log'}/`, import.meta.url);
const modules = readdirSync(room).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

// Stryker takes a test file that cannot be loaded for one without tests, so a mutant that breaks a module would survive.
it.each(modules)('%s can be loaded', async (name) => {
  expect(await import(new URL(name, room).href)).toBeTypeOf('object');
});
