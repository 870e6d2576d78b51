import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/index.ts';
import { countryAverage } from '../../src/model/country.ts';
import { readLogs } from '../helpers/tracked.ts';
import { newFolder, trackedFolder } from '../helpers/tracking.ts';
import { type Answer, json, serve } from '../tracker/intensity/server.ts';

const context = trackedFolder();
const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--components', 'gpu'];
const TOKEN = 'token-4711-secret';

/** As the services document them, each with another value. */
const SHAPES: [provider: string, country: string, gPerKwh: number, answers: Answer[]][] = [
  [
    'electricitymaps',
    'FR',
    61,
    [
      json({ zone: 'FR', carbonIntensity: 61, datetime: '2026-11-23T11:00:00.000Z', isEstimated: false }),
      json({ zone: 'FR', forecast: [{ carbonIntensity: 58, datetime: '2026-11-23T12:00:00.000Z' }] }),
    ],
  ],
  [
    'carbonintensity-gb',
    'GB',
    263,
    [
      json({ data: [{ from: '2026-11-23T12:00Z', intensity: { forecast: 266, actual: 263, index: 'high' } }] }),
      json({ data: [{ from: '2026-11-23T12:30Z', intensity: { forecast: 250, index: 'high' } }] }),
    ],
  ],
  [
    'energidataservice',
    'DK',
    88.5,
    [
      json({ records: [{ Minutes5UTC: '2026-11-23T11:55:00', PriceArea: 'DK2', CO2Emission: 88.5 }] }),
      json({ records: [{ Minutes5UTC: '2026-11-23T12:00:00', PriceArea: 'DK2', CO2Emission: 80 }] }),
    ],
  ],
];

/**
 * A command that ends when the logs say how the provider answered, or with another status when they do not for minutes;
 * its own words are in the logs too, so they must not match.
 */
const untilLogged = (logDir: string): string =>
  `n=0; until grep -qsE 'intensity [f]etched|CT_INTENSITY[_]URL' '${logDir}'/*; do ` +
  '[ $((n += 1)) -lt 4000 ] || exit 5; sleep 0.05; done; echo ran; exit 3';
const AT_ONCE = 'sleep 0.3; echo ran; exit 3';

/** Runs a command with a provider that a server plays; every test with folders of its own, so that they may run beside others. */
async function trackWith(provider: string, answers: Answer[], more: string[] = [], command?: string) {
  const { address, requests } = await serve(...answers);
  const logDir = newFolder();
  const result = await context.track(
    [
      ...SIMULATED,
      ...['--log-dir', logDir, '--intensity-provider', provider, ...more],
      ...['sh', '-c', command ?? untilLogged(logDir)],
    ],
    { cwd: newFolder(), env: { CT_INTENSITY_URL: address, ELECTRICITY_MAPS_TOKEN: TOKEN } },
  );
  const logs = readdirSync(logDir)
    .map((name) => readFileSync(join(logDir, name), 'utf8'))
    .join('');
  const [run] = await readRuns(logDir);
  return { ...result, requests, logs, run };
}

/** The command ran as it does without us, and no secret is anywhere. */
function expectUnharmed({ status, stdout, stderr, logs }: Awaited<ReturnType<typeof trackWith>>): void {
  expect({ status, stdout }, stderr).toEqual({ status: 3, stdout: 'ran\n' });
  expect(stderr + logs).not.toContain(TOKEN);
}

describe.concurrent.each(SHAPES)('--intensity-provider %s', (provider, country, gPerKwh, answers) => {
  const place = ['--country', country];

  it.concurrent('its value is what counts, and the logs say where it comes from', async () => {
    const tracked = await trackWith(provider, answers, place);
    expectUnharmed(tracked);
    const { run, logs, requests, stderr } = tracked;
    expect(requests.length).toBe(2);
    expect(run?.intensity).toMatchObject({ kind: 'live', gPerKwh, values: [gPerKwh] });
    expect(run?.intensity?.location).toContain('(CT_INTENSITY_URL)');
    const { co2eqG = 0, energyKwh = 1 } = run?.actual ?? {};
    expect((co2eqG ?? 0) / energyKwh).toBeCloseTo(gPerKwh, 4);
    expect(logs).toMatch(new RegExp(`Carbon intensity fetched: ${gPerKwh.toFixed(2)} gCO2/kWh at `));
    expect(logs).not.toContain('No carbon intensity provider specified');
    expect(stderr).not.toContain('counts');
    if (provider === 'electricitymaps') expect(requests[0]?.headers['auth-token']).toBe(TOKEN);
    else expect(requests[0]?.headers['auth-token']).toBeUndefined();
  });

  it.concurrent('another shape: the yearly average counts, which is said', () =>
    expectAverage(provider, country, json({ hello: 'world' }), 'the answer holds no carbon intensity'));
});

