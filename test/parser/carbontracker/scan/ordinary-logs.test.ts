/** The runs of ordinary logs are those that the reader of all logs makes of the same files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generator, makeLogs, makeRun } from '../../../../bench/make-logs.mjs';
import { contentHash } from '../../../../src/accounting/index.ts';
import { plainRun, summaryOf } from '../../../../src/model/column-run.ts';
import type { Run } from '../../../../src/model/run.ts';
import { summarize } from '../../../../src/model/summary.ts';
import { OrdinaryLogs } from '../../../../src/parser/carbontracker/scan/ordinary-logs.ts';
import type { FileSet } from '../../../../src/parser/find/file-sets.ts';
import { findRuns } from '../../../../src/parser/find/find.ts';
import { readFileSet } from '../../../../src/parser/read.ts';
import { inRepository } from '../../../helpers/fixtures.ts';
import { type BlockText, block, line, PUE_LINE, stamp } from '../../../helpers/logs.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Texts {
  standard: string | Buffer;
  output: string | Buffer;
}

const STEM = '17.4_2025-01-01T080000Z';

function setOf({ standard, output }: Texts): FileSet {
  const file = (ending: string): string => path.join(folder, `${STEM}_carbontracker${ending}.log`);
  writeFileSync(file(''), standard);
  writeFileSync(file('_output'), output);
  const files = { standard: file(''), output: file('_output'), error: null, samples: null };
  return { folder, stem: STEM, files };
}

function expectSame(run: Run, set: FileSet): void {
  const [summary, hash] = [summaryOf(run), contentHash(run)];
  const [own, others] = [[plainRun(run)], readFileSet(set)];
  expect([summary]).toEqual(others.map(summarize));
  expect([hash]).toEqual(others.map(contentHash));
  // Only where they differ, it matters how.
  if (!isDeepStrictEqual(own, others)) expect(own).toEqual(others);
}

/** Whether a pair is ordinary; its run must be that of the reader of all logs. */
function isOrdinary(texts: Texts, reader = new OrdinaryLogs()): boolean {
  const set = setOf(texts);
  const run = reader.read(set);
  if (run !== null) expectSame(run, set);
  return run !== null;
}

const plain = (): { standard: string; output: string } => makeRun(generator(7), Date.UTC(2025, 0, 1, 8), 12);

