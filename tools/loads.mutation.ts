import fastGlob from 'fast-glob';
import { expect, it } from 'vitest';
import { room } from './mutation-rooms.mjs';

const root = new URL('../', import.meta.url);

// Stryker takes a test file that cannot be loaded for one without tests, so a mutant that breaks a module would survive.
it.each(fastGlob.sync(room.mutate, { cwd: root.pathname }))('%s can be loaded', async (file) => {
  expect(await import(new URL(file, root).href)).toBeTypeOf('object');
});
