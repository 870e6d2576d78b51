import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, aggregateConsumption, type TotalRange, type Totals } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { block, names, outputLog, standardLog } from '../helpers/logs.ts';

const SENTENCE =
  'The training of models in this work is estimated to use 0.0229 kWh of electricity contributing to 0.0102 kg of CO2eq. ' +
  'This is equivalent to 0.0956 km travelled by car. Measured by carbontracker (https://github.com/lfwa/carbontracker).\n';

interface Json extends Totals {
  range: TotalRange | null;
  findings: { run: string | null; code: string; severity: string; message: string; effectKwh: number | null }[];
}

async function json(...args: string[]): Promise<Json> {
  const { stdout, code } = await ctParse(['aggregate', '--json', ...args]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Json;
}

it('lists findings by their effect within a severity, as audit does', async () => {
  const { stderr } = await ctParse(['aggregate', fixture('carbontracker', '2.4.3')]);
  const { stdout } = await ctParse(['audit', '--json', fixture('carbontracker', '2.4.3')]);
  const { findings }: { findings: AuditEntry[] } = JSON.parse(stdout);
  const effects = new Map<string, number>();
  for (const { code, severity, effectKwh } of findings) {
    if (severity === 'warning') effects.set(code, (effects.get(code) ?? 0) + (effectKwh ?? 0));
  }
  const byEffect = [...effects].filter(([, kwh]) => kwh !== 0).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const codes = [...stderr.matchAll(/^warning: ([\w-]+):/gm)].map(([, code]) => code);
  expect(byEffect.length).toBeGreaterThan(1);
  expect(codes.slice(0, byEffect.length)).toEqual(byEffect.map(([code]) => code));
});

describe('the line of a kind of finding', () => {
  it('prints a logged figure only where it differs from the counted one', async () => {
    const same = (await ctParse(['aggregate', fixture('console', 'nohup.out')])).stderr;
    expect(same).toMatch(/prediction-counted: .*\(1: nohup\.out; up to /);
    const different = (await ctParse(['aggregate', fixture('carbontracker', '1.2.5', 'gpu1_cpu1_e10_monitor4_p2')]))
      .stderr;
    expect(different).toMatch(/prediction-counted: .*; logged 74\.9 Wh, counted 75\.7 Wh/);
  });

  it('separates messages by semicolons, because they contain commas', async () => {
    const { stderr } = await ctParse(['aggregate', fixture('codecarbon', 'others'), fixture('console', 'nohup.out')]);
    expect(stderr).toMatch(/left-out: .*, not CodeCarbon; .*emissions\.csv was not read, because/);
  });
});

describe('the sentence', () => {
  it('on stdout, the number of runs on stderr', async () => {
    expect(await ctParse(['aggregate', fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')])).toEqual({
      code: 0,
      signal: null,
      stdout: SENTENCE,
      stderr:
        '1 run: 1 measured\ninfo: pue-year: the PUE is the mean of another year than that of the run (1: 8622.18037_2026-11-23T154049Z; up to 290 mWh too much in 22.9 Wh)\n',
    });
  });

  it('tells what was corrected with both figures', async () => {
    const { code, stderr } = await ctParse(['aggregate', fixture('carbontracker', '2.4.3')]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^\d+ runs: \d+ measured, (?:\d+ estimated, )?\d+ predicted, \d+ recovered, \d+ not measured/,
    );
    expect(stderr).toMatch(/warning: devices-averaged: .*logged 26\.1 Wh, counted 179 Wh/);
  });

  it('names at most three runs a kind; --verbose lists all', async () => {
    const folder = fixture('carbontracker');
    const short = (await ctParse(['aggregate', folder])).stderr;
    const long = (await ctParse(['aggregate', '--verbose', folder])).stderr;
    const recovered = short.split('\n').filter((text) => text.includes('no-actual-block'));
    expect(recovered).toHaveLength(1);
    expect(recovered[0]?.match(/\d\/gpu1_cpu1_\S+|\d\/gpu2_\S+|\d\/cpu_\S+/g)).toHaveLength(3);
    expect(recovered[0]).toMatch(/and \d+ more/);
    expect(long.length).toBeGreaterThan(short.length);
    expect(long).toMatch(/\n {2}\S.*: no actual consumption was printed/);
  });

  it('errors come first', async () => {
    const { stderr } = await ctParse(['aggregate', fixture('carbontracker')]);
    const severities = [...stderr.matchAll(/^(error|warning|info): /gm)].map(([, severity]) => severity);
    expect(severities).toEqual(
      [...severities].sort((a, b) => 'ewi'.indexOf(a?.[0] ?? '') - 'ewi'.indexOf(b?.[0] ?? '')),
    );
    expect(severities[0]).toBe('error');
  });
});

describe('--json', () => {
  it('has the fields of the library, and the findings', async () => {
    const folder = fixture('carbontracker', '2.4.3');
    const { findings, range, ...totals } = await json(folder);
    expect(range?.energyKwh[0]).toBeLessThan(totals.energyKwh);
    expect(totals).toEqual(JSON.parse(JSON.stringify(await aggregateConsumption(folder))));
    expect(Object.keys(totals).sort()).toEqual(
      ['basis', 'co2eqG', 'co2eqUnknownRuns', 'durationS', 'energyKwh', 'equivalents', 'logged', 'runs'].sort(),
    );
    expect(Object.keys(totals.logged).sort()).toEqual(['co2eqG', 'energyKwh', 'equivalents']);
    expect(Object.keys(totals.basis)).toEqual(['measured', 'estimated', 'simulated', 'predicted', 'recovered', 'none']);
    for (const part of Object.values(totals.basis)) expect(Object.keys(part)).toEqual(['runs', 'energyKwh']);
    expect(Object.keys(totals.equivalents ?? {})).toEqual(['km travelled by car']);
    for (const finding of findings) {
      expect(Object.keys(finding).slice(0, 5)).toEqual(['run', 'code', 'severity', 'message', 'effectKwh']);
      expect(['info', 'warning', 'error']).toContain(finding.severity);
    }
    expect(findings.map(({ code }) => code)).toContain('devices-averaged');
  });

  it('of nothing but a place without logs is still JSON', async () => {
    const { code, stdout, stderr } = await ctParse(['aggregate', '--json', fixture('defects', 'P23')]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ runs: 0, energyKwh: 0 });
    expect(stderr).toMatch(/no logs found/);
  });
});

describe('--as-logged', () => {
  it('counts what the logs print', async () => {
    const folder = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
    const [corrected, logged] = [await json(folder), await json('--as-logged', folder)];
    expect(logged.energyKwh).toBe(corrected.logged.energyKwh);
    expect(logged.energyKwh).toBeCloseTo(0.026132, 6);
    expect(corrected.energyKwh).toBeCloseTo(0.178843, 6);
    expect(logged.co2eqG).toBe(corrected.logged.co2eqG);
    expect((await ctParse(['aggregate', '--as-logged', folder])).stdout).toContain('use 0.0261 kWh');
  });
});

describe('several inputs', () => {
  it('add up, and the same folder twice counts once', async () => {
    const [a, b] = [
      fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'),
      fixture('carbontracker', '1.0.7', 'gpu8_wrap_e3_p1'),
    ];
    const both = await json(a, b);
    expect(both.runs).toBe(2);
    expect(both.energyKwh).toBeCloseTo((await json(a)).energyKwh + (await json(b)).energyKwh, 15);
    expect(await json(a, b, a, fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1', '.'))).toEqual(both);
  });

  it('sub-folders count, unless --no-recursive', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        'a_carbontracker.log': standardLog(),
        'sub/b_carbontracker.log': standardLog({ start: 60 }),
        'sub/deep/c_carbontracker.log': standardLog({ start: 120 }),
      });
      expect((await json(folder)).runs).toBe(3);
      expect((await json('--no-recursive', folder)).runs).toBe(1);
      const { code, stderr } = await ctParse(['aggregate', '--no-recursive', path.join(folder, 'sub', 'deep', '..')]);
      expect([code, stderr.split('\n')[0]]).toEqual([0, '1 run: 1 recovered; CO2eq unknown for 1']);
      writeFiles(folder, { 'top/x/d_carbontracker.log': standardLog() });
      expectOneLine(
        await ctParse(['aggregate', '--no-recursive', path.join(folder, 'top')]),
        1,
        /subfolders were not searched/,
      );
    }));

  it('a pattern that the shell left alone', async () => {
    expect((await json(`${fixture('carbontracker')}/*/gpu2_e3_p1`)).runs).toBe(3);
  });
});

