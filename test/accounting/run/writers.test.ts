/** Deciding by hand whether several devices of an unknown or newer version were averaged. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appliesNoPue,
  areSeveral,
  averaging,
  decideAveraging,
  timesByStamps,
  writesNoEnd,
} from '../../../src/accounting/run/writers.ts';
import { aggregateConsumption, auditLogs, type DevicePowers, type Run, readRuns } from '../../../src/index.ts';
import { parseManifest } from '../../../src/manifest/read.ts';
import type { Writer } from '../../../src/model/run.ts';
import { ctParse, expectOneLine } from '../../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { standardLog } from '../../helpers/logs.ts';
import { codesOf, runOf } from '../../helpers/runs.ts';

/** Two GPUs at 100.5 W and a CPU at 49.5 W for 60 s, PUE 1.58, by a version that nobody knows. */
const UNKNOWN = fixture('findings', 'devices-maybe-averaged');
/** The same power by a version that is known to average. */
const KNOWN = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const AVERAGED_KWH = ((2 * 100.5 + 49.5) * 60 * 1.58) / 3.6e6;

describe('devices: averaged or summed', () => {
  it.each([
    [undefined, 0.00395, 'devices-maybe-averaged'],
    ['averaged', AVERAGED_KWH, 'devices-averaged'],
    ['summed', 0.00395, 'devices-decided'],
  ] as const)('%s', async (devices, energyKwh, code) => {
    const [run] = await readRuns(UNKNOWN, { devices });
    expect(codesOf(run ?? { findings: [] })).toEqual([code]);
    expect((await aggregateConsumption(UNKNOWN, { devices })).energyKwh).toBeCloseTo(energyKwh, 12);
    const audit = await auditLogs(UNKNOWN, { devices });
    expect(audit.energyKwh).toBeCloseTo(energyKwh, 12);
    expect(audit.findings.map((finding) => finding.code)).toContain(code);
  });

  it('changes nothing where the version is known', async () => {
    const energyOf = async (devices?: DevicePowers) => (await aggregateConsumption(KNOWN, { devices })).energyKwh;
    const energyKwh = await energyOf();
    expect(await energyOf('summed')).toBe(energyKwh);
    expect(await energyOf('averaged')).toBe(energyKwh);
  });

  it('is an option of the command line, and a default of a manifest', () =>
    withFolder(async (folder) => {
      const energyOf = async (...args: string[]): Promise<number> => {
        const { code, stdout } = await ctParse(['aggregate', '--json', UNKNOWN, ...args]);
        expect(code).toBe(0);
        return JSON.parse(stdout).energyKwh;
      };
      expect(await energyOf('--devices', 'averaged')).toBeCloseTo(AVERAGED_KWH, 12);
      writeFiles(folder, { 'm.yaml': 'phases:\n  all: "**"\ndefaults:\n  devices: averaged\n' });
      const manifest = path.join(folder, 'm.yaml');
      expect(await energyOf('--manifest', manifest)).toBeCloseTo(AVERAGED_KWH, 12);
      expect(await energyOf('--manifest', manifest, '--devices', 'summed')).toBe(0.00395);
      const refused = await ctParse(['aggregate', UNKNOWN, '--as-logged', '--devices', 'averaged']);
      expectOneLine(refused, 2, /--devices decides on a correction: leave --as-logged out/);
    }));

  it('a manifest refuses another word, with its line', async () => {
    const text = 'phases:\n  all: "**"\ndefaults:\n  devices: both\n';
    await expect(parseManifest(text, 'm.yaml')).rejects.toThrow("m.yaml:4: 'devices' is averaged or summed");
  });
});

describe('what versions of carbontracker write', () => {
  const yes = (holds: (writer: Writer) => boolean, ...versions: (string | null)[]): boolean[] =>
    versions.map((version) => holds({ tool: 'carbontracker', version }));

  it('no PUE up to 1.0.x', () => {
    expect(yes(appliesNoPue, '0.1.0', '1.0.4', '1.0.7', '1.0.10')).toEqual([true, true, true, true]);
    expect(yes(appliesNoPue, '1.1.0', '2.0.1', '10.1.0', '2.1.0.4', null)).toEqual([false, false, false, false, false]);
  });

  it('no durations up to 1.0.6', () => {
    expect(yes(timesByStamps, '0.9.1', '1.0.0', '1.0.6')).toEqual([true, true, true]);
    expect(yes(timesByStamps, '1.0.7', '1.0.60', '1.1.0', '2.1.0.4', '10.0.1', null)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('no end line in 2.3.x', () => {
    expect(yes(writesNoEnd, '2.3.0', '2.3.4.dev1')).toEqual([true, true]);
    expect(yes(writesNoEnd, '2.2.0', '2.4.3', '12.3.0', '2.30.1', null)).toEqual([false, false, false, false, false]);
  });

  it('all of that only for carbontracker itself', () => {
    for (const holds of [timesByStamps, writesNoEnd])
      for (const version of ['1.0.4', '2.3.0', null]) expect(holds({ tool: 'ct-track', version })).toBe(false);
    expect(appliesNoPue({ tool: 'ct-track', version: '1.0.4' })).toBe(false);
    for (const tool of ['codecarbon', 'carbontracker-tui', 'nvidia-smi', null] as const)
      expect(appliesNoPue({ tool, version: '2.4.3' })).toBe(true);
  });

  it.each([
    ['2.4.10', 'possible'],
    ['2.10.0', 'possible'],
    ['2.10', 'possible'],
    ['2.0.99', 'certain'],
    ['12.0.0', 'possible'],
    ['10.0.0', 'possible'],
    ['v2.4.3', 'possible'],
    ['1.9.9', 'none'],
  ])('%s averages: %s', (version, expected) => {
    expect(averaging({ writer: { tool: 'carbontracker', version } })).toBe(expected);
  });
});

describe('a decision on averaging', () => {
  const run = (version: string, devices = 'A, B'): Run =>
    runOf(standardLog({ version, components: `GPU with device(s) ${devices}.`, epochs: [{ power: { gpu: '1.0' } }] }));
  const decided = (made: Run, devicePowers: DevicePowers | undefined): DevicePowers | undefined => {
    decideAveraging(made, devicePowers);
    return made.devicePowers;
  };

  it('is kept where the version leaves it open and there are several devices', () => {
    expect(decided(run('3.0.0'), 'averaged')).toBe('averaged');
    expect(decided(run('3.0.0'), 'summed')).toBe('summed');
    expect(decided(run('3.0.0'), undefined)).toBeUndefined();
    expect(decided(run('2.4.3'), 'summed')).toBeUndefined();
    expect(decided(run('1.2.5'), 'averaged')).toBeUndefined();
    expect(decided(run('3.0.0', 'A'), 'averaged')).toBeUndefined();
    expect(decided(run('3.0.0', 'GPU, ANE'), 'averaged')).toBeUndefined();
  });

  it('counts only where the version leaves it open', () => {
    const of = (version: string, devicePowers: DevicePowers) =>
      averaging({ writer: { tool: 'carbontracker', version }, devicePowers });
    expect([of('3.0.0', 'averaged'), of('3.0.0', 'summed')]).toEqual(['certain', 'none']);
    expect([of('2.4.3', 'summed'), of('1.2.5', 'averaged')]).toEqual(['certain', 'none']);
  });

  it.each([
    [['A'], false],
    [['A', 'B'], true],
    [['GPU', 'ANE'], false],
    [[], false],
  ])('%j are several: %j', (devices, several) => {
    expect(areSeveral({ name: 'gpu', devices, method: 'unknown' })).toBe(several);
  });
});
