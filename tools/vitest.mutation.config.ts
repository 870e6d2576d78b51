import { defineConfig } from 'vitest/config';
import { room } from './mutation-rooms.mjs';

/** The tests of the room that is mutated. */
export default defineConfig({
  test: { include: [...room.tests, 'tools/loads.mutation.ts'], isolate: false, testTimeout: 60_000 },
});