describe('exit codes', () => {
  it('1: a path that does not exist', async () => {
    expectOneLine(await ctParse(['aggregate', fixture('nowhere')]), 1, /no such file or folder: .*nowhere/);
  });

  it('1: a pattern that matches nothing', async () => {
    expectOneLine(await ctParse(['aggregate', `${fixture()}/*.nothing`]), 1, /matches .*\*\.nothing/);
  });

  it('1: a place without logs', async () => {
    expectOneLine(await ctParse(['aggregate', fixture('defects', 'P23')]), 1, /no logs found in .*P23/);
  });

  it.each([[['aggregate']], [['aggregate', '--nonsense', '.']], [['agregate', '.']], [[]]])('2: %j', async (args) => {
    const { code, stdout, stderr } = await ctParse(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^ct-parse: /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('0: --help and --version', async () => {
    expect(await ctParse(['--help'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/aggregate/) });
    expect(await ctParse(['aggregate', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/--as-logged/),
    });
    expect(await ctParse(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('--strict', () => {
  it('is content where findings are warnings', async () => {
    const { code, stderr } = await ctParse(['aggregate', '--strict', fixture('defects', 'P8b')]);
    expect([code, /^warning: cut-off/m.test(stderr)]).toEqual([0, true]);
  });

  it.each([
    ['nothing measured', { [names().standard]: standardLog({ epochs: [], closing: [] }) }, 'not-measured'],
    ['binary', { [names().standard]: Uint8Array.from({ length: 4096 }, (_, i) => (i * 131) % 251) }, 'not-understood'],
    ['empty', { [names().standard]: '', [names().output]: '' }, 'not-understood'],
  ])('exits 1 for a file that is unusable: %s', (_, files, finding) =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...files, 'good_carbontracker.log': standardLog() });
      const [lax, strict] = [await ctParse(['aggregate', folder]), await ctParse(['aggregate', '--strict', folder])];
      expect([lax.code, strict.code]).toEqual([0, 1]);
      expect(lax.stdout).toBe(strict.stdout);
      expect(lax.stdout).toContain('use 0.00395 kWh');
      expect(lax.stderr).toMatch(new RegExp(`^error: ${finding}: .*1\\.2_2025-01-01T080000Z`, 'm'));
    }),
  );

  it.skipIf(process.platform === 'win32')('exits 1 for what cannot be read', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'a_carbontracker.log': standardLog() });
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'b_carbontracker.log'));
      spawnSync('mkfifo', [path.join(folder, 'c_carbontracker.log')]);
      const lax = await ctParse(['aggregate', folder]);
      expect([lax.code, (await ctParse(['aggregate', '--strict', folder])).code]).toEqual([0, 1]);
      expect(lax.stderr).toMatch(/^error: unreadable: .*\(2: .*b_carbontracker\.log.*c_carbontracker\.log/m);
    }),
  );
});