const silence: Answer = () => undefined;
const garbage: Answer = (_, response) => void response.end('\u001b[31m<html>502</html>');
const hangUp: Answer = (request) => void request.socket.destroy();

/** The yearly average counts in place of an answer that holds no value, which stderr and the logs say. */
async function expectAverage(provider: string, country: string, answer: Answer, reason: string, command?: string) {
  const tracked = await trackWith(provider, [answer], ['--country', country], command);
  expectUnharmed(tracked);
  const { run, logs, stderr } = tracked;
  const average = await countryAverage(country);
  const instead = `the average of ${country} in ${average.year} (${Math.round(average.gPerKwh)} g/kWh) counts`;
  for (const text of [stderr, logs]) {
    expect(text).toMatch(new RegExp(`\\(CT_INTENSITY_URL\\): ${reason}; `));
    expect(text).toContain(instead);
    expect(text).not.toContain('\u001b');
  }
  expect(run?.intensity).toMatchObject({ kind: 'country-average', location: country, year: average.year });
  expect(run?.intensity?.gPerKwh).toBeCloseTo(average.gPerKwh, 2);
  expect((run?.actual?.co2eqG ?? 0) / (run?.actual?.energyKwh ?? 1)).toBeCloseTo(average.gPerKwh, 2);
}

/** One code asks all services: each of these is met at one of them. */
describe.concurrent('a service that fails', () => {
  it.concurrent.each<[string, Answer, string, string?]>([
    ['a refusal', json({ message: `${TOKEN} is invalid` }, 401), 'refused with status 401'],
    ['a redirect', (_, response) => void response.writeHead(302, { location: '/' }).end(), 'refused with status 302'],
    ['too many requests', json({ message: 'slow down' }, 429), 'failed with status 429'],
    ['garbage', garbage, 'the answer is not valid JSON'],
    ['a broken connection', hangUp, 'no connection'],
    ['silence', silence, 'no answer before the run ended', AT_ONCE],
  ])('%s: the yearly average counts, which is said', async (what, answer, reason, command) => {
    const [provider, country] = SHAPES[what.length % SHAPES.length] ?? ['', ''];
    await expectAverage(provider, country, answer, reason, command);
  });
});

