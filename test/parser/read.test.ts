import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finding, figuresOf, readRuns } from '../../src/index.ts';
import { readText } from '../../src/parser/find/read-text.ts';
import { copyLogs, fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { block, blockText, line, names, outputLog, standardLog } from '../helpers/logs.ts';
import { codesOf } from '../helpers/runs.ts';

describe('readText', () => {
  it('reads files below, at and above the size of its buffer', () =>
    withFolder((folder) => {
      const file = path.join(folder, 'f');
      for (const size of [0, 1, 65_535, 65_536, 65_537, 262_144, 300_001, 5_000_000]) {
        const text = 'é'.repeat(size / 2) + 'x'.repeat(size % 2);
        writeFileSync(file, text);
        expect(readText(file) === text, `${size} bytes`).toBe(true);
      }
    }));

  it('a short file after a long one is short', () =>
    withFolder((folder) => {
      writeFileSync(path.join(folder, 'long'), 'x'.repeat(200_000));
      writeFileSync(path.join(folder, 'short'), 'y');
      readText(path.join(folder, 'long'));
      expect(readText(path.join(folder, 'short'))).toBe('y');
    }));

  it('bytes that are not UTF-8 are replaced', () =>
    withFolder((folder) => {
      writeFileSync(path.join(folder, 'f'), Buffer.from([65, 0xff, 66]));
      expect(readText(path.join(folder, 'f'))).toBe('A\uFFFDB');
    }));
});

describe('files named by their reader', () => {
  it('a renamed standard log, and a renamed output log, are known by their content', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.txt': standardLog(), 'b.txt': outputLog() });
      const [a] = await readRuns(path.join(folder, 'a.txt'));
      const [b] = await readRuns(path.join(folder, 'b.txt'));
      expect(a).toMatchObject({
        files: { standard: path.join(folder, 'a.txt'), output: null },
        epochs: [{ durationS: 60 }],
      });
      expect(b).toMatchObject({
        files: { standard: null, output: path.join(folder, 'b.txt') },
        actual: { energyKwh: 0.00395 },
      });
    }));

  it('a file that is no log is said to be none', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'readme.txt': 'x', 'blob.bin': Uint8Array.from({ length: 999 }, (_, i) => i % 256) });
      for (const name of ['readme.txt', 'blob.bin']) {
        const file = path.join(folder, name);
        const findings: Finding[] = [];
        expect(await readRuns(file, { onFinding: (finding) => findings.push(finding) })).toEqual([]);
        expect(findings).toMatchObject([{ code: 'not-a-log', severity: 'error', files: [file] }]);
      }
    }));

  it.each([
    ['its version', line(0, 'carbontracker version 2.4.3')],
    ['its devices', line(0, 'The following components were found: GPU with device(s) A.')],
    ['an epoch', line(0, 'Epoch 1:')],
    ['an actual consumption', block(0)],
    ['a predicted consumption', block(0, { heading: 'Predicted consumption for 3 epoch(s):' })],
  ])('a renamed log of nothing but %s is a log', (_, text) =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.txt': text });
      expect(await readRuns(path.join(folder, 'a.txt'))).toHaveLength(1);
    }),
  );

  it('a standard log in which somebody else prints the name stays one', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a.txt': standardLog() + line(61, 'CarbonTracker: so much for that') });
      const [run] = await readRuns(path.join(folder, 'a.txt'));
      expect(run?.files).toMatchObject({ standard: path.join(folder, 'a.txt'), output: null });
      expect(run?.epochs).toHaveLength(1);
    }));

  it('a log name with other content is no run, and an error', () =>
    withFolder(async (folder) => {
      const contents = {
        bytes: Uint8Array.from({ length: 999 }, (_, i) => (i * 37) % 256),
        foreign: 'starting download\n10 %\n',
        empty: '',
        'other stamps': line(0, 'starting download') + line(1, 'ready'),
      };
      for (const [what, content] of Object.entries(contents)) {
        writeFiles(folder, { [names().standard]: content });
        const findings: Finding[] = [];
        expect(await readRuns(folder, { onFinding: (finding) => findings.push(finding) }), what).toEqual([]);
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect(errors, what).toMatchObject([{ code: 'not-understood', files: [path.join(folder, names().standard)] }]);
      }
    }));

  it('a log with a head and epochs that nobody understands is not one in which nothing was measured', () =>
    withFolder(async (folder) => {
      const findings: Finding[] = [];
      const onFinding = (finding: Finding): void => void findings.push(finding);
      const head = standardLog({ epochs: [], closing: [] });
      writeFiles(folder, { [names().standard]: head + line(60, 'Epoch one took 60 s at 100 W') });
      expect(await readRuns(folder, { onFinding })).toEqual([]);
      expect(findings).toMatchObject([{ code: 'not-understood' }]);
      expect(findings[0]?.message).toContain('"Epoch one took 60 s at 100 W"');
      // Without such a line the log says so itself.
      writeFiles(folder, { [names().standard]: head + line(1, 'Monitoring thread started.') });
      const [run] = await readRuns(folder);
      expect(run?.findings).toContainEqual(expect.objectContaining({ code: 'not-measured' }));
    }));

  it.each(['a.out', 'x_carbontracker_output.log'])(
    'console output called %s is refused where logs are asked for',
    (name) =>
      withFolder(async (folder) => {
        writeFiles(folder, { [name]: `CarbonTracker: \n${blockText()}\nCarbonTracker: Finished monitoring.\n` });
        const findings: Finding[] = [];
        const file = path.join(folder, name);
        const onFinding = (finding: Finding): void => void findings.push(finding);
        expect(await readRuns(file, { inputFormat: 'carbontracker', onFinding })).toEqual([]);
        expect(findings).toMatchObject([{ code: 'not-understood', severity: 'error' }]);
        expect(findings[0]?.message).toMatch(/looks like console output of carbontracker/);
        expect(await readRuns(file)).toHaveLength(1);
      }),
  );

  it('blocks that lost their stamps are an error of the run', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        [names().standard]: standardLog(),
        [names().output]: `${outputLog()}CarbonTracker: \n${blockText()}\nCarbonTracker: \n${blockText()}\n`,
      });
      const [run] = await readRuns(folder);
      expect(run?.findings.filter(({ code }) => code === 'blocks-unread')).toMatchObject([
        { severity: 'error', message: expect.stringMatching(/^2 consumption blocks/) },
      ]);
      // Blocks that a second tracker repeated were read.
      writeFiles(folder, { [names().output]: outputLog().replace(/^2025[\s\S]*?(?=\n2025)/m, '$&\n$&') });
      expect((await readRuns(folder)).flatMap(codesOf)).not.toContain('blocks-unread');
    }));
});

