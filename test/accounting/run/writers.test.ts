/** Deciding by hand whether several devices of an unknown or newer version were averaged. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, auditLogs, type DevicePowers, readRuns } from '../../../src/index.ts';
import { parseManifest } from '../../../src/manifest/read.ts';
import { ctParse, expectOneLine } from '../../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { codesOf } from '../../helpers/runs.ts';

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
