import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinOptions } from '../../cli/track/config.ts';
import type { TrackerOptions } from '../../src/tracker/options.ts';
import { readLogs } from '../helpers/tracked.ts';
import { newFolder, type TrackOptions, trackedFolder } from '../helpers/tracking.ts';

const context = trackedFolder();
const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--components', 'gpu'];

const writeProject = (value: unknown): void =>
  writeFileSync(join(context.folder(), 'ct-track.json'), typeof value === 'string' ? value : JSON.stringify(value));

/** A configuration of a user, and the environment in which it is found. */
function asUser(value: unknown): TrackOptions {
  const home = newFolder();
  mkdirSync(join(home, 'ct-track'));
  writeFileSync(join(home, 'ct-track', 'config.json'), JSON.stringify(value));
  return { env: { XDG_CONFIG_HOME: home } };
}

/** What the journal says of a run of `true`. */
async function start(args: readonly string[], options: TrackOptions = {}) {
  const { status, stderr } = await context.track([...SIMULATED, ...args, 'true'], options);
  expect(status, stderr).toBe(0);
  const [first] = readLogs(context.logs()).journal;
  if (first?.event !== 'start') throw new Error(`no start in the journal; ${stderr}`);
  return { ...first, stderr };
}

describe('configuration files', () => {
  it("the user's counts, and the run says that it does", async () => {
    const user = asUser({ country: 'FR', pue: 1.1 });
    const { intensity, pue, stderr } = await start([], user);
    expect(intensity).toMatchObject({ kind: 'country-average', location: 'FR' });
    expect(pue.value).toBe(1.1);
    expect(stderr).toContain(`options from ${join(user.env?.XDG_CONFIG_HOME ?? '', 'ct-track', 'config.json')}\n`);
    expect(stderr).toContain('with PUE 1.1 ');
  });

  it('without XDG_CONFIG_HOME it lies below the home folder', async () => {
    const home = newFolder();
    mkdirSync(join(home, '.config', 'ct-track'), { recursive: true });
    writeFileSync(join(home, '.config', 'ct-track', 'config.json'), '{"country":"SE"}');
    const { intensity } = await start([], { env: { XDG_CONFIG_HOME: 'not/absolute', HOME: home } });
    expect(intensity.location).toBe('SE');
  });

  it('options precede CT_COUNTRY, that the project, that the user, that the default', async () => {
    const user = asUser({ country: 'FR', pue: 1.1 });
    expect((await start([], { env: {} })).intensity.kind).toBe('world-average');
    writeProject({ country: 'DK' });
    const layered = async (args: string[], env: NodeJS.ProcessEnv) => {
      const logDir = newFolder();
      const options = { env: { ...user.env, ...env } };
      const { status } = await context.track([...SIMULATED, '--log-dir', logDir, ...args, 'true'], options);
      const [first] = readLogs(logDir).journal;
      return {
        status,
        intensity: first?.event === 'start' ? first.intensity : null,
        pue: first?.event === 'start' ? first.pue.value : null,
      };
    };
    expect(await layered([], {})).toMatchObject({ intensity: { location: 'DK' }, pue: 1.1 });
    expect(await layered([], { CT_COUNTRY: 'PL' })).toMatchObject({ intensity: { location: 'PL' } });
    expect(await layered(['--country', 'NO'], { CT_COUNTRY: 'PL' })).toMatchObject({ intensity: { location: 'NO' } });
    expect(await layered(['--no-config'], {})).toMatchObject({ intensity: { kind: 'world-average' }, pue: 1.58 });
  });

  it('sets where the logs go, and the interval', async () => {
    writeProject({ logDir: 'elsewhere', updateInterval: 0.5, logFilePrefix: 'mine' });
    await context.track([...SIMULATED, 'true']);
    const { journal } = readLogs(join(context.folder(), 'elsewhere'));
    expect(journal[0]).toMatchObject({ updateIntervalS: 0.5, id: expect.stringMatching(/^mine_/) });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"country": "DK"', 'invalid JSON'],
    ['a list', '[]', 'expected one JSON object {...}'],
    ['an unknown key', { contry: 'DK' }, 'unknown key "contry"; choose one of country, '],
    ['an option of another kind', { simGpu: 'A100' }, 'unknown key "simGpu"'],
    ['a prototype', '{"__proto__": {"country": "DK"}}', 'unknown key "__proto__"'],
    ['a text for a number', { pue: '1.2' }, 'pue must be a number'],
    ['a number for a text', { country: 45 }, 'country must be a string'],
    ['a value out of range', { pue: 0.5 }, 'pue must be at least 1 and less than 100 (got 0.5)'],
    ['an unknown country', { country: 'XX' }, 'no average carbon intensity for country "XX"'],
    ['an unknown provider', { intensityProvider: 'crystal-ball' }, 'intensityProvider must be one of'],
    ['a country that its provider does not know', { intensityProvider: 'carbonintensity-gb', country: 'DK' }, 'GB'],
    ['a token', { electricitymapsToken: 'secret' }, 'tokens are not allowed here: use ELECTRICITY_MAPS_TOKEN'],
    ['files to read', { powercapRoot: './powercap' }, 'powercapRoot names files to read: set it in ~/.config/'],
    ['control characters', { '\u001b[31mred': 1 }, 'unknown key'],
  ])('%s: one line with the path, and the command does not run', async (_, value, message) => {
    writeProject(value);
    const { status, stdout, stderr } = await context.track([...SIMULATED, 'echo', 'ran']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^ct-track: ct-track\.json: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secret');
    expect(stderr).not.toContain('\u001b');
  });

  it('a folder, a device or a huge file is not read', async () => {
    mkdirSync(join(context.folder(), 'ct-track.json'));
    expect((await context.track(['true'])).stderr).toContain('ct-track.json: is not a regular file');
    const other = newFolder();
    symlinkSync('/dev/zero', join(other, 'ct-track.json'));
    expect((await context.track(['true'], { cwd: other })).stderr).toContain('ct-track.json: is not a regular file');
    const third = newFolder();
    writeFileSync(join(third, 'ct-track.json'), ' '.repeat(70_000));
    expect((await context.track(['true'], { cwd: third })).stderr).toContain('is larger than 65536 bytes');
  });

  it.each([
    [['--intensity', '100'], { CT_COUNTRY: '' }, 'CT_COUNTRY is empty: give a country such as DK, or unset it'],
    [
      ['--intensity-provider', 'energidataservice'],
      { CT_PRICE_AREA: '' },
      'unknown CT_PRICE_AREA ""; choose one of DK1,',
    ],
    [['--intensity-provider', 'energidataservice'], { CT_PRICE_AREA: 'DK3' }, 'unknown CT_PRICE_AREA "DK3"'],
  ])('%j with %j is refused before the command runs', async (args, env, message) => {
    const { status, stdout, stderr } = await context.track([...SIMULATED, ...args, 'echo', 'ran'], { env });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('the doctor heeds them, and a folder of sensors is set by the user alone', async () => {
    writeProject({ cpuTdp: 42 });
    const { stdout } = await context.track(['doctor'], asUser({ powercapRoot: '/nowhere/powercap' }));
    expect(stdout).toContain('no RAPL package zone below /nowhere/powercap');
    expect(stdout).toContain('4 to 42 W');
  });
});

describe('joinOptions', () => {
  it('a nearer place replaces the place and the intensity behind it', () => {
    expect(joinOptions([{ intensity: 50, pue: 1.1 }, { country: 'DK' }])).toEqual({ country: 'DK', pue: 1.1 });
    expect(joinOptions([{ country: 'DK' }, { locate: true }])).toEqual({ locate: true });
    expect(joinOptions([{ intensity: 50 }, { intensityProvider: 'electricitymaps' }])).toEqual({
      intensityProvider: 'electricitymaps',
    });
    expect(joinOptions([{ country: 'DK' }, { intensity: 50 }])).toEqual({ country: 'DK', intensity: 50 });
  });

  it('for every other option the last one counts', () => {
    const source = fc.record(
      {
        pue: fc.double({ min: 1, max: 3 }),
        logDir: fc.string(),
        psys: fc.boolean(),
        updateInterval: fc.integer({ min: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(source, { maxLength: 5 }), (sources) => {
        const joined: TrackerOptions = joinOptions(sources);
        for (const key of ['pue', 'logDir', 'psys', 'updateInterval'] as const)
          expect(joined[key]).toBe(sources.filter((one) => key in one).at(-1)?.[key]);
      }),
    );
  });
});
