import { expect, it } from 'vitest';
import { rangeOfEntry, rowOf } from '../src/accounting/index.ts';
import { aggregateConsumption, type Entry, type EntryOptions, type Finding, readEntries } from '../src/index.ts';
import { columnsOf } from '../src/model/column-run.ts';
import { entriesFrom, entryParts, totalOfParts } from '../src/pipeline.ts';
import { fixture, withFolder, writeFiles } from './helpers/fixtures.ts';
import { names, outputLog, standardLog } from './helpers/logs.ts';
import { device, trackLog } from './helpers/track-logs.ts';

const GIVEN = 'given by the user';
const STEM = '7.1_2025-01-01T080000Z';
const pair = (stem: string): Record<string, string> => ({
  [names(stem).standard]: standardLog({ epochs: [{ power: { gpu: '100.0' } }] }),
  [names(stem).output]: outputLog([{}], 60),
});

async function all(folder: string, options: EntryOptions = {}): Promise<{ runs: Entry[]; loose: Finding[] }> {
  const loose: Finding[] = [];
  const runs: Entry[] = [];
  const onFinding = (finding: Finding): void => void loose.push(finding);
  for await (const one of readEntries(folder, { onFinding, ...options })) runs.push(one);
  return { runs, loose };
}

it('a run that was copied to another folder counts once, and both places are named', async () => {
  await withFolder(async (folder) => {
    const once = pair(STEM);
    writeFiles(folder, once);
    const single = await aggregateConsumption(folder);
    for (const copy of ['b', 'c']) {
      writeFiles(folder, Object.fromEntries(Object.entries(once).map(([name, text]) => [`${copy}/${name}`, text])));
    }
    const { runs, loose } = await all(folder);
    expect(runs.map(({ run }) => run.id)).toEqual([`${folder}/${STEM}`]);
    expect(loose.map(({ code, message }) => [code, message])).toEqual([
      ['copied-run', `${folder}/b/${STEM} is a copy of ${folder}/${STEM}`],
      ['copied-run', `${folder}/c/${STEM} is a copy of ${folder}/${STEM}`],
    ]);
    expect(await aggregateConsumption(folder)).toEqual(single);
  });
});

it('two processes with the same figures are two runs', async () => {
  await withFolder(async (folder) => {
    writeFiles(folder, { ...pair(STEM), ...pair('8.1_2025-01-01T080000Z') });
    const { runs, loose } = await all(folder);
    expect(runs).toHaveLength(2);
    expect(loose.map(({ code }) => code)).toEqual(['devices-maybe-shared']);
  });
});

it('other factors: the corrected figure changes, the logged one and the record do not', async () => {
  await withFolder(async (folder) => {
    writeFiles(folder, pair(STEM));
    const plain = (await all(folder)).runs[0];
    const factors = {
      pue: { value: 1, source: GIVEN },
      intensity: { gPerKwh: 500, kind: 'unknown', location: null, year: null, source: GIVEN },
    } as const;
    const recalculated = (await all(folder, { factors })).runs[0];
    const energyKwh = (plain?.figures.corrected.energyKwh ?? Number.NaN) / (plain?.run.pue?.value ?? Number.NaN);
    expect(recalculated?.figures.corrected.energyKwh).toBeCloseTo(energyKwh, 12);
    expect(recalculated?.figures.corrected.co2eqG).toBeCloseTo(energyKwh * 500, 9);
    expect(recalculated?.figures.logged).toEqual(plain?.figures.logged);
    expect(recalculated?.run).toEqual(plain?.run);
    expect(recalculated?.factors.pue?.value).toBe(1);
  });
});

it('refuses a PUE that cannot be before it reads', async () => {
  await expect(all('nowhere', { factors: { pue: { value: 0.5, source: GIVEN } } })).rejects.toThrow('PUE');
});