describe('the provider', () => {
  it('a second try helps', async () => {
    const [, , gPerKwh, answers] = SHAPES[1] ?? ['', '', 0, []];
    const tracked = await trackWith('carbonintensity-gb', [json({}, 429), ...answers]);
    expectUnharmed(tracked);
    expect(tracked.run?.intensity).toMatchObject({ kind: 'live', gPerKwh });
  });

  it('of one country needs no --country for its average', async () => {
    const { run } = await trackWith('carbonintensity-gb', [json({}, 500)], [], AT_ONCE);
    expect(run?.intensity).toMatchObject({ kind: 'country-average', location: 'GB' });
  });

  it('counts also where no logs can be written', async () => {
    const { address, requests } = await serve(...(SHAPES[1]?.[3] ?? []));
    const options = ['--intensity-provider', 'carbonintensity-gb', '--log-dir', '/dev/null/logs'];
    const { stderr, status } = await context.track([...SIMULATED, '--pue', '1', ...options, 'sleep', '1.5'], {
      env: { CT_INTENSITY_URL: address },
    });
    expect(status).toBe(0);
    expect(requests.length).toBe(2);
    expect(stderr).toContain('cannot write logs to /dev/null/logs');
    const [, wattHours = '', milligrams = ''] = /([\d.]+) mWh, ([\d.]+) mg CO2eq/.exec(stderr) ?? [];
    expect(Number(milligrams) / Number(wattHours)).toBeCloseTo(0.263, 2);
  });

  it.each([
    ['of another country', ['--intensity-provider', 'carbonintensity-gb', '--country', 'DK'], {}, 'country must be GB'],
    ['without a country', ['--intensity-provider', 'electricitymaps'], {}, 'electricitymaps needs a country'],
    [
      'without a token',
      ['--intensity-provider', 'electricitymaps', '--country', 'DK'],
      {},
      'needs ELECTRICITY_MAPS_TOKEN',
    ],
    [
      'at another address than ours',
      ['--intensity-provider', 'carbonintensity-gb'],
      { CT_INTENSITY_URL: 'https://example.org' },
      'CT_INTENSITY_URL is for tests',
    ],
    ['that nobody knows', ['--intensity-provider', 'crystal-ball'], {}, '--intensity-provider must be one of'],
  ])('%s: refused in one line before the command runs', async (_, options, env, message) => {
    const { status, stdout, stderr } = await context.track([...SIMULATED, ...options, 'echo', 'ran'], {
      env: { ELECTRICITY_MAPS_TOKEN: '', ...env },
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^ct-track: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});

describe('the token', () => {
  const [, , , answers] = SHAPES[0] ?? ['', '', 0, []];
  const options = ['--intensity-provider', 'electricitymaps', '--country', 'FR'];

  /** Runs with a server, and returns what it was sent. */
  async function tokenOf(more: string[], env: NodeJS.ProcessEnv) {
    const { address, requests } = await serve(...answers);
    const result = await context.track([...SIMULATED, ...options, ...more, 'sleep', '1'], {
      env: { CT_INTENSITY_URL: address, ELECTRICITY_MAPS_TOKEN: '', ...env },
    });
    return { ...result, sent: requests[0]?.headers['auth-token'] };
  }

  it('comes from a file that only its owner may read', async () => {
    const file = join(context.folder(), 'token');
    writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
    expect((await tokenOf([], { ELECTRICITY_MAPS_TOKEN_FILE: file })).sent).toBe(TOKEN);
    chmodSync(file, 0o644);
    const refused = await tokenOf([], { ELECTRICITY_MAPS_TOKEN_FILE: file });
    expect(refused).toMatchObject({ status: 2, sent: undefined });
    expect(refused.stderr).toContain(`other users may read ${file}; run chmod 600 ${file}`);
  });

  it('among the arguments is taken, with a warning, and is in no log', async () => {
    const { sent, stderr } = await tokenOf(['--electricitymaps-token', TOKEN], {});
    expect(sent).toBe(TOKEN);
    expect(stderr).toContain('other users can see a token on the command line: use ELECTRICITY_MAPS_TOKEN');
    const logs = readdirSync(context.logs()).map((name) => readFileSync(join(context.logs(), name), 'utf8'));
    expect(logs.length).toBeGreaterThan(2);
    expect(stderr + logs.join('')).not.toContain(TOKEN);
  });

  it('does not follow a redirect to another server', async () => {
    const other = await serve(json({ carbonIntensity: 1 }));
    const { address } = await serve((_, response) => void response.writeHead(307, { location: other.address }).end());
    await context.track([...SIMULATED, ...options, 'sleep', '1'], {
      env: { CT_INTENSITY_URL: address, ELECTRICITY_MAPS_TOKEN: TOKEN },
    });
    expect(other.requests).toHaveLength(0);
  });
});

describe.concurrent('--locate', () => {
  /** Runs with a service that tells the country, or does not. */
  async function locate(answer: Answer, more: string[] = []) {
    const { address, requests } = await serve(answer);
    const logDir = newFolder();
    const result = await context.track([...SIMULATED, '--log-dir', logDir, ...more, 'sh', '-c', 'echo ran; exit 3'], {
      env: { CT_LOCATE_URL: address },
    });
    const [run] = await readRuns(logDir);
    return { ...result, requests: requests.length, run };
  }

  it('asks once, and the average of the country counts', async () => {
    const { run, requests, status } = await locate(json({ ip: '192.0.2.1', country: 'SE' }), ['--locate']);
    expect({ status, requests }).toEqual({ status: 3, requests: 1 });
    const { gPerKwh } = await countryAverage('SE');
    expect(run?.intensity).toMatchObject({ kind: 'country-average', location: 'SE', gPerKwh });
  });

  it.each<[string, Answer, string]>([
    ['a refusal', json({}, 403), 'refused with status 403'],
    ['too many requests', json({}, 429), 'failed with status 429'],
    ['garbage', (_, response) => void response.end('<html>'), 'the answer is not valid JSON'],
    ['no country', json({ country: 'Sweden' }), 'the answer holds no country'],
    ['a country without an average', json({ country: 'AQ' }), 'no average carbon intensity for country "AQ"'],
    ['a broken connection', (request) => void request.socket.destroy(), 'no connection'],
    ['silence', () => undefined, 'no answer within 2000 ms'],
  ])('%s: the world average counts, which is said, and the command runs', async (_, answer, reason) => {
    const { run, status, stdout, stderr } = await locate(answer, ['--locate']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'ran\n' });
    expect(stderr).toContain(`the country could not be found: ${reason}`);
    expect(stderr).toContain('the world average counts');
    expect(run?.intensity?.kind).toBe('world-average');
  });

  it('a provider that needs the country is left out where it is not found', async () => {
    const { status, stderr } = await locate(json({}, 500), ['--locate', '--intensity-provider', 'electricitymaps']);
    expect(status).toBe(3);
    expect(stderr).toContain('electricitymaps is not asked: it needs a country');
  });

  it('nothing is asked without it, nor where the country is given', async () => {
    expect((await locate(json({ country: 'SE' }))).requests).toBe(0);
    const { requests, run } = await locate(json({ country: 'SE' }), ['--locate', '--country', 'DK']);
    expect(requests).toBe(0);
    expect(run?.intensity?.location).toBe('DK');
  });
});

/** Every hour, or half hour, of a day from the last one on. */
const steps = (stepMs: number, count: number): Date[] =>
  Array.from({ length: count }, (_, i) => new Date(Math.floor(Date.now() / stepMs) * stepMs + i * stepMs));

const HOUR_MS = 3_600_000;
const minutes = (date: Date): string => `${date.toISOString().slice(0, 16)}Z`;

/** 100 g/kWh now and 300 from now on, as each service says it. */
const AHEAD: [provider: string, country: string, place: string, answers: () => Answer[]][] = [
  [
    'electricitymaps',
    'FR',
    'FR',
    () => [
      json({ zone: 'FR', carbonIntensity: 100 }),
      json({
        zone: 'FR',
        forecast: steps(HOUR_MS, 24).map((date) => ({ carbonIntensity: 300, datetime: date.toISOString() })),
      }),
    ],
  ],
  [
    'carbonintensity-gb',
    'GB',
    'GB',
    () => [
      json({ data: [{ from: minutes(new Date()), intensity: { forecast: 110, actual: 100 } }] }),
      json({
        data: steps(HOUR_MS / 2, 48).map((date) => ({
          from: minutes(date),
          intensity: { forecast: 300, index: 'high' },
        })),
      }),
    ],
  ],
  [
    'energidataservice',
    'DK',
    'DK2',
    () => [
      json({ records: [{ Minutes5UTC: new Date().toISOString().slice(0, 19), PriceArea: 'DK2', CO2Emission: 100 }] }),
      json({
        records: steps(HOUR_MS / 12, 100).map((date) => ({
          Minutes5UTC: date.toISOString().slice(0, 19),
          PriceArea: 'DK2',
          CO2Emission: 300,
        })),
      }),
    ],
  ],
];

it.each(AHEAD)('the forecast of %s counts for the epochs to come, and the logs name it', async (...given) => {
  const [provider, country, place, answers] = given;
  const logDir = newFolder();
  const { address } = await serve(...answers());
  const wait = `until grep -qs 'intensity [f]etched' '${logDir}'/*; do sleep 0.05; done`;
  const epochs = 'for i in 1 2; do echo start $i >> $CT_TRACK_EPOCHS; sleep 0.3; echo end $i >> $CT_TRACK_EPOCHS; done';
  const { status } = await context.track(
    [
      ...SIMULATED,
      ...['--log-dir', logDir, '--intensity-provider', provider, '--country', country, '--epochs', '4'],
      ...['--', 'bash', '-c', `${wait}; ${epochs}`],
    ],
    { cwd: newFolder(), env: { CT_INTENSITY_URL: address, ELECTRICITY_MAPS_TOKEN: TOKEN } },
  );
  expect(status).toBe(0);
  const { standard, output } = readLogs(logDir);
  const line = `is predicted to be 300.00 gCO2/kWh at detected location: ${place} (CT_INTENSITY_URL).`;
  for (const text of [standard, output]) {
    expect(text).toMatch(/ - (?:CarbonTracker: )?Carbon intensity for the next 0:00:0[1-9] is predicted to be /);
    expect(text).toContain(line);
  }
  // What was used counts with the live value, what is to come with the forecast.
  const block = /Predicted consumption for 4 epoch\(s\):\n.*\n\tEnergy:\t([\d.]+) kWh\n\tCO2eq:\t([\d.]+) g/.exec(
    output,
  );
  expect(Number(block?.[2]) / Number(block?.[1])).toBeCloseTo((100 + 3 * 300) / 4, 3);
  const [run] = await readRuns(logDir);
  expect(run?.intensity).toMatchObject({ gPerKwh: 100, kind: 'live', location: `${place} (CT_INTENSITY_URL)` });
  expect((run?.actual?.co2eqG ?? 0) / (run?.actual?.energyKwh ?? 1)).toBeCloseTo(100, 3);
});
