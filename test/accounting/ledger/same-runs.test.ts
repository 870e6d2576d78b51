/** Copies, earlier states, halves and other names of runs never change a total, and two runs are never taken for one. */
import { linkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SameRuns } from '../../../src/accounting/ledger/same-runs.ts';
import { aggregateConsumption, type Finding, type Run, readRuns } from '../../../src/index.ts';
import { alone } from '../../helpers/entries.ts';
import { withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { block, names, outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

interface Made {
  stem: string;
  standard: string;
  output: string;
}

/** A run of 2.4.3 with the printed total that its epochs have; each epoch in hundredths of a second and mW. */
function made(pid: number, epochs: readonly { centis: number; milliW: number }[], start = 0): Made {
  const energyKwh = epochs.reduce((sum, { centis, milliW }) => sum + (milliW * centis * 1.58) / 3.6e11, 0);
  const seconds = Math.round(epochs.reduce((sum, { centis }) => sum + centis, 0) / 100);
  const time = `0:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  const texts = epochs.map(({ centis, milliW }) => {
    const duration = `0:00:${String(Math.floor(centis / 100)).padStart(2, '0')}.${String(centis % 100).padStart(2, '0')}`;
    return { duration, power: { gpu: String(milliW / 1000) } };
  });
  const heading = `Actual consumption for ${epochs.length} epoch(s):`;
  const total = { heading, time, energy: `${energyKwh.toFixed(12)} kWh`, co2eq: `${(energyKwh * 100).toFixed(12)} g` };
  const components = 'GPU with device(s) NVIDIA A100.';
  return {
    stem: `${pid}.${pid}_2025-01-01T080000Z`,
    standard: standardLog({ epochs: texts, components, start }),
    output: outputLog([total], start + epochs.length * 60),
  };
}

const EPOCHS = fc.array(
  // Similar, as of the jobs of an array: half a second and 1 W apart.
  fc.record({
    centis: fc.integer({ min: 3000, max: 3050 }),
    milliW: fc.integer({ min: 20_000, max: 20_100 }).map((power) => power * 10 + 3),
  }),
  { minLength: 2, maxLength: 9 },
);
/** Runs of one second on devices of one name. */
const RUNS = fc.uniqueArray(EPOCHS, { minLength: 1, maxLength: 4, selector: (epochs) => JSON.stringify(epochs[0]) });

/** Ways in which logs are handed in twice, or apart. */
const WAYS = [
  'copied',
  'renamed',
  'snapshot',
  'renamed snapshot',
  'standard only',
  'output only',
  'linked',
  'hard link',
  'apart',
  'apart, renamed',
] as const;

function handIn(folder: string, { stem, standard, output }: Made, way: (typeof WAYS)[number], cut: number): void {
  const own = names(stem);
  const other = names('best');
  const place = `z/${stem}`;
  const firstEpoch = standard.indexOf('for gpu: ') + 'for gpu: 200.001\n'.length;
  const at = firstEpoch + Math.floor(cut * (standard.length - firstEpoch));
  const pair = (one: { standard: string; output: string }, text = standard): Record<string, string> => ({
    [`${place}/${one.standard}`]: text,
    [`${place}/${one.output}`]: text === standard ? output : '',
  });
  const isApart = way.startsWith('apart');
  writeFiles(folder, { [`a/${own.standard}`]: standard, ...(isApart ? {} : { [`a/${own.output}`]: output }) });
  if (way === 'linked' || way === 'hard link') {
    writeFiles(folder, { [`${place}/empty`]: '' });
    const link = way === 'linked' ? symlinkSync : linkSync;
    for (const role of ['standard', 'output'] as const) {
      link(path.join(folder, 'a', own[role]), path.join(folder, place, other[role]));
    }
    return;
  }
  const files: Record<Exclude<typeof way, 'linked' | 'hard link'>, Record<string, string>> = {
    copied: pair(own),
    renamed: pair(other),
    snapshot: pair(own, standard.slice(0, at)),
    'renamed snapshot': pair(other, standard.slice(0, at)),
    'standard only': { [`${place}/${other.standard}`]: standard },
    'output only': { [`0/${stem}/${other.output}`]: output },
    apart: { [`${place}/${own.output}`]: output },
    'apart, renamed': { [`${place}/${other.output}`]: output },
  };
  writeFiles(folder, files[way]);
}

it('whatever is handed in twice or apart, each run counts once with its whole figure', async () => {
  const way = fc.record({ way: fc.constantFrom(...WAYS), cut: fc.double({ min: 0, max: 1, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(RUNS, fc.array(way, { minLength: 4, maxLength: 4 }), (epochsOfRuns, ways) =>
      withFolder(async (folder) => {
        const runs = epochsOfRuns.map((epochs, i) => made(100 + i, epochs));
        for (const { stem, standard, output } of runs) {
          writeFiles(path.join(folder, 'once'), { [names(stem).standard]: standard, [names(stem).output]: output });
        }
        const once = await aggregateConsumption(path.join(folder, 'once'));
        expect(once.runs).toBe(runs.length);
        const twice = path.join(folder, 'twice');
        for (const [i, run] of runs.entries()) handIn(twice, run, ways[i]?.way ?? 'copied', ways[i]?.cut ?? 0);
        const total = await aggregateConsumption(twice);
        expect(total.runs).toBe(runs.length);
        expect(Math.abs(total.energyKwh / once.energyKwh - 1)).toBeLessThan(1e-9);
        expect(total.basis.measured.runs).toBe(runs.length);
      }),
    ),
    { numRuns: 60 },
  );
});

/** Every order of some things. */
const ordersOf = <T>(things: readonly T[]): T[][] =>
  things.length < 2
    ? [[...things]]
    : things.flatMap((one, i) => ordersOf(things.toSpliced(i, 1)).map((others) => [one, ...others]));

describe('of a run whose log was cut by a copy', () => {
  const whole = { centis: 3000, milliW: 100_003 };
  const cutLine = 'Average power usage (W) for gpu: 100.';

  it('a half counts no second time where only a further copy shows that they are one', () =>
    withFolder(async (folder) => {
      const { stem, standard, output } = made(1, [whole]);
      const own = names(stem);
      const cut = standard.slice(0, standard.indexOf(cutLine) + cutLine.length);
      writeFiles(folder, {
        [`cut/${own.standard}`]: cut,
        [`cut/${own.output}`]: output,
        [`whole/${own.standard}`]: standard,
        [`whole/${own.output}`]: output,
        [`half/${own.standard}`]: standard,
      });
      const once = await aggregateConsumption(path.join(folder, 'whole'));
      for (const order of ordersOf(['cut', 'whole', 'half'])) {
        const total = await aggregateConsumption(order.map((name) => path.join(folder, name)));
        expect([order, total.runs, total.energyKwh]).toEqual([order, 1, once.energyKwh]);
      }
    }));

  it('and that was cut inside its first epoch counts once, by the prediction that follows from that epoch', () =>
    withFolder(async (folder) => {
      const { stem, standard, output } = made(1, [whole, { centis: 3001, milliW: 100_013 }]);
      const own = names(stem);
      const energy = `${((2 * whole.milliW * whole.centis * 1.58) / 3.6e11).toFixed(12)} kWh`;
      const predicted = block(60, { heading: 'Predicted consumption for 2 epoch(s):', time: '0:01:00', energy });
      writeFiles(folder, {
        [`cut/${own.standard}`]: standard.slice(0, standard.indexOf(cutLine)),
        [`cut/${own.output}`]: predicted,
        [`whole/${own.standard}`]: standard,
        [`whole/${own.output}`]: predicted + output,
      });
      const once = await aggregateConsumption(path.join(folder, 'whole'));
      for (const order of ordersOf(['cut', 'whole'])) {
        const total = await aggregateConsumption(order.map((name) => path.join(folder, name)));
        expect([order, total.runs, total.energyKwh]).toEqual([order, 1, once.energyKwh]);
      }
    }));

  it.each([
    ['inside its CO2eq', 'CO2eq:\t0.1'.length],
    ['in front of its CO2eq', 0],
  ])('a total that ends %s is no total of another run, and the whole one counts', (_, chars) =>
    withFolder(async (folder) => {
      const { stem, standard, output } = made(1, [whole, whole, { centis: 3001, milliW: 100_013 }]);
      const own = names(stem);
      const cutOutput = output.slice(0, output.indexOf('CO2eq:\t') + chars);
      writeFiles(folder, {
        [`cut/${own.standard}`]: standard.slice(0, standard.lastIndexOf(cutLine) + cutLine.length),
        [`cut/${own.output}`]: cutOutput,
        [`whole/${own.standard}`]: standard,
        [`whole/${own.output}`]: output,
      });
      const { energyKwh, co2eqG } = await aggregateConsumption(path.join(folder, 'whole'));
      for (const order of ordersOf(['cut', 'whole'])) {
        const total = await aggregateConsumption(order.map((name) => path.join(folder, name)));
        expect([order, total.runs, total.energyKwh, total.co2eqG]).toEqual([order, 1, energyKwh, co2eqG]);
      }
    }),
  );
});

it('totals of few digits, of which one lacks its CO2eq, are no proof of one run', () =>
  withFolder(async (folder) => {
    const epochs = [{ centis: 3000, milliW: 100_003 }];
    const other = [{ centis: 3000, milliW: 100_013 }];
    const [one, two] = [made(1, epochs), made(2, other)];
    const rounded = (text: string): string => text.replace(/Energy:\t.*/, 'Energy:\t0.002 kWh');
    const without = (text: string): string => text.replace(/CO2eq:\t.*/, 'CO2eq:\tnan g');
    writeFiles(folder, {
      [names('a').standard]: one.standard,
      [names('a').output]: rounded(one.output),
      [names('b').standard]: two.standard,
      [names('b').output]: without(rounded(two.output)),
    });
    expect((await aggregateConsumption(folder)).runs).toBe(2);
  }));

it('runs of made-up figures that start at once stay apart by the process in their name', () =>
  withFolder(async (folder) => {
    const epochs = [{ centis: 3000, milliW: 100_000 }];
    const runs = [1, 2, 3].map((pid) => made(pid, epochs));
    for (const { stem, standard, output } of runs) {
      writeFiles(folder, { [names(stem).standard]: standard, [names(stem).output]: output });
    }
    const findings: Finding[] = [];
    expect(await readRuns(folder, { onFinding: (finding) => findings.push(finding) })).toHaveLength(3);
    expect(findings.filter(({ code }) => code.startsWith('copi'))).toEqual([]);
  }));

it('killed runs of equal length on an estimated CPU are two runs, under any names', () =>
  withFolder(async (folder) => {
    const standard = standardLog({
      components: 'CPU with device(s) An unknown CPU.',
      epochs: [{ duration: '0:01:00.07', power: { cpu: '35.612' } }],
      closing: [],
    });
    // Another process of the same second, which went on for longer.
    const other = standardLog({
      components: 'CPU with device(s) An unknown CPU.',
      epochs: ['0:01:00.07', '0:01:00.09'].map((duration) => ({ duration, power: { cpu: '35.612' } })),
      closing: [],
    });
    writeFiles(folder, { [names('a').standard]: standard, [names('b').standard]: other });
    expect(await readRuns(folder)).toHaveLength(2);
  }));

describe('trackers of one process up to 1.2.5', () => {
  const EPOCH_W = ['[231.12345678]', '[244.87654321]', '[219.55512345]', '[250.00012345]'];
  const standardOf = (k: number): string =>
    standardLog({ version: '1.2.5', start: k * 600, epochs: [{ power: { gpu: EPOCH_W[k] ?? '', cpu: '[41.7]' } }] });
  const outputOf = (k: number): string => {
    const powerW = Number((EPOCH_W[k] ?? '').slice(1, -1)) + 41.7;
    return outputLog([{ energy: `${((powerW * 60 * 1.58) / 3.6e6).toFixed(12)} kWh` }], k * 600 + 60);
  };
  const stemOf = (k: number, prefix: string): string => `${prefix}7_2025-01-01T08${k}000Z`;
  const all = [0, 1, 2, 3];
  const from = (k: number, text: (k: number) => string): string => all.slice(k).map(text).join('');
  const expectedKwh = all.reduce((sum, k) => sum + Number(/([\d.]+) kWh/.exec(outputOf(k))?.[1]), 0);

  it.each([
    ['a prefix each: later blocks are in each output log', (k: number) => `fold${k}_`, () => '', standardOf],
    ['a folder each: later epochs and blocks are in both logs', () => '', (k: number) => `fold${k}/`, null],
    ['one folder', () => '', () => '', null],
  ])('%s', (_, prefix, place, own) =>
    withFolder(async (folder) => {
      for (const k of all) {
        const { standard, output } = names(stemOf(k, prefix(k)));
        writeFiles(folder, {
          [`${place(k)}${standard}`]: own === null ? from(k, standardOf) : own(k),
          [`${place(k)}${output}`]: from(k, outputOf),
        });
      }
      const runs = await readRuns(folder);
      expect(runs.map(({ id }) => path.basename(id)).sort()).toEqual(all.map((k) => stemOf(k, prefix(k))).sort());
      expect((await aggregateConsumption(folder)).energyKwh).toBeCloseTo(expectedKwh, 10);
      // The files of one tracker alone hold the runs of all later ones.
      const { standard } = names(stemOf(1, prefix(1)));
      expect(await readRuns(path.join(folder, place(1), standard))).toHaveLength(3);
    }),
  );
});

it('compares each run with few others, also where all figures are made up and the same', () => {
  for (const count of [500, 1000]) {
    const { standard, output } = made(1, [{ centis: 3000, milliW: 100_000 }]);
    const run = runOf(standard, output);
    const half = runOf(null, output);
    const runs = new SameRuns<Run>();
    for (let i = 0; i < count; i += 1) {
      for (const one of [run, half]) {
        const named = { ...one, id: `${i}.${i}_2025-01-01T080000Z` };
        runs.add(alone(named), named);
      }
    }
    runs.close();
    expect(runs.comparisons).toBeLessThanOrEqual(count * 2 * 6 * 64);
  }
});
