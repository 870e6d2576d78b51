/** Of copies of a run of which some are cut, the whole one counts, in whatever order they are read. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../../src/index.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';

const ORDERS = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'];

/** The standard and the output log of a recorded run, by their names. */
function logsOf(run: string): [name: string, text: string][] {
  const folder = path.resolve('fixtures/carbontracker', run);
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
  const isOutput = (name: string): number => Number(name.endsWith('_output.log'));
  return names
    .sort((a, b) => isOutput(a) - isOutput(b))
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
}

describe.each(['1.1.0/gpu1_cpu1_e10_stop_after4', '2.4.3/gpu1_cpu1_e3_nonefirst', '2.2.0/gpu1_cpu1_e3_default_args'])(
  'copies of %s',
  (run) => {
    const [[standard, epochs], [output, totals]] = logsOf(run) as [[string, string], [string, string]];
    const beforeLast = epochs.slice(0, epochs.lastIndexOf(' - Epoch') - '2026-11-23 15:40:08'.length);

    it.each(ORDERS)('of which one lacks its last epoch, and one its output log, in the order %s', (order) =>
      withFolder(async (folder) => {
        const [whole, cut, alone] = [...order];
        writeFiles(folder, {
          [`${whole}/${standard}`]: epochs,
          [`${whole}/${output}`]: totals,
          [`${cut}/${standard}`]: beforeLast,
          [`${cut}/${output}`]: totals,
          [`${alone}/${standard}`]: epochs,
        });
        const expected = await aggregateConsumption(path.join(folder, whole as string));
        const { runs, energyKwh, co2eqG } = await aggregateConsumption(folder);
        expect({ runs, energyKwh, co2eqG }).toEqual({
          runs: 1,
          energyKwh: expected.energyKwh,
          co2eqG: expected.co2eqG,
        });
      }),
    );
  },
);
