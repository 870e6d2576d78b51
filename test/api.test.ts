import { copyFileSync, createWriteStream, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { onlySamplesOf } from '../src/api.ts';
import * as api from '../src/index.ts';
import {
  aggregate,
  aggregateConsumption,
  CtError,
  examine,
  type Finding,
  figuresOf,
  iterateRuns,
  parseAllLogs,
  parseLogs,
  printAggregate,
  readRuns,
} from '../src/index.ts';
import type { ReportDocument } from '../src/report/document/index.ts';
import { documentInReport } from '../src/report/read/index.ts';
import { copyLogs, fixture, recordedScenarios, withFolder, writeFiles } from './helpers/fixtures.ts';
import { names, outputLog, standardLog } from './helpers/logs.ts';

const pair = (stem: string, gpu: string, start = 0): Record<string, string> => ({
  [names(stem).standard]: standardLog({ start, epochs: [{ power: { gpu } }] }),
  [names(stem).output]: outputLog([{}], start + 60),
});

describe('readRuns and iterateRuns', () => {
  it('give the same runs, one after the other', async () => {
    const folder = fixture('carbontracker', '2.4.3');
    const runs = [];
    for await (const run of iterateRuns(folder)) runs.push(run);
    expect(runs.length).toBeGreaterThan(10);
    expect(runs).toEqual(await readRuns([folder]));
  });

  it('start before everything is read, and can be left', async () => {
    for await (const run of iterateRuns([fixture('carbontracker'), 'never reached'].slice(0, 1))) {
      expect(run.writer.version).toBe('1.0.4');
      break;
    }
  });

  it('carry the findings of the accounting before those of the parser', async () => {
    const [run] = await readRuns(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_crash4'));
    expect(run && examine({ ...run, findings: [] }).map(({ code }) => code)).toContain('cut-off');
    expect(run?.findings[0]?.code).toBe('cut-off');
  });

  it('ids are unique over all arguments', async () => {
    const ids = (await readRuns(recordedScenarios().map((scenario) => fixture('carbontracker', scenario)))).map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('paths are those of the argument, and what lies below', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...pair('sub/a', '1.0') });
      const [run] = await readRuns(`${folder}/sub/..`);
      expect(run?.files.standard).toBe(path.join(folder, 'sub', 'a_carbontracker.log'));
      expect(run?.id).toBe(path.join(folder, 'sub', 'a'));
    }));

  it('a path that does not exist is a CtError', async () => {
    const error = await readRuns(fixture('nowhere')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CtError);
    expect(error).toMatchObject({ name: 'CtError', code: 'NOT_FOUND', message: expect.stringContaining('nowhere') });
  });

  it('onFinding hears of what belongs to no run', () =>
    withFolder(async (folder) => {
      const heard: Finding[] = [];
      await readRuns(folder, { onFinding: (finding) => heard.push(finding) });
      expect(heard).toEqual([]);
    }));
});

describe('aggregateConsumption', () => {
  it('is the sum over its runs, of one folder or many', async () => {
    const folder = fixture('carbontracker');
    const figures = (await readRuns(folder)).map(figuresOf);
    const totals = await aggregateConsumption(folder);
    expect(totals).toEqual(aggregate(figures));
    expect(totals).toEqual(aggregate(await readRuns(folder)));
    expect(totals.runs).toBe(figures.length);
    const parts = await aggregateConsumption(['2.4.3', '1.0.7'].map((version) => fixture('carbontracker', version)));
    const [late, early] = await Promise.all(
      ['2.4.3', '1.0.7'].map((version) => aggregateConsumption(fixture('carbontracker', version))),
    );
    expect(parts.energyKwh).toBeCloseTo((late?.energyKwh ?? 0) + (early?.energyKwh ?? 0), 15);
  });

  it('as logged', async () => {
    const folder = fixture('carbontracker', '2.0.1', 'gpu8_cpu2_e3_p1');
    const [logged, corrected] = [
      await aggregateConsumption(folder, { asLogged: true }),
      await aggregateConsumption(folder),
    ];
    expect(logged.energyKwh).toBe(corrected.logged.energyKwh);
    expect(aggregate(await readRuns(folder), { asLogged: true })).toEqual(logged);
    expect(corrected.energyKwh / logged.energyKwh).toBeGreaterThan(6);
  });
});

describe('parseAllLogs', () => {
  it('has one entry a run, in order', async () => {
    const entries = await parseAllLogs(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      early_stop: false,
      components: {
        gpu: { 'avg_power_usages (W)': [[212.287], [214.037], [215.787]], 'epoch_durations (s)': [65.43, 61.2, 63.07] },
      },
      actual: { epochs: 3, 'energy (kWh)': 0.022941519974 },
      pred: { epochs: 3, 'energy (kWh)': 0.023715837431 },
    });
    expect(await parseAllLogs(fixture('defects', 'P23'))).toEqual([]);
  });
});

