import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carbonIntensityGb } from '../../../src/tracker/intensity/carbon-intensity-gb.ts';
import { electricityMaps } from '../../../src/tracker/intensity/electricity-maps.ts';
import { endpoint } from '../../../src/tracker/intensity/endpoint.ts';
import { energiDataService } from '../../../src/tracker/intensity/energi-data-service.ts';
import { locateCountry } from '../../../src/tracker/intensity/locate.ts';
import type { IntensityProvider } from '../../../src/tracker/intensity/provider.ts';
import { createProvider, findToken } from '../../../src/tracker/intensity/providers.ts';
import { resolveIntensity } from '../../../src/tracker/intensity/resolve.ts';
import { type Answer, json, serve } from './server.ts';

/** Long enough for every answer that comes, on a busy machine too. */
const PATIENT = { timeoutMs: 50_000, attempts: 3, backoffMs: 1 };
const QUICK = { ...PATIENT, timeoutMs: 200 };
const NOON = Date.parse('2026-11-23T12:00:00Z');

describe('Electricity Maps', () => {
  it('gives the live value and the forecast of a zone', async () => {
    const latest = json({
      zone: 'DK-DK1',
      carbonIntensity: 151,
      datetime: '2026-11-23T11:00:00.000Z',
      isEstimated: false,
    });
    const forecast = json({
      zone: 'DK-DK1',
      forecast: [
        { carbonIntensity: 140, datetime: '2026-11-23T12:00:00.000Z' },
        { carbonIntensity: null, datetime: '2026-11-23T13:00:00.000Z' },
      ],
    });
    const { address, requests } = await serve(latest, forecast);
    const report = await electricityMaps('DK-DK1', 'secret', PATIENT, address).fetch();
    expect(report).toEqual({ gPerKwh: 151, forecast: [{ fromMs: NOON, gPerKwh: 140 }] });
    expect(requests.map(({ url }) => url)).toEqual([
      '/carbon-intensity/latest?zone=DK-DK1',
      '/carbon-intensity/forecast?zone=DK-DK1',
    ]);
    expect(requests[0]?.headers['auth-token']).toBe('secret');
  });

  it('does without a forecast that the plan lacks', async () => {
    const { address } = await serve(json({ carbonIntensity: 90 }), json({ error: 'not in your plan' }, 403));
    expect(await electricityMaps('FR', 'x', PATIENT, address).fetch()).toEqual({ gPerKwh: 90, forecast: [] });
  });
});

describe('Carbon Intensity API', () => {
  it('prefers the measured value to the forecast of the half hour', async () => {
    const now = json({
      data: [
        {
          from: '2026-11-23T12:00Z',
          to: '2026-11-23T12:30Z',
          intensity: { forecast: 266, actual: 263, index: 'high' },
        },
      ],
    });
    const ahead = json({
      data: [{ from: '2026-11-23T12:00Z', to: '2026-11-23T12:30Z', intensity: { forecast: 250, index: 'high' } }],
    });
    const { address, requests } = await serve(now, ahead);
    const provider = carbonIntensityGb(PATIENT, address, () => new Date(NOON));
    expect(await provider.fetch()).toEqual({ gPerKwh: 263, forecast: [{ fromMs: NOON, gPerKwh: 250 }] });
    expect(requests.map(({ url }) => url)).toEqual(['/intensity', '/intensity/2026-11-23T12:00Z/fw24h']);
  });

  it('takes the forecast until the measured value is there', async () => {
    const { address } = await serve(json({ data: [{ intensity: { forecast: 266, actual: null } }] }));
    expect(await carbonIntensityGb(PATIENT, address).fetch()).toMatchObject({ gPerKwh: 266 });
  });
});

describe('Energi Data Service', () => {
  it('gives the latest value of a price area', async () => {
    const latest = json({
      total: 1,
      records: [{ Minutes5UTC: '2026-11-23T11:55:00', PriceArea: 'DK2', CO2Emission: 88.5 }],
    });
    const ahead = json({
      total: 1,
      records: [{ Minutes5UTC: '2026-11-23T12:00:00', PriceArea: 'DK2', CO2Emission: 80 }],
    });
    const { address, requests } = await serve(latest, ahead);
    const report = await energiDataService('DK2', PATIENT, address).fetch();
    expect(report).toEqual({ gPerKwh: 88.5, forecast: [{ fromMs: NOON, gPerKwh: 80 }] });
    expect(decodeURIComponent(requests[0]?.url ?? '')).toContain('/dataset/CO2Emis?filter={"PriceArea":["DK2"]}');
  });
});

const silence: Answer = () => undefined;
const garbage: Answer = (_, response) => void response.end('<html>502</html>');
const hangUp: Answer = (request) => void request.socket.destroy();

