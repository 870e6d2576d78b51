/** `ct-parse verify`: the same logs, and each way in which logs or the report may be others. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ctParse, expectOneLine, type Result } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

/** Calls `use` with a copy of thirteen runs and the report of them. */
function withReport(
  name: string,
  use: (report: string, logs: string) => void | Promise<void>,
  ...args: string[]
): Promise<void> {
  return withFolder(async (folder): Promise<void> => {
    const [report, logs] = [path.join(folder, name), path.join(folder, 'logs')];
    cpSync(fixture('carbontracker', '2.4.3'), logs, { recursive: true });
    expect((await ctParse(['report', logs, '-o', report, ...args])).code).toBe(0);
    await use(report, logs);
  });
}

const verify = (...args: string[]): Promise<Result> => ctParse(['verify', ...args]);

/** Another figure in a run whose end is missing, so that its epochs count. */
function changeLog(logs: string): void {
  const folder = path.join(logs, 'gpu1_cpu1_e10_crash4');
  const name = readdirSync(folder).find((file) => file.endsWith('_carbontracker.log')) ?? '';
  const file = path.join(folder, name);
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/(Average power usage \(W\) for gpu: )[\d.]+/, '$1999.5');
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

describe.each(['report.pdf', 'report.html'])('%s', (name) => {
  it('the same logs, also elsewhere and under other names', () =>
    withReport(name, async (report, logs) => {
      const { code, stdout } = await verify(report, logs);
      expect(stdout).toBe('verified: 419 Wh, 186 g CO2eq, 13 runs, same logs\n');
      expect(code).toBe(0);
      const moved = `${logs}-moved`;
      cpSync(logs, moved, { recursive: true });
      expect(await verify(report, moved)).toMatchObject({ code: 0, stdout });
      expect(await verify(report)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^verified: 419 Wh.* no logs were given\n$/),
      });
    }));

  it('logs without a run', () =>
    withReport(name, async (report) => {
      const { code, stdout } = await verify(report, report);
      expect({ code, stdout }).toEqual({ code: 1, stdout: `not verified: no runs were found in ${report}\n` });
    }));

  it('a log that was taken away', () =>
    withReport(name, async (report, logs) => {
      rmSync(path.join(logs, 'gpu8_cpu2_e3_p1'), { recursive: true });
      const { code, stdout } = await verify(report, logs);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^not verified: .* states 419 Wh, 186 g CO2eq, 13 runs; these logs give 240 Wh, .*, 12 runs\n/,
      );
      expect(stdout).toMatch(/\nmissing: \S*gpu8_cpu2_e3_p1\S* \(179 Wh, 79\.6 g CO2eq\)\n$/);
    }));

  it('a log that was added', () =>
    withReport(name, async (report, logs) => {
      cpSync(fixture('carbontracker', '1.2.5', 'gpu8_wrap_e3_p1'), path.join(logs, 'more'), { recursive: true });
      const { code, stdout } = await verify(report, logs);
      expect(code).toBe(1);
      expect(stdout).toMatch(/14 runs\nadded: \S*\/more\/\S* \(\d+ Wh, /);
    }));

  it('a log that was changed', () =>
    withReport(name, async (report, logs) => {
      changeLog(logs);
      const { code, stdout } = await verify(report, logs);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /\nchanged: \S*gpu1_cpu1_e10_crash4\S* \(22\.9 Wh in the report, \d+\.?\d* Wh in these logs\)\n {2}epochs\.\S+: [\d.]+ in the report, 999\.5 in these logs\n( {2}\S+: [\d.]{1,10} in the report, [\d.]{1,10} in these logs\n){4} {2}and \d+ more fields; --json lists them\n$/,
      );
      const json = JSON.parse((await verify(report, logs, '--json')).stdout);
      expect(json).toMatchObject({
        ...{ report, verified: false, own: null, stated: { runs: 13 } },
        logs: { sameFiles: false, missing: [], added: [], changed: [{ sameFigures: false }] },
      });
      const fieldOf = (name: string) =>
        json.logs.changed[0].fields.find(({ field }: { field: string }) => field === name);
      // The fields hold both figures in full, and the cause stands before what follows from it.
      const { stated, found } = json.logs.changed[0];
      expect(fieldOf('figures.corrected.energyKwh')).toMatchObject({
        stated: stated.energyKwh,
        found: found.energyKwh,
      });
      expect(json.logs.changed[0].fields[0].found).toBe(999.5);
      expect(json.logs.changed[0].found.energyKwh).toBeGreaterThan(json.logs.changed[0].stated.energyKwh);
    }));

  it('a log of which only the bytes changed', () =>
    withReport(name, async (report, logs) => {
      const folder = path.join(logs, 'gpu8_cpu2_e3_p1');
      const file = path.join(folder, readdirSync(folder).find((one) => one.endsWith('_carbontracker.log')) ?? '');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
      expect(await verify(report, logs)).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(
          /^not verified: these are not the logs of .*\nchanged: \S+ \(179 Wh, 79\.6 g CO2eq in both\)\n {2}the bytes of its files differ; what is read from them does not\n$/,
        ),
      });
    }));

  it('a log of which only an output log, or its CO2eq, changed shows figures that differ, or says that they hardly do', () =>
    withReport(name, async (report, logs) => {
      const folder = path.join(logs, 'gpu1_cpu1_e3_p1');
      const output = path.join(folder, readdirSync(folder).find((one) => one.endsWith('_output.log')) ?? '');
      const printed = readFileSync(output, 'utf8');
      let stdout = '';
      const changed = async (): Promise<string | undefined> => {
        ({ stdout } = await verify(report, logs));
        return /\nchanged: \S+ \((.*)\)\n/.exec(stdout)?.[1];
      };
      writeFileSync(output, printed.replaceAll(/CO2eq:\t(\d+\.\d)\d+/g, 'CO2eq:\t$11'));
      expect(await changed()).toMatch(/^(\d+\.\d+) g CO2eq in the report, (?!\1)\d+\.\d+ g CO2eq in these logs$/);
      // Fields have six digits, or as many as it takes to see that they differ.
      writeFileSync(output, printed.replace('0.023715837431 kWh', '0.023715837432 kWh'));
      await changed();
      const field = /^ {2}predicted\.energyKwh: (\S+) in the report, (\S+) in these logs$/m;
      const [, before = '', after = ''] = field.exec(stdout) ?? [];
      expect([before, after]).toEqual(['0.023715837431', '0.023715837432']);
      rmSync(output);
      expect(await changed()).toBe('22.9 Wh, 10.2 g CO2eq in both but for the last digits');
    }));

  it('the options of the report apply to the logs', () =>
    withReport(
      name,
      async (report, logs) => {
        const { code, stdout } = await verify(report, logs);
        expect(stdout).toMatch(/^verified: 318 Wh, .*, 13 runs, same logs\n$/);
        expect(code).toBe(0);
      },
      ...['--pue', '1.2', '--intensity', '100'],
    ));
});