describe('the cases of the parser, through the command', () => {
  it.each([
    ['P2', 0.010533333333],
    ['P7', 0.00395],
    ['P8', 0.010533333333],
    ['P13', 0.00395],
    ['P13b', 0.0079],
    ['P14', 0.00395],
    ['P15', 0.01185],
    ['P18', 0.00395],
  ])('%s: %d kWh', async (code, energyKwh) => {
    expect((await json(fixture('defects', code))).energyKwh).toBeCloseTo(energyKwh, 9);
  });

  it('P22: unknown CO2eq is said in the sentence and beside it', async () => {
    const { stdout, stderr } = await ctParse(['aggregate', fixture('defects', 'P22')]);
    expect(stdout).toContain('use 0.00395 kWh of electricity. The CO2eq is unknown. ');
    expect(stderr).toMatch(/CO2eq unknown for 1/);
    expect(stderr).toMatch(/co2-unknown/);
  });
});

const EVIL = 'A\u001b[31m\u001b]0;owned\u0007\u009b2J\u202egnp, B\u0008';

/** Control characters and overrides of direction, line feeds aside. */
function controls(text: string): string[] {
  return [...text].filter((character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return character !== '\n';
    return (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  });
}

describe.skipIf(process.platform === 'win32')('a terminal', () => {
  it('terminal escapes of a log reach neither stdout nor stderr', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        [names('run\u001b[2J').standard]: standardLog({
          components: `GPU with device(s) ${EVIL}. CPU with device(s) cpu:0.`,
          version: `2.4.3`,
        }),
        [names('run\u001b[2J').output]: outputLog(),
        'x_carbontracker.log': standardLog({ version: '9\u001b[31m', components: `GPU with device(s) ${EVIL}.` }),
      });
      for (const args of [['aggregate'], ['aggregate', '--verbose'], ['runs'], ['runs', '--verbose']]) {
        const { code, stdout, stderr } = await ctParse([...args, folder]);
        expect(code).toBe(0);
        expect(controls(stdout + stderr), args.join(' ')).toEqual([]);
      }
      const missing = await ctParse(['aggregate', path.join(folder, 'no\u001b[31mne')]);
      expectOneLine(missing, 1, /no such file/);
      expect(controls(missing.stderr)).toEqual([]);
    }));

  it('terminal escapes are escaped in JSON too, those above 0x7f and overrides of direction included', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { [names().standard]: standardLog({ components: `GPU with device(s) ${EVIL}.` }) });
      for (const command of ['runs', 'parse']) {
        const { stdout } = await ctParse([command, '--json', folder]);
        expect(controls(stdout), command).toEqual([]);
        expect(stdout).toContain('\\u001b[31m');
      }
    }));

  it('a named pipe given by name does not hang', () =>
    withFolder(async (folder) => {
      const pipe = path.join(folder, 'a_carbontracker.log');
      spawnSync('mkfifo', [pipe]);
      const { code, signal, stderr } = await ctParse(['aggregate', pipe]);
      expect({ code, signal }).toEqual({ code: 1, signal: null });
      expect(stderr).toMatch(/a_carbontracker\.log/);
    }));
});

it('a run that is extrapolated says so', () =>
  withFolder(async (folder) => {
    writeFiles(folder, {
      [names().standard]: standardLog(),
      [names().output]:
        block(60, { heading: 'Predicted consumption for 10 epoch(s):', energy: '0.0395 kWh', co2eq: '3.95 g' }) +
        outputLog(),
    });
    expect((await ctParse(['aggregate', folder])).stderr).toMatch(/^1 run: 1 predicted\nwarning: prediction-counted/);
  }));
