/** Whether the check of a report finds what was changed, and nothing else. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../src/document.ts';
import { CtError } from '../src/model/errors.ts';
import { type ReportDocument, readDocument, writeDocument } from '../src/report/document/index.ts';
import { checkOwn, verifyDocument } from '../src/verify.ts';
import { fixture } from './helpers/fixtures.ts';

const LOGS = fixture('carbontracker', '2.4.3');
const FOLDERS = [
  ...['carbontracker', 'codecarbon', 'findings', 'defects'].flatMap((folder) =>
    readdirSync(fixture(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [folder, name]),
  ),
  ['console'],
  ['power-trace'],
  ['carbontracker-events'],
  ['hostile'],
];

describe('a report that nobody changed', () => {
  it.each(FOLDERS)('%s %s', async (...folder) => {
    const logs = fixture(...folder.filter((part): part is string => typeof part === 'string'));
    const options = [{}, { asLogged: true }, { factors: { pue: { value: 1.2, source: 'given' } } }];
    for (const one of options) {
      const document = readDocument(writeDocument(await documentOf(logs, { date: new Date(0), ...one })));
      const { verified, own, logs: check } = await verifyDocument(document, [logs]);
      expect(own).toBeNull();
      expect(check).toMatchObject({ missing: [], added: [], changed: [] });
      expect(verified).toBe(true);
      if (document.inputs.files > 0) expect(check?.sameFiles).toBe(true);
    }
  });
});

describe('a number of the data that somebody changed', () => {
  /** Every place of a number in a value, as a path. */
  function placesOf(value: unknown, place: (string | number)[] = []): (string | number)[][] {
    if (typeof value === 'number') return [place];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, part]) => placesOf(part, [...place, key]));
  }

  function changedAt(
    document: ReportDocument,
    place: readonly (string | number)[],
    other = (number: number): number => number * 1.01 + 1,
  ): ReportDocument {
    const copy = structuredClone(document);
    let parent = copy as unknown as Record<string, unknown>;
    for (const key of place.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
    const last = String(place.at(-1));
    parent[last] = other(parent[last] as number);
    return copy;
  }

  it('is found in each total and each figure of each run', async () => {
    const document = readDocument(writeDocument(await documentOf(LOGS, { date: new Date(0) })));
    const places = placesOf(document).filter((place) => {
      const at = place.join('.');
      return /^(?:totals|range)\./.test(at) || /^entries\.\d+\.row\.(?:figures|counted)\./.test(at);
    });
    expect(places.length).toBeGreaterThan(100);
    for (const place of places) expect(await checkOwn(changedAt(document, place)), place.join('.')).not.toBeNull();
  });

  it('is refused in one line that names the run where a figure of it is negative', async () => {
    const document = readDocument(writeDocument(await documentOf(LOGS, { date: new Date(0) })));
    const places = placesOf(document).filter((place) =>
      /^entries\.\d+\.row\.(?:figures\.(?:logged|corrected)|counted)\.(?:energyKwh|co2eqG)$/.test(place.join('.')),
    );
    expect(places.length).toBeGreaterThan(50);
    for (const place of places) {
      const runId = document.entries[Number(place[1])]?.row.runId;
      await expect(checkOwn(changedAt(document, place, () => -0.001)), place.join('.')).rejects.toThrow(
        `the data of the report are damaged: a figure of ${runId} is negative`,
      );
    }
  });

  it('is refused where the total is negative', async () => {
    const document = await documentOf(LOGS, { date: new Date(0) });
    const totals = { ...document.totals, energyKwh: -1 };
    await expect(checkOwn({ ...document, totals })).rejects.toThrow('no total can be computed from them');
  });

  it('is found in what the logs print and measure, where the logs are given', async () => {
    const document = readDocument(writeDocument(await documentOf(LOGS, { date: new Date(0) })));
    const places = placesOf(document).filter((place) =>
      /^entries\.\d+\.run\.(?:actual|predicted|epochs)\./.test(place.join('.')),
    );
    expect(places.length).toBeGreaterThan(100);
    for (const place of places.filter((_, i) => i % 7 === 0)) {
      const { verified } = await verifyDocument(changedAt(document, place), [LOGS]);
      expect(verified, place.join('.')).toBe(false);
    }
  });

  it('is found in the epochs, of which the figure no longer follows', async () => {
    const recovered = await documentOf(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_crash4'), {
      date: new Date(0),
    });
    const place = placesOf(recovered).find((one) => one.join('.').includes('durationsS'));
    expect(await checkOwn(changedAt(recovered, place ?? []))).toMatchObject({
      message: expect.stringMatching(/^the figures of .*crash4.* do not follow from its epochs$/),
    });
  });

  it('a run taken out of the data', async () => {
    const document = await documentOf(LOGS, { date: new Date(0) });
    expect(await checkOwn({ ...document, entries: document.entries.slice(1) })).toMatchObject({
      message: 'its total does not follow from its runs',
      stated: { runs: 13 },
      computed: { runs: 12 },
    });
  });

  it('a sentence', async () => {
    const document = await documentOf(LOGS, { date: new Date(0) });
    const sentence = document.sentence.replace(/0\.\d+ kWh/, '0.1 kWh');
    expect(await checkOwn({ ...document, sentence })).toMatchObject({
      message: 'its sentence does not follow from its total',
    });
  });
});

