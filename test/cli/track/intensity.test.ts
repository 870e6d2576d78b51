import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRuns } from '../../../src/index.ts';
import { type Built, buildTracker } from '../../helpers/built.ts';
import { readLogs } from '../../helpers/tracked.ts';
import { type Answer, json, serve, type TestServer } from '../../tracker/intensity/server.ts';

const PRELOAD = pathToFileURL(fileURLToPath(new URL('../../programs/redirect-fetch.mjs', import.meta.url))).href;
const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--pue', '1'];

let built: Built;
let folder: string;

beforeAll(async () => {
  built = await buildTracker();
  return built.remove;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-intensity-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs ct-track whose requests go to a local server; without blocking, as that server lives in this process. */
function track(server: TestServer, args: string[], environment: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...environment, CT_TEST_SERVER: server.address, XDG_CONFIG_HOME: folder };
  const all = [
    '--import',
    PRELOAD,
    built.ctTrack,
    ...SIMULATED,
    '--log-dir',
    folder,
    ...args,
    'sh',
    '-c',
    'sleep 1; exit 3',
  ];
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise<{ status: number | null; stderr: string }>((resolve) =>
    child.once('close', (status) => resolve({ status, stderr })),
  );
}

const intensityOfRun = async () => (await readRuns(folder))[0]?.intensity;

describe('--locate', () => {
  it('takes the average of the country that the network tells', async () => {
    const server = await serve(json({ country: 'DK' }));
    expect((await track(server, ['--locate'])).status).toBe(3);
    expect(server.requests.map(({ url }) => url)).toEqual(['/ipinfo.io/json']);
    expect(await intensityOfRun()).toMatchObject({ kind: 'country-average', location: 'DK' });
  });

  it.each<[string, Answer]>([
    ['garbage', (_, response) => void response.end('<html>')],
    ['another shape', json({ country: 42 })],
    ['a refusal', json({}, 403)],
    ['a fault of the server', json({}, 500)],
  ])('%s: the world average, said; the command runs', async (_, answer) => {
    const { status, stderr } = await track(await serve(answer), ['--locate']);
    expect(status).toBe(3);
    expect(stderr).toContain('the country could not be found');
    expect(await intensityOfRun()).toMatchObject({ kind: 'world-average' });
  });

  it('without it nothing is asked', async () => {
    const server = await serve(json({ country: 'DK' }));
    await track(server, []);
    expect(server.requests).toEqual([]);
  });
});

describe('--intensity-provider', () => {
  it('carbonintensity-gb: the live value reaches the log', async () => {
    const server = await serve(
      json({ data: [{ intensity: { forecast: 190, actual: 181, index: 'moderate' } }] }),
      json({ data: [] }),
    );
    await track(server, ['--intensity-provider', 'carbonintensity-gb']);
    expect(server.requests[0]?.url).toBe('/api.carbonintensity.org.uk/intensity');
    expect(await intensityOfRun()).toMatchObject({ kind: 'live', gPerKwh: 181, location: 'GB' });
  });

  it('energidataservice: asks for the price area', async () => {
    const server = await serve(
      json({ records: [{ Minutes5UTC: '2025-01-01T00:00:00', PriceArea: 'DK2', CO2Emission: 88 }] }),
    );
    await track(server, ['--intensity-provider', 'energidataservice', '--country', 'DK']);
    expect(decodeURIComponent(server.requests[0]?.url ?? '')).toContain(
      '/dataset/CO2Emis?filter={"PriceArea":["DK2"]}',
    );
    expect(await intensityOfRun()).toMatchObject({ kind: 'live', gPerKwh: 88 });
  });

  it('electricitymaps: the token of a private file goes into the header and into no log', async () => {
    const server = await serve(json({ zone: 'DE', carbonIntensity: 321 }));
    const file = join(folder, 'token');
    writeFileSync(file, 'very-secret\n');
    chmodSync(file, 0o600);
    const options = ['--intensity-provider', 'electricitymaps', '--country', 'DE'];
    const { stderr } = await track(server, options, { ELECTRICITY_MAPS_TOKEN_FILE: file });
    expect(server.requests[0]?.headers['auth-token']).toBe('very-secret');
    expect(await intensityOfRun()).toMatchObject({ kind: 'live', gPerKwh: 321, location: 'DE' });
    const { standard, output, error } = readLogs(folder);
    expect(standard + output + error + stderr).not.toContain('very-secret');
  });

  it('a file that others can read is refused', async () => {
    const server = await serve(json({}));
    const file = join(folder, 'token');
    writeFileSync(file, 'very-secret\n');
    chmodSync(file, 0o644);
    const options = ['--intensity-provider', 'electricitymaps', '--country', 'DE'];
    const { status, stderr } = await track(server, options, { ELECTRICITY_MAPS_TOKEN_FILE: file });
    expect(status).toBe(2);
    expect(stderr).toContain(file);
    expect(stderr).toMatch(/600/);
  });

  it('a token among the arguments works, with a warning that does not repeat it', async () => {
    const server = await serve(json({ carbonIntensity: 321 }));
    const options = [
      '--intensity-provider',
      'electricitymaps',
      '--country',
      'DE',
      '--electricitymaps-token',
      'on-argv',
    ];
    const { stderr } = await track(server, options);
    expect(stderr).toContain('can be seen by other users');
    const { standard, output, error } = readLogs(folder);
    expect(standard + output + error + stderr).not.toContain('on-argv');
  });

  it.each<[string, Answer]>([
    ['too many requests', json({}, 429)],
    ['a fault of the server', json({}, 500)],
    ['silence', () => undefined],
    ['garbage', (_, response) => void response.end('{')],
    ['an impossible value', json({ carbonIntensity: 1e9 })],
  ])('%s: the average of the country counts, and the command does not wait', async (_, answer) => {
    const options = ['--intensity-provider', 'electricitymaps', '--country', 'DE'];
    const { status } = await track(await serve(answer), options, { ELECTRICITY_MAPS_TOKEN: 'secret' });
    expect(status).toBe(3);
    expect(await intensityOfRun()).toMatchObject({ kind: 'country-average', location: 'DE' });
  });
});