describe('a report that was changed', () => {
  let html = '';
  beforeAll(() =>
    withReport('report.html', (report) => {
      html = readFileSync(report, 'utf8');
    }),
  );
  const check = (text: string | Buffer, name = 'report.html'): Promise<Result> =>
    withFolder((folder) => {
      writeFileSync(path.join(folder, name), text);
      return verify(path.join(folder, name));
    });
  const DATA = /(id="data">)([A-Za-z0-9+/=]+)/;
  const edited = (edit: (json: string) => string): string =>
    html.replace(DATA, (_, start: string, data: string) => {
      const json = edit(gunzipSync(Buffer.from(data, 'base64')).toString());
      return start + gzipSync(json).toString('base64');
    });

  it('a total in its data', async () => {
    const { code, stdout } = await check(
      edited((json) => json.replace(/("totals":\{"runs":13,"energyKwh":)[\d.]+/, '$10.3')),
    );
    expect(stdout).toMatch(
      /^not verified: .* was changed or damaged; its total does not follow from its runs: it states 300 Wh, .*, and its runs give 419 Wh/,
    );
    expect(code).toBe(1);
  });

  it('a run in its data', async () => {
    const { code, stdout } = await check(edited((json) => json.replace(/("corrected":\{"energyKwh":)[\d.]+/, '$10.3')));
    expect(stdout).toMatch(/^not verified: .* the figures of \S+ do not follow from its epochs/);
    expect(code).toBe(1);
  });

  it.each([
    [
      'bytes cut out of its data',
      () => html.replace(DATA, (_, start: string, data: string) => start + data.slice(0, 500) + data.slice(700)),
    ],
    ['no data', () => html.replace(DATA, '$1')],
    ['another page', () => '<!doctype html><title>x</title>'],
    ['cut off', () => html.slice(0, html.search(DATA) + 100)],
    ['cut off behind its data', () => html.slice(0, -1000)],
  ])('%s: one line', async (_, text) => expectOneLine(await check(text()), 1, /report\.html/));

  it.each([
    [
      'a PDF of another program',
      '%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n',
      /report\.pdf holds no report data; was it written by ct-parse report\?/,
    ],
    ['no report', 'text', /report\.pdf is neither a PDF nor an HTML report of ct-parse/],
    ['nothing', '', /neither a PDF nor/],
  ])('%s: one line', async (_, text, message) => expectOneLine(await check(text, 'report.pdf'), 1, message));
});

describe('wrong usage', () => {
  it('no report is given: exit 2', async () => expect((await verify()).code).toBe(2));
  it('a folder in place of the report: exit 1', async () =>
    expectOneLine(
      await verify('fixtures'),
      1,
      /fixtures is a folder; the report comes first: ct-parse verify report\.pdf fixtures/,
    ));
  it('no such report: exit 1', async () =>
    expectOneLine(await verify('no-such.pdf'), 1, /no such report: no-such\.pdf/));
});