describe('data of another shape', () => {
  const OTHERS = [null, '', 'x', [], {}, [null], -1, true];

  /** A copy with the member that `choice` picks replaced, or taken out where the value is undefined. */
  function changed(document: ReportDocument, choice: number, value: unknown): ReportDocument {
    const copy = structuredClone(document);
    const members: [Record<string, unknown>, string][] = [];
    const visit = (part: unknown): void => {
      if (typeof part !== 'object' || part === null) return;
      for (const [key, inner] of Object.entries(part)) {
        members.push([part as Record<string, unknown>, key]);
        visit(inner);
      }
    };
    visit(copy);
    const [parent, key] = members[choice % members.length] ?? [{}, ''];
    if (value === undefined) delete parent[key];
    else parent[key] = value;
    return copy;
  }

  it('a run without figures is named where logs are compared', async () => {
    const document = await documentOf(LOGS, { date: new Date(0), factors: { pue: { value: 1.2, source: 'given' } } });
    const copy = structuredClone(document);
    const [part] = copy.entries;
    if (part === undefined) throw new Error('no entry');
    part.row.contentHash = 'another';
    part.row.counted = { co2eqG: 1 } as unknown as typeof part.row.counted;
    part.row.figures.corrected = { ...part.row.figures.corrected, energyKwh: undefined as unknown as number };
    await expect(verifyDocument(copy, [LOGS])).rejects.toThrow(/the data of the report are damaged/);
    const other = structuredClone(document);
    const [first] = other.entries;
    if (first?.row.counted == null) throw new Error('no counted figure');
    first.row.counted = { ...first.row.counted, energyKwh: {} as unknown as number };
    await expect(verifyDocument(other, [LOGS])).rejects.toThrow(
      `the data of the report are damaged: ${first.row.runId} has no figures`,
    );
  });

  it('options of another kind are named before logs are read with them', async () => {
    const document = await documentOf(LOGS, { date: new Date(0) });
    for (const name of Object.keys(document.options)) {
      for (const value of [1, [], ['x'], { a: 1 }, ...(name === 'factors' ? [null, 'x'] : [])]) {
        if (name === 'factors' && typeof value === 'object' && value !== null) continue;
        const text = JSON.stringify({ ...document, options: { ...document.options, [name]: value } });
        expect(() => readDocument(text), text.slice(-300)).toThrow(
          `the data of the report are damaged: option ${name}`,
        );
      }
      const { [name as keyof typeof document.options]: _, ...rest } = document.options;
      if (name !== 'factors') readDocument(JSON.stringify({ ...document, options: rest }));
    }
  });

  it('is refused or not verified, and where it is verified the total is the same', async () => {
    const documents = await Promise.all(
      [['carbontracker', '2.4.3'], ['findings'], ['codecarbon']].map((folder) =>
        documentOf(fixture(...folder), { date: new Date(0) }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...documents),
        fc.nat(),
        fc.constantFrom(undefined, ...OTHERS),
        async (document, choice, value) => {
          const text = JSON.stringify(changed(document, choice, value));
          const result = await (async () => verifyDocument(readDocument(text)))().catch((error: unknown) => {
            expect(error).toBeInstanceOf(CtError);
            return null;
          });
          if (result === null) return;
          for (const total of [result.stated, result.own?.computed ?? result.stated]) {
            expect(Number.isFinite(total.energyKwh)).toBe(true);
            expect(total.energyKwh).toBeGreaterThanOrEqual(0);
          }
          if (result.verified) expect(result.stated.energyKwh).toBe(document.totals.energyKwh);
        },
      ),
      { numRuns: 100 },
    );
  });
});