it('a recalculated run carries the figures with the factors of the log too', async () => {
  await withFolder(async (folder) => {
    writeFiles(folder, pair(STEM));
    const [plain] = (await all(folder)).runs;
    const [recalculated] = (await all(folder, { factors: { pue: { value: 1, source: GIVEN } } })).runs;
    expect(plain?.beforeFactors).toEqual(plain?.figures);
    expect(recalculated?.beforeFactors).toEqual(plain?.figures);
    expect(recalculated?.run.findings).toEqual(plain?.run.findings);
  });
});

it('a run that is left out is no original of copies; of its own copies one is told', async () => {
  await withFolder(async (folder) => {
    for (const place of ['a', 'b', 'c']) {
      writeFiles(
        folder,
        Object.fromEntries(Object.entries(pair(STEM)).map(([name, text]) => [`${place}/${name}`, text])),
      );
    }
    const left: string[] = [];
    const { runs, loose } = await all(folder, {
      leaveOut: ({ id }) => !id.includes('/c/'),
      onLeftOut: ({ id }, { corrected }) => void left.push(`${id} ${corrected.energyKwh > 0}`),
    });
    expect(runs.map(({ run }) => run.id)).toEqual([`${folder}/c/${STEM}`]);
    expect(left).toEqual([`${folder}/a/${STEM} true`]);
    expect(loose).toEqual([]);
  });
});

it('of a copy that was made while ct-track ran and the whole run, the whole one counts', () =>
  withFolder(async (folder) => {
    const epochs = [0, 60, 120].map((startS) => ({ startS, endS: startS + 60, energyJ: { 'gpu:0': 6000 + startS } }));
    for (const uuid of ['GPU-1', null]) {
      const log = { devices: [device('gpu:0', { uuid })] };
      const [part, whole] = [
        trackLog({ ...log, epochs: epochs.slice(0, 2), ended: false }),
        trackLog({ ...log, epochs }),
      ];
      writeFiles(folder, {
        [`${uuid}/a/${names(STEM).standard}`]: part.standard,
        [`${uuid}/b/${names(STEM).standard}`]: whole.standard,
        [`${uuid}/b/${names(STEM).output}`]: whole.output,
      });
      const { runs, loose } = await all(`${folder}/${uuid}`);
      expect(runs.map(({ run }) => run.id)).toEqual([`${folder}/${uuid}/b/${STEM}`]);
      expect(runs[0]?.figures.corrected.energyKwh).toBeCloseTo(((6000 + 6060 + 6120) * 1.5) / 3.6e6, 9);
      expect(loose.map(({ code }) => code)).toEqual(['copied-part']);
    }
  }));

it('figures as logged have no other factors', async () => {
  const factors = { pue: { value: 1.2, source: GIVEN } };
  await expect(all('nowhere', { factors, asLogged: true })).rejects.toThrow('as logged');
});

it('adds an ordinary log up, with its range, without objects for its epochs', async () => {
  const parts = entryParts(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
  const areColumns: boolean[] = [];
  const onEntry = ({ run }: Entry): void => void areColumns.push(columnsOf(run) !== null);
  const { totals, range } = await totalOfParts(parts, { range: true, onEntry });
  expect(totals.energyKwh).toBeGreaterThan(0);
  expect(range).not.toBeNull();
  expect(areColumns).toEqual([true]);
});

it('entries of the library have the ranges and the rows of those that the commands take', async () => {
  const logs = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
  for (const factors of [{}, { pue: { value: 1.2, source: GIVEN } }]) {
    const [ours] = (await all(logs, { factors })).runs;
    for await (const entry of entriesFrom(logs, { factors })) {
      const range = await rangeOfEntry(entry);
      expect(range?.parts.map(({ kind }) => kind)).toEqual('pue' in factors ? ['sensor'] : ['sensor', 'pue']);
      expect(ours === undefined ? null : await rangeOfEntry(ours)).toEqual(range);
      expect(ours === undefined ? null : rowOf(ours)).toEqual(rowOf(entry));
    }
  }
});