describe('ordinary logs', () => {
  it('of the fixtures, read in one pass', async () => {
    const reader = new OrdinaryLogs(0);
    const versions = new Set<string | null>();
    let ordinary = 0;
    for await (const set of findRuns(inRepository('fixtures'))) {
      const run = reader.read(set);
      if (run === null) continue;
      expectSame(run, set);
      versions.add(run.writer.version);
      ordinary += 1;
    }
    expect(ordinary).toBeGreaterThan(100);
    expect([...versions]).toEqual(
      expect.arrayContaining(['1.1.2', '1.1.5', '1.1.7', '1.2.5', '2.0.1', '2.2.0', '2.3.0', '2.4.3']),
    );
  });

  it('that are longer than the window', () => {
    const { standard, output } = makeRun(generator(5), Date.UTC(2025, 0, 1, 8), 2500);
    expect(standard.length).toBeGreaterThan(550_000);
    expect(isOrdinary({ standard, output })).toBe(true);
    // Moves each end of the window through the lines of an epoch.
    for (let chars = 1; chars < 260; chars += 23) {
      const version = `carbontracker version ${'9'.repeat(chars)}`;
      expect(isOrdinary({ standard: standard.replace('carbontracker version 2.4.3', version), output })).toBe(true);
    }
  });

  it.each(['2.4.2', '2.4.3'])('of %s with an err log', async (version) => {
    const reader = new OrdinaryLogs(0);
    let ordinary = 0;
    for await (const set of findRuns(inRepository('fixtures', 'carbontracker', version))) {
      if (set.files.error === null) continue;
      for (const run of [reader.read(set), reader.read(set)]) {
        if (run === null) continue;
        expectSame(run, set);
        ordinary += 1;
      }
    }
    expect(ordinary).toBeGreaterThan(2);
  });

  it('with epochs that were not measured', () => {
    const { standard, output } = plain();
    const lacking = standard.replace(/(?<=Epoch [257]:\n.*\n.* gpu: ).*/g, 'None').replace(/cpu: .*/, 'cpu: None');
    expect(isOrdinary({ standard: lacking, output })).toBe(true);
    expect(lacking.match(/None/g)).toHaveLength(4);
  });

  it.each([
    ['an empty output log', ''],
    ['no output log', null],
  ])('with %s', (_, output) => {
    const { standard } = plain();
    const set = setOf({ standard, output: output ?? '' });
    if (output === null) set.files.output = null;
    const run = new OrdinaryLogs().read(set) as Run;
    expectSame(run, set);
    expect(run.findings.map(({ code }) => code)).toEqual([output === null ? 'no-output-log' : 'empty-log']);
  });

  it('of a folder, whatever was read before', async () => {
    const logs = path.join(folder, 'logs');
    makeLogs(logs, 20, 3);
    const together = new OrdinaryLogs();
    for await (const set of findRuns(logs)) {
      const run = together.read(set) as Run;
      expect(plainRun(run)).toEqual(plainRun(new OrdinaryLogs().read(set) as Run));
      expect([plainRun(run)]).toEqual(readFileSet(set));
    }
  });

  it('are learnt again once they repeat, where many did not', async () => {
    const reader = new OrdinaryLogs();
    const { standard, output } = plain();
    const read = (version: string): boolean =>
      isOrdinary({ standard: standard.replace('2.4.3', version), output }, reader);
    const unlike = Array.from({ length: 300 }, (_, i) => read(`2.4.3+${i}`));
    expect(unlike.slice(0, 10)).toEqual(Array(10).fill(true));
    expect(unlike.filter((isRead) => isRead).length).toBeLessThan(30);
    const alike = Array.from({ length: 300 }, () => read('2.4.2'));
    expect(alike.filter((isRead) => isRead).length).toBeGreaterThan(200);
  });

  it('take a time to read, which is measured of the first ones and of some later ones', () => {
    const reader = new OrdinaryLogs();
    const set = setOf(plain());
    const times = Array.from({ length: 200 }, () => {
      reader.read(set);
      return reader.readMs;
    });
    expect(times.slice(0, 30).filter((ms) => ms > 0)).toHaveLength(30);
    const later = times.slice(-100).filter((ms) => ms > 0);
    expect(later.length).toBeGreaterThan(1);
    expect(later.length).toBeLessThan(20);
  });

  it('share nothing that a caller may change, once they are plain', async () => {
    const reader = new OrdinaryLogs(0);
    const set = setOf(plain());
    const [one, other] = [plainRun(reader.read(set) as Run), plainRun(reader.read(set) as Run)];
    one.components[0]?.devices.push('another');
    one.intensity?.values.push(1);
    Object.assign(one.writer, { version: 'x' });
    Object.assign(one.pue ?? {}, { value: 3 });
    one.findings.push({ code: 'x', severity: 'info', message: '', effectKwh: null });
    one.epochs.pop();
    expect([other]).toEqual(readFileSet(set));
  });
});

const two = (n: number): string => String(n).padStart(2, '0');
const wattsText = fc.oneof(
  fc.double({ min: 0.001, max: 900, noNaN: true }).map(String),
  fc.integer({ min: 0, max: 999_999 }).map((n) => `${n}.0`),
  fc.constantFrom('35.612', '35.61199', '0.0', '3.0000000000000004e-05', '1e9', '63.'),
);
const durationText = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.nat(59), fc.nat(60), fc.nat(99))
  .map(([h, m, s, c]) => `${h}:${two(m)}:${two(s)}.${two(c)}`);
const figure = fc
  .tuple(fc.nat(9_999_999), fc.stringMatching(/^\d{1,20}$/))
  .map(([whole, decimals]) => `${whole}.${decimals}`);

const epochText = fc.record({
  number: fc.integer({ min: 0, max: 999_999_999 }),
  duration: durationText,
  gpu: fc.array(wattsText, { minLength: 3, maxLength: 3 }),
  cpu: fc.oneof({ weight: 5, arbitrary: wattsText }, { weight: 1, arbitrary: fc.constant('None') }),
  hasGpu: fc.nat(5).map((n) => n > 0),
  late: fc.boolean(),
  note: fc.option(
    fc.constantFrom('Carbon intensity fetched: 151.25 gCO2/kWh at Lyngby, Capital Region, DK', 'Something else'),
    { freq: 6 },
  ),
});

