/** Reading a trace or an event log takes work that grows with its text and no faster, whatever it holds. */
import { describe, expect, it } from 'vitest';
import { examine, figuresOf } from '../../src/index.ts';
import { carbontrackerEvents } from '../../src/parser/events/index.ts';
import { powerTraces } from '../../src/parser/power-trace/index.ts';
import type { Source } from '../../src/parser/source.ts';
import { countWork } from '../helpers/counting.ts';
import { readSourceText } from '../helpers/sources.ts';

const many = (n: number, one: (i: number) => string): string => Array.from({ length: n }, (_, i) => one(i)).join('');
const stamp = (s: number): string => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString().slice(0, 19);
const event = (type: string, rest: object): string => `${JSON.stringify({ __type__: type, ...rest })}\n`;
const reading = (i: number, device: string): string => {
  const samples = [{ observed_at: stamp(i), domain: 'gpu', device_id: device, source: 'nvml', watts: i % 300 }];
  return event('MeasurementEvent', { timestamp: stamp(i), provider_name: 'x', data: { timestamp: stamp(i), samples } });
};
const start = (i: number, id: string): string => event('SpanStart', { started_at: stamp(i), span_id: id });
const stop = (i: number, id: string): string => event('SpanStop', { ended_at: stamp(i), span_id: id });
const series = (i: number): object => ({
  metric: { __name__: 'DCGM_FI_DEV_POWER_USAGE', UUID: `GPU-${i}` },
  values: [
    [i, '100'],
    [i + 1, '200'],
  ],
});

const KINDS: [string, Source, number, (n: number) => string][] = [
  ['rows of a trace', powerTraces, 500, (n) => `time,power_w\n${many(n, (i) => `${i},${i % 300}\n`)}`],
  ['gaps', powerTraces, 500, (n) => `time,power_w\n${many(n, (i) => `${i + 50 * Math.floor(i / 2)},${i % 300}\n`)}`],
  ['clocks set back', powerTraces, 500, (n) => `time,power_w\n${many(n, (i) => `${1000 * (i % 2) + i},5\n`)}`],
  ['headers', powerTraces, 300, (n) => many(n, (i) => `timestamp, power.draw [W]\n${stamp(i)}, ${i % 300} W\n`)],
  [
    'GPUs',
    powerTraces,
    300,
    (n) => `timestamp, uuid, power.draw [W]\n${many(n, (i) => `${stamp(i >> 1)}, G${i >> 1}, 5\n`)}`,
  ],
  [
    'names of GPUs',
    powerTraces,
    300,
    (n) => `timestamp, name, power.draw [W]\n${many(n, (i) => `${stamp(i >> 1)}, GPU ${i}, 5\n`)}`,
  ],
  ['rows of one cell', powerTraces, 500, (n) => `time,power_w\n0,5\n${many(n, (i) => `${i}\n`)}`],
  [
    'columns',
    powerTraces,
    200,
    (n) => `time${many(n, (i) => `,d${i}_watts`)}\n0${many(n, () => ',1')}\n1${many(n, () => ',1')}\n`,
  ],
  ['quotes that nothing closes', powerTraces, 300, (n) => `time,power_w\n${many(n, (i) => `"${i},5\n`)}`],
  [
    'series of Prometheus',
    powerTraces,
    100,
    (n) => JSON.stringify({ data: { resultType: 'matrix', result: Array.from({ length: n }, (_, i) => series(i)) } }),
  ],
  [
    'spans',
    carbontrackerEvents,
    100,
    (n) => many(n, (i) => start(3 * i, `s${i}`) + reading(3 * i, 'g') + stop(3 * i + 2, `s${i}`)),
  ],
  ['spans inside each other', carbontrackerEvents, 100, (n) => many(n, (i) => start(i, `s${i}`) + reading(i, 'g'))],
  ['devices', carbontrackerEvents, 100, (n) => start(0, 'a') + many(n, (i) => reading(i, `g${i}`)) + stop(n, 'a')],
  [
    'sessions',
    carbontrackerEvents,
    100,
    (n) =>
      many(
        n,
        (i) => event('StartedSession', { timestamp: stamp(i) }) + start(i, 'a') + reading(i, 'g') + stop(i + 1, 'a'),
      ),
  ],
];

const workOf = (source: Source, text: string): number => {
  const { characters, copied, items } = countWork(() => {
    for (const run of readSourceText(source, text).runs) {
      figuresOf(run);
      examine(run);
    }
  });
  return characters + copied + items;
};

describe('work grows with the text and no faster', () => {
  it.each(KINDS)('%s', (_, source, n, make) => {
    const small = make(2 * n);
    const work = workOf(source, small);
    expect(work).toBeGreaterThan(small.length / 10);
    expect(workOf(source, make(4 * n)) / work).toBeLessThanOrEqual(2.5);
  });
});
