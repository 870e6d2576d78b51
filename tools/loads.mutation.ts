import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { room } from './mutation-rooms.mjs';

const root = new URL('../', import.meta.url);
const folders = new Set(room.mutate.map((pattern) => path.dirname(pattern.replace(/^!/, ''))));
const files = [...folders].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name}`),
);

// Stryker takes a test file that cannot be loaded for one without tests, so a mutant that breaks a module would survive.
it.each(files)('%s can be loaded', async (file) => {
  expect(await import(new URL(file, root).href)).toBeTypeOf('object');
});