const blockOf = (heading: string): fc.Arbitrary<Required<BlockText>> =>
  fc.record({
    heading: fc.nat(99).map((n) => heading.replace('N', String(n))),
    time: fc.tuple(fc.nat(5000), fc.nat(59), fc.nat(59)).map(([h, m, s]) => `${h}:${two(m)}:${two(s)}`),
    energy: figure.map((text) => `${text} kWh`),
    co2eq: figure.map((text) => `${text} g`),
    km: fc.option(figure, { nil: null }),
  });

/** Logs of many forms, most of them ordinary. */
const logs = fc
  .record({
    version: fc.constantFrom('1.1.5', '1.2.5', '2.0.1', '2.3.1', '2.4.3', '3.0'),
    gpu: fc.constantFrom('A', 'A, B, C', 'NVIDIA A100, 40GB', 'São'),
    cpu: fc.constantFrom(null, 'cpu:0', 'Some CPU'),
    isArray: fc.boolean(),
    pue: fc.option(fc.constant(PUE_LINE)),
    epochs: fc.array(epochText, { maxLength: 8 }),
    interrupted: fc.option(fc.constantFrom(-1, 4, 10), { freq: 3 }),
    hasEnd: fc.boolean(),
    predicted: fc.option(blockOf('Predicted consumption for N epoch(s):'), { freq: 2 }),
    actual: fc.option(fc.oneof(blockOf('Actual consumption for N epoch(s):'), blockOf('Actual consumption:')), {
      freq: 1,
    }),
  })
  .map(({ version, gpu, cpu, isArray, pue, epochs, interrupted, hasEnd, predicted, actual }) => {
    const components = `The following components were found: GPU with device(s) ${gpu}.${cpu === null ? '' : ` CPU with device(s) ${cpu}.`}`;
    const head = [
      `carbontracker version ${version}`,
      ...(pue === null ? [] : [pue]),
      components,
      'Monitoring thread started.',
    ];
    let at = 0;
    const records = epochs.map(({ number, duration, gpu: values, cpu: watts, hasGpu, late, note }) => {
      at += 61;
      const power = !hasGpu ? 'None' : isArray ? `[${values.join(' ')}]` : values[0];
      return [
        line(at, `Epoch ${number}:`),
        line(at + Number(late), `Duration: ${duration}`),
        line(at + Number(late), `Average power usage (W) for gpu: ${power}`),
        ...(cpu === null ? [] : [line(at + Number(late), `Average power usage (W) for cpu: ${watts}`)]),
        ...(note === null ? [] : [line(at + 1, note)]),
      ].join('');
    });
    const closing = [
      ...(interrupted === null ? [] : [`Training was interrupted before all ${interrupted} epochs were monitored.`]),
      'Carbon intensities (gCO2eq/kWh) fetched every 900 s at detected location: Nova Iguaçu, BR: [151.25, 170.75]',
      ...(hasEnd ? ['Monitoring thread ended.'] : []),
    ];
    const standard = [
      ...head.map((text) => line(0, text)),
      ...records,
      ...closing.map((text) => line(at + 3, text)),
    ].join('');
    const output = [
      line(0, `CarbonTracker: ${components}`),
      ...(predicted === null ? [] : [block(61, predicted)]),
      ...(actual === null ? [] : [block(at + 3, actual)]),
      ...(hasEnd ? [line(at + 3, 'CarbonTracker: Finished monitoring.')] : []),
    ].join('');
    return { standard, output };
  });

describe('logs of many forms', () => {
  it('give the same runs, and most are ordinary', () => {
    const reader = new OrdinaryLogs(0);
    let ordinary = 0;
    const runs = 200;
    fc.assert(
      fc.property(logs, (texts) => {
        if (isOrdinary(texts, reader)) ordinary += 1;
      }),
      { numRuns: runs },
    );
    expect(ordinary).toBeGreaterThan(runs / 2);
  });
});