describe('a run that stands in two stems (a second tracker up to 1.2.5)', () => {
  const early = '7_2025-01-01T080000Z';
  const late = '7_2025-01-01T081000Z';
  const first = standardLog({ version: '1.2.5', epochs: [{ power: { gpu: '[100.]' } }] });
  const second = standardLog({ version: '1.2.5', start: 600, epochs: [{ power: { gpu: '[200.]' } }] });

  it('counts once when both files are read, and that is said', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        [names(early).standard]: first + second.replace(/.*\n/g, '$&$&'),
        [names(late).standard]: second,
      });
      const told: string[] = [];
      const runs = await readRuns(folder, { onFinding: ({ code }) => void told.push(code) });
      expect(runs.map(({ epochs }) => epochs[0]?.powerW.gpu?.values)).toEqual([[100], [200]]);
      expect(runs.map(({ id }) => path.basename(id))).toEqual([early, late]);
      expect(told).toEqual(['logged-twice']);
    }));

  it('counts when only the older file is there', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names(early).standard]: first + second.replace(/.*\n/g, '$&$&') });
      expect(await readRuns(folder)).toHaveLength(2);
    }));

  it('is kept where the other stem holds another run', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        [names(early).standard]: first + second,
        [names(late).standard]: second.replace('[200.]', '[300.]'),
      });
      expect(await readRuns(folder)).toHaveLength(3);
    }));

  it('is dropped where the other stem holds more of it, or another run too', () =>
    withFolder(async (folder) => {
      const longer = standardLog({
        version: '1.2.5',
        start: 600,
        epochs: [{ power: { gpu: '[200.]' } }, { power: { gpu: '[201.]' } }],
      });
      const cut = second.slice(0, second.indexOf('Monitoring thread ended.') - 22);
      writeFiles(folder, { [names(early).standard]: first + cut, [names(late).standard]: longer });
      expect((await readRuns(folder)).map(({ epochs }) => epochs.length)).toEqual([1, 2]);
      writeFiles(folder, {
        [names(early).standard]: first + second,
        [names(late).standard]: second + standardLog({ version: '1.2.5', start: 9000 }),
      });
      expect((await readRuns(folder)).map(({ epochs }) => epochs[0]?.powerW.gpu?.values)).toEqual([
        [100],
        [200],
        [100],
      ]);
    }));

  it('is kept where a run of the other stem only looks like it', () =>
    withFolder(async (folder) => {
      const later = standardLog({ version: '1.2.5', start: 660, epochs: [{ power: { gpu: '[200.]' } }] });
      writeFiles(folder, { [names(early).standard]: first + second, [names(late).standard]: later });
      expect(await readRuns(folder)).toHaveLength(3);
    }));

  it('is not dropped when only the older file was asked for', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names(early).standard]: first + second, [names(late).standard]: second });
      expect(await readRuns(path.join(folder, names(early).standard))).toHaveLength(2);
    }));
});

