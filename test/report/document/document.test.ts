import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, Ledger, withFactors } from '../../../src/accounting/index.ts';
import { type DocumentOfOptions, documentOf } from '../../../src/document.ts';
import { CtError, type Finding } from '../../../src/index.ts';
import { entriesFrom, type Total, totalOf } from '../../../src/pipeline.ts';
import {
  entriesOfDocument,
  entryAlone,
  packEpochs,
  type ReportDocument,
  readDocument,
  unpackEpochs,
  writeDocument,
} from '../../../src/report/document/index.ts';
import { allEntries } from '../../helpers/entries.ts';
import { copyLogs, fixture, recordedScenarios, withFolder } from '../../helpers/fixtures.ts';
import { writeRanks, writeTable } from '../../helpers/tables.ts';

const DATE = new Date(0);

/** A document after it was written and read. */
const embedded = async (logs: string | string[], options: DocumentOfOptions = {}): Promise<ReportDocument> =>
  readDocument(writeDocument(await documentOf(logs, { date: DATE, ...options })));

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** The total that follows from the entries of a document alone, through the ledger. */
function totalOfDocument({ entries, findings, options }: ReportDocument): Promise<Total> {
  const { asLogged, sameMachine, factors } = options;
  const ledger = new Ledger({ asLogged, sameMachine: sameMachine ?? undefined });
  const counted: Entry[] = [...entries.flatMap((entry) => ledger.add(entryAlone(entry))), ...ledger.close()];
  const range = entries.every(({ run }) => run !== null);
  return totalOf(each(counted.map((entry) => withFactors(entry, factors))), {
    ...{ asLogged, factors, range, plainSentence: true },
    loose: findings,
  });
}

async function totalOfLogs(logs: string | string[], options: DocumentOfOptions = {}): Promise<Total> {
  const loose: Finding[] = [];
  const entries = entriesFrom(logs, { ...options, onFinding: (finding) => loose.push(finding) });
  return totalOf(entries, { ...options, plainSentence: true, range: (options.tables ?? []).length === 0, loose });
}