const redirect: Answer = (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
const endless: Answer = (_, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write('1'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
};

const PROVIDERS: [string, (address: string, options?: typeof PATIENT) => IntensityProvider][] = [
  ['Electricity Maps', (address, options = PATIENT) => electricityMaps('DK', 'secret-token', options, address)],
  ['Carbon Intensity API', (address, options = PATIENT) => carbonIntensityGb(options, address)],
  ['Energi Data Service', (address, options = PATIENT) => energiDataService('DK1', options, address)],
];

describe.each(PROVIDERS)('%s, when it fails', (_, make) => {
  it.each<[string, Answer, string, number]>([
    ['429', json({ message: 'slow down' }, 429), 'failed with status 429', 3],
    ['500', json({}, 500), 'failed with status 500', 3],
    ['401', json({ message: 'secret-token is invalid' }, 401), 'refused with status 401', 1],
    ['garbage', garbage, 'the answer is not valid JSON', 3],
    ['another shape', json({ hello: 'world' }), 'the answer holds no carbon intensity', 0],
    [
      'an impossible value',
      json({ carbonIntensity: -5, data: [{ intensity: { actual: 1e9 } }], records: [{ CO2Emission: 'x' }] }),
      'the answer holds no carbon intensity',
      0,
    ],
    ['silence', silence, 'no answer within 200 ms', 3],
    ['a broken connection', hangUp, 'no connection', 3],
    ['a redirect', redirect, 'refused with status 302', 1],
    ['an answer without end', endless, 'the answer is too long', 1],
  ])('with %s', async (_name, answer, message, tries) => {
    const { address, requests } = await serve(answer);
    const options = answer === silence ? QUICK : PATIENT;
    await expect(make(address, options).fetch()).rejects.toThrow(message);
    await expect(make(address, options).fetch()).rejects.not.toThrow('secret');
    // A busy machine may not send a request within so short a time.
    if (answer === silence) expect(requests.length).toBeLessThanOrEqual(2 * tries);
    else if (tries > 0) expect(requests).toHaveLength(2 * tries);
  });

  it('tries again, and succeeds', async () => {
    const good = json({ carbonIntensity: 7, data: [{ intensity: { actual: 7 } }], records: [{ CO2Emission: 7 }] });
    const { address } = await serve(json({}, 429), hangUp, good);
    expect(await make(address).fetch()).toMatchObject({ gPerKwh: 7 });
  });
});

describe('locateCountry', () => {
  it('reads the country, and nothing else', async () => {
    const { address } = await serve(json({ ip: '192.0.2.1', country: 'DK' }));
    expect(await locateCountry(PATIENT, address)).toBe('DK');
  });

  it('refuses an answer without one', async () => {
    const { address } = await serve(json({ country: 'Denmark' }));
    await expect(locateCountry(PATIENT, address)).rejects.toThrow('the answer holds no country');
  });
});

describe('the token', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ct-token-')), 'token');
  writeFileSync(file, 'from-file\n');

  it('comes from the environment or from a file that only its owner reads', () => {
    expect(findToken({ ELECTRICITY_MAPS_TOKEN: 'from-environment' })).toBe('from-environment');
    chmodSync(file, 0o600);
    expect(findToken({ ELECTRICITY_MAPS_TOKEN_FILE: file })).toBe('from-file');
  });

  it.skipIf(process.platform === 'win32')('is not taken from a file that others may read', () => {
    chmodSync(file, 0o640);
    expect(() => findToken({ ELECTRICITY_MAPS_TOKEN_FILE: file })).toThrow('chmod 600');
  });

  it('is not empty', () => {
    const empty = join(mkdtempSync(join(tmpdir(), 'ct-token-')), 'token');
    writeFileSync(empty, '\n', { mode: 0o600 });
    expect(() => findToken({ ELECTRICITY_MAPS_TOKEN_FILE: empty })).toThrow('holds no token');
    expect(() => findToken({ ELECTRICITY_MAPS_TOKEN_FILE: '/nowhere/token' })).toThrow(
      'cannot read /nowhere/token: no such file or folder',
    );
  });

  it('is asked for where it is missing', () => {
    expect(() => createProvider('electricitymaps', 'DK', {}, {})).toThrow('needs ELECTRICITY_MAPS_TOKEN');
    expect(() => createProvider('electricitymaps', null, {}, {})).toThrow('needs a country');
    expect(() => createProvider('crystal-ball', null, {}, {})).toThrow('unknown intensity provider "crystal-ball"');
  });
});

describe('endpoint', () => {
  const asked = (CT_INTENSITY_URL: string) => endpoint('CT_INTENSITY_URL', 'https://usual', { CT_INTENSITY_URL });

  it('is the usual one unless a test names one of this machine', () => {
    expect(asked('')).toBe('https://usual');
    expect(asked('http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080');
    expect(asked('http://[::1]:8080/api')).toBe('http://[::1]:8080/api');
  });

  it.each([
    'https://example.org',
    'http://127.0.0.1.example.org',
    'http://localhost:80',
    'http://user@127.0.0.1',
    'http://127.0.0.1@example.org',
    'file:///etc/passwd',
    '127.0.0.1:80',
  ])('refuses %s', (address) => {
    expect(() => asked(address)).toThrow(
      'CT_INTENSITY_URL is for tests and must be a local URL such as http://127.0.0.1:8080',
    );
  });
});

describe('resolveIntensity', () => {
  const base = { country: null, intensityGPerKwh: null, intensityProvider: null, locate: false, apiKeys: {} };
  const current = async (more: object) => (await resolveIntensity({ ...base, ...more }, () => undefined)).current;

  it('takes what is given, then the country, then the world', async () => {
    expect(await current({ intensityGPerKwh: 12, country: 'DK' })).toMatchObject({ gPerKwh: 12, kind: 'unknown' });
    expect(await current({ country: 'DK' })).toMatchObject({ kind: 'country-average', location: 'DK', year: 2025 });
    expect(await current({})).toMatchObject({ gPerKwh: 445, kind: 'world-average', year: 2024 });
    await expect(current({ country: 'XX' })).rejects.toThrow('country "XX"');
  });
});