describe('real files', () => {
  it('a scenario of 1.1.2 under its true names, with colons', () =>
    withFolder(async (folder) => {
      copyLogs(fixture('carbontracker', '1.1.2', 'gpu2_e3_p1'), folder);
      expect(readdirSync(folder).every((name) => name.includes(':'))).toBe(true);
      const [run, ...rest] = await readRuns(folder);
      expect(rest).toEqual([]);
      expect(run?.files.output).not.toBeNull();
      expect(run?.id).toContain(':');
      expect(run && figuresOf(run).basis).toBe('measured');
    }));

  it.skipIf(process.platform === 'win32')('an unreadable partner is a finding, the rest is read', () =>
    withFolder(async (folder) => {
      const { standard, output } = names();
      writeFiles(folder, { [standard]: standardLog() });
      symlinkSync(path.join(folder, 'gone'), path.join(folder, output));
      const [run] = await readRuns(path.join(folder, standard));
      expect(run?.epochs).toHaveLength(1);
      expect(run?.findings).toContainEqual(expect.objectContaining({ code: 'unreadable', severity: 'error' }));
    }),
  );

  it('lines behind other text are an error of the run where not all lines have it, and never nothing measured', () =>
    withFolder(async (folder) => {
      const epochs = [1, 2, 3].map(() => ({ power: { gpu: '100.0', cpu: '50.0' } }));
      const lines = standardLog({ epochs, closing: [] }).split('\n');
      const withPrefix = (from: number, to: number): string =>
        lines.map((text, i) => (i >= from && i < to ? `web-1  | ${text}` : text)).join('\n');
      writeFiles(folder, { [names().standard]: withPrefix(0, 7) });
      const [run] = await readRuns(folder);
      expect(run?.findings.filter(({ code }) => code === 'blocks-unread')).toMatchObject([
        { severity: 'error', message: '4 lines have other text in front of the time stamp and were not read' },
      ]);
      writeFiles(folder, { [names().standard]: withPrefix(3, lines.length - 1) });
      const findings: Finding[] = [];
      expect(await readRuns(folder, { onFinding: (finding) => findings.push(finding) })).toEqual([]);
      expect(findings).toMatchObject([{ code: 'not-understood', severity: 'error' }]);
    }));
});