/** Changes that no reading of a log depends on. */
const HARMLESS: Record<string, (text: string) => string> = {
  'a byte order mark in front': (text) => `\ufeff${text}`,
  'carriage returns': (text) => text.replaceAll('\n', '\r\n'),
  'a blank at the end of each line': (text) => text.replaceAll(/(?<=[.\d])\n/g, ' \n'),
  'an empty line at the end': (text) => `${text}\n`,
  'an empty line after each record': (text) => text.replaceAll(/\n(?=2025)/g, '\n\n'),
  'no line feed at the end': (text) => text.slice(0, -1),
};

describe('an ordinary log', () => {
  it.each(Object.entries(HARMLESS))('with %s is not ordinary, and says the same', (_, change) => {
    const texts = plain();
    const reader = new OrdinaryLogs(0);
    expect(isOrdinary(texts, reader)).toBe(true);
    const [run] = readFileSet(setOf(texts));
    const changed = { standard: change(texts.standard), output: change(texts.output) };
    expect(isOrdinary(changed, reader)).toBe(false);
    expect(readFileSet(setOf(changed))).toEqual([run]);
  });

  it.each([
    ['a NUL', (text: string) => text.replace('Epoch 3', '\0\0Epoch 3')],
    ['a byte that is not UTF-8', (text: string) => text.replace('NVIDIA A100', 'NVIDIA \xff')],
    [
      'a stamp that goes back',
      (text: string) => text.replace(/(\n.*Epoch 5:)/, `\n${stamp(0)} - Monitoring thread started.$1`),
    ],
    ['two runs', (text: string) => text + text],
    ['every line twice', (text: string) => text.replaceAll(/(.+\n)/g, '$1$1')],
    ['a line of another program', (text: string) => text.replace(/\n/, '\nloss 0.3\n')],
    [
      'another log in one line',
      (text: string) => text.replace('Epoch 5:\n', `Epoch 5:${stamp(9)} - carbontracker version 1.2.5\n`),
    ],
    ['a component that was never measured', (text: string) => text.replace(/gpu: .*/g, 'gpu: None')],
    ['a component that is measured once', (text: string) => text.replace(/.* for cpu: .*\n/, '')],
    ['a negative power', (text: string) => text.replace(/gpu: /, 'gpu: -')],
    ['a power beyond all', (text: string) => text.replace(/gpu: /, 'gpu: 999999999999')],
    ['a cut end', (text: string) => text.slice(0, -9)],
    ['a tar archive\u2019s mark', (text: string) => `${text.slice(0, 257)}ustar${text.slice(257)}`],
  ])('with %s is left to the reader of all logs', (_, change) => {
    const { standard, output } = plain();
    const reader = new OrdinaryLogs(0);
    for (let i = 0; i < 2; i += 1) {
      expect(isOrdinary({ standard: Buffer.from(change(standard), 'latin1'), output }, reader)).toBe(false);
      expect(isOrdinary({ standard, output }, reader)).toBe(true);
    }
  });

  it('cut at any byte, or with any digit changed, is read alike', () => {
    const { standard, output } = makeRun(generator(7), Date.UTC(2025, 0, 1, 8), 2);
    const reader = new OrdinaryLogs(0);
    for (let length = 0; length < standard.length; length += 7)
      isOrdinary({ standard: standard.slice(0, length), output }, reader);
    for (let length = 0; length < output.length; length += 7)
      isOrdinary({ standard, output: output.slice(0, length) }, reader);
    const change = (text: string, at: number): string =>
      text.slice(0, at) + text.slice(at).replace(/\d/, (digit) => String((Number(digit) + 3) % 10));
    for (let at = 0; at < standard.length; at += 9) isOrdinary({ standard: change(standard, at), output }, reader);
    for (let at = 0; at < output.length; at += 9) isOrdinary({ standard, output: change(output, at) }, reader);
  });

  it('that cannot be read is left to the reader of all logs', () => {
    const set = setOf(plain());
    rmSync(set.files.output as string);
    expect(new OrdinaryLogs().read(set)).toBeNull();
    expect(new OrdinaryLogs().read({ ...set, files: { ...set.files, output: folder } })).toBeNull();
    expect(readFileSync(set.files.standard as string, 'latin1')).toBe(plain().standard);
  });
});
