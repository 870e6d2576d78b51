/** Datasets of which the writers were killed; `node bench/kill-writers.mjs` kills a hundred. */
import { expect, inject, it } from 'vitest';
import { killWriters } from '../../bench/kill-writers.mjs';

const TIMES = 6;

it(`after ${TIMES} kills at random moments a dataset reads, and nothing that was finished is lost or there twice`, async () => {
  expect(await killWriters(inject('ctParse'), TIMES, 7)).toMatchObject({ killed: TIMES });
});