describe('parseLogs', () => {
  const watts = (components: Awaited<ReturnType<typeof parseLogs>>): unknown =>
    components.gpu?.['avg_power_usages (W)'];

  it('takes the newest standard log by its name, whatever its pid, prefix or age on disk', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        ...pair('99.1_2025-01-02T080000Z', '3.0'),
        ...pair('zz_100_2025-01-01T080000Z', '2.0'),
        ...pair('2024-12-31T08-00Z', '1.0'),
        ...pair('sub/5_2026-01-01T080000Z', '9.0'),
      });
      expect(watts(await parseLogs(folder))).toEqual([[3]]);
    }));

  it('never takes an output log that is newer', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        ...pair('1_2025-01-01T080000Z', '1.0'),
        [names('2_2025-01-02T080000Z').output]: outputLog(),
      });
      expect(watts(await parseLogs(folder))).toEqual([[1]]);
    }));

  it('a named file, by name or path, standard or output', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...pair('1_2025-01-01T080000Z', '1.0'), ...pair('2_2025-01-02T080000Z', '2.0') });
      const { standard, output } = names('1_2025-01-01T080000Z');
      expect(watts(await parseLogs(folder, standard))).toEqual([[1]]);
      expect(watts(await parseLogs(folder, path.join(folder, standard)))).toEqual([[1]]);
      expect(watts(await parseLogs(folder, undefined, output))).toEqual([[1]]);
      await expect(parseLogs(folder, 'none_carbontracker.log')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }));

  it('of an appended file the last run', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        'carbontracker.log': standardLog() + standardLog({ start: 600, epochs: [{ power: { gpu: '7.0' } }] }),
      });
      expect(watts(await parseLogs(folder))).toEqual([[7]]);
    }));

  it('a colon in the name of an old log', () =>
    withFolder(async (folder) => {
      copyLogs(fixture('carbontracker', '1.1.2', 'gpu2_e3_p1'), folder);
      expect((await parseLogs(folder)).gpu?.['avg_power_usages (W)']?.[0]).toHaveLength(2);
    }));
});

describe('printAggregate', () => {
  it('writes the sentence', async () => {
    const lines: string[] = [];
    await printAggregate(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'), {}, (line) => lines.push(line));
    expect(lines).toEqual([
      'The training of models in this work is estimated to use 0.0229 kWh of electricity contributing to 0.0102 kg of CO2eq. ' +
        'This is equivalent to 0.0956 km travelled by car. Measured by carbontracker (https://github.com/lfwa/carbontracker).\n',
    ]);
  });

  it('a folder without logs is an error', async () => {
    await expect(printAggregate(fixture('defects', 'P23'))).rejects.toMatchObject({ code: 'NO_LOGS' });
  });
});

it("carbontracker's names are aliases", () => {
  expect(api.parse_all_logs).toBe(api.parseAllLogs);
  expect(api.parse_logs).toBe(api.parseLogs);
  expect(api.aggregate_consumption).toBe(api.aggregateConsumption);
  expect(api.print_aggregate).toBe(api.printAggregate);
});

describe('renderReport and generateReportFromLog', () => {
  it('are here too, and embed the same runs; only the one that reads the logs has the digest of its files', () =>
    withFolder(async (folder) => {
      const log = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
      const [a, b] = [path.join(folder, 'a.pdf'), path.join(folder, 'b.pdf')];
      const options = { date: new Date(1.7e12) };
      await api.renderReport(await readRuns(log), createWriteStream(a), options);
      await api.generateReportFromLog(log, b, options);
      expect(readFileSync(a, 'latin1')).toMatch(/^%PDF-/);
      const [read, made] = [a, b].map((pdf) => documentInReport(readFileSync(pdf), pdf)) as [
        ReportDocument,
        ReportDocument,
      ];
      expect(made.totals).toEqual(read.totals);
      expect(made.entries.map(({ row }) => row)).toEqual(read.entries.map(({ row }) => row));
      expect([read.inputs.files, made.inputs.files]).toEqual([0, 3]);
    }));

  it('the samples of its run are read once: the document holds them', () =>
    withFolder(async (folder) => {
      const trace = path.join(folder, 'two-gpus.csv');
      copyFileSync(fixture('power-trace', 'two-gpus.csv'), trace);
      const document = await api.documentOf(trace);
      rmSync(trace);
      const entries = api.entriesOfDocument(document);
      expect(onlySamplesOf(entries)).toBeNull();
      expect(onlySamplesOf(entries, document)?.rows.length).toBeGreaterThan(10);
      expect(onlySamplesOf([...entries, ...entries], document)).toBeNull();
    }));

  it('a PDF that cannot be written, and a file that is no log, are CtErrors', () =>
    withFolder(async (folder) => {
      const log = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
      const notes = fixture('findings', 'not-a-log', 'notes.txt');
      const pdf = path.join(folder, 'no', 'a.pdf');
      await expect(api.generateReportFromLog(log, pdf)).rejects.toMatchObject({ code: 'UNWRITABLE' });
      await expect(api.renderReport(await readRuns(log), createWriteStream(pdf))).rejects.toMatchObject({
        code: 'ENOENT',
      });
      await expect(api.generateReportFromLog(notes, pdf)).rejects.toMatchObject({ code: 'NO_LOGS' });
      await expect(parseLogs(folder, notes)).rejects.toMatchObject({ code: 'NOT_A_LOG' });
    }));
});