const FOLDERS = [
  ...['defects', 'findings', 'hostile', 'codecarbon'].flatMap((folder) =>
    readdirSync(fixture(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`),
  ),
  ...['console', 'carbontracker-events', 'power-trace'],
];

const OPTIONS: DocumentOfOptions[] = [
  {},
  { asLogged: true },
  { factors: { pue: { value: 1.2, source: 'given' } } },
  {
    factors: {
      intensity: { gPerKwh: 12.5, kind: 'unknown', location: null, year: null, source: 'given' },
      pue: { value: 1.07, source: 'given' },
    },
  },
  { sameMachine: true },
];

async function expectSame(logs: string | string[], options: DocumentOfOptions): Promise<void> {
  const document = await embedded(logs, options);
  const expected = await totalOfLogs(logs, options);
  expect(document.totals).toEqual(expected.totals);
  expect(document.range).toEqual(expected.range);
  expect(document.sentence).toBe(expected.sentence);
  expect(await totalOfDocument(document)).toEqual(expected);
  const { asLogged, factors } = document.options;
  const counted = totalOf(each(entriesOfDocument(document)), {
    ...{ asLogged, factors, loose: document.findings, plainSentence: true },
    range: document.entries.every(({ run }) => run !== null),
  });
  expect(await counted).toEqual(expected);
}

describe('document -> entries -> ledger -> total is the total of the logs', () => {
  it.each(recordedScenarios())('carbontracker/%s', (scenario) =>
    withFolder(async (folder) => {
      copyLogs(fixture('carbontracker', scenario), folder);
      for (const options of OPTIONS) await expectSame(folder, options);
    }),
  );

  it.each(FOLDERS)('%s', async (folder) => {
    for (const options of OPTIONS) await expectSame(fixture(...folder.split('/')), options);
  });

  it('all at once, and runs that share devices', () =>
    withFolder(async (folder) => {
      const logs = [fixture('carbontracker'), fixture('defects'), fixture('findings'), ...writeRanks(folder, 3)];
      for (const options of OPTIONS) await expectSame(logs, options);
      const document = await embedded(logs);
      expect(document.entries.length).toBeGreaterThan(100);
      expect(document.entries.some(({ row }) => row.countedFindings.length > 0)).toBe(true);
    }));

  it('tables, and tables beside logs', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'runs.ndjson');
      await writeTable(table, [fixture('carbontracker', '2.4.3'), ...writeRanks(folder, 2)]);
      for (const options of OPTIONS) await expectSame([], { ...options, tables: [table] });
      await expectSame(fixture('carbontracker', '2.2.0'), { tables: [table] });
    }));
});

describe('a document', () => {
  it('holds every run as it was read', async () => {
    const logs = [fixture('carbontracker'), fixture('findings'), fixture('codecarbon'), fixture('power-trace')];
    const document = await embedded(logs);
    const expected = await allEntries(logs);
    const read = entriesOfDocument(document);
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const known = ({ run, figures, whole, quiet, traits }: Entry): unknown =>
      plain({ run: { ...run, epochs: withoutNulls(run) }, figures, whole, quiet, id: traits.contentHash });
    expect(read.map(known)).toEqual(expected.map(known));
  });

  it('names the digest of its files, which depends neither on their order nor on their names', () =>
    withFolder(async (folder) => {
      const scenario = '2.4.3/gpu8_cpu2_e3_p1';
      copyLogs(fixture('carbontracker', scenario), folder);
      const files = readdirSync(folder).filter((name) => name.endsWith('.log'));
      const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
      const digests = files.map((name) => sha256(readFileSync(path.join(folder, name))));
      const document = await embedded(folder);
      expect(document.inputs).toEqual({
        paths: [folder],
        tables: [],
        files: files.length,
        sha256: sha256(digests.sort().join('\n')),
      });
      expect(document.entries.map(({ sha256 }) => sha256)).toEqual([document.inputs.sha256]);
    }));

  it('has the same bytes for the same input', async () => {
    const write = async (): Promise<string> =>
      writeDocument(await documentOf(fixture('carbontracker', '2.4.3'), { date: DATE }));
    expect(await write()).toBe(await write());
  });

  it('refuses what is none', async () => {
    const document = await documentOf(fixture('carbontracker', '1.1.5'), { date: DATE });
    const { entries: _, ...part } = document;
    for (const text of ['', '{', 'null', '[]', '{}', '1', JSON.stringify(part)]) {
      expect(() => readDocument(text, 'a.html'), text).toThrow(CtError);
    }
    expect(() => readDocument(JSON.stringify({ ...document, schemaVersion: 99 }), 'a.html')).toThrow(
      'a.html has version 99; this ct-parse reads version 1',
    );
  });
});

/** Absent means the same as null. */
const withoutNulls = ({ epochs }: Entry['run']): unknown =>
  epochs.map(({ powerW, ...epoch }) => ({
    ...epoch,
    powerW: Object.fromEntries(Object.entries(powerW).filter(([, power]) => power !== null)),
  }));

describe('packed epochs', () => {
  const power = fc.oneof(
    fc.constant(null),
    fc.record({
      scope: fc.constantFrom('device' as const, 'mean' as const, 'sum' as const),
      values: fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
  const epoch = fc.record({
    number: fc.integer({ min: 0, max: 5 }),
    durationS: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
    powerW: fc.dictionary(fc.constantFrom('gpu', 'cpu', '__proto__', 'a b'), power, { noNullPrototype: true }),
  });

  it('are the epochs again after they were written and read', () => {
    fc.assert(
      fc.property(fc.array(epoch, { maxLength: 12 }), (epochs) => {
        const read = unpackEpochs(JSON.parse(JSON.stringify(packEpochs(epochs))));
        expect(withoutNulls({ epochs: read } as Entry['run'])).toEqual(withoutNulls({ epochs } as Entry['run']));
      }),
    );
  });
});
