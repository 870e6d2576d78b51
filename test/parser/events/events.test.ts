/** Each rule about event logs of carbontracker-tui with the right value, where the printed sums are wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, figuresOf, type Run } from '../../../src/index.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { codesOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';

const textOf = (name: string): string => readFileSync(fixture('carbontracker-events', `${name}_events.jsonl`), 'utf8');
const sessionsOf = (text: string): Run[] => readSourceText(carbontrackerEvents, text).runs;

function sessionOf(text: string): Run {
  const runs = sessionsOf(text);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

const energyJ = (run: Run): number => figuresOf(run).corrected.energyKwh * 3.6e6;
const messageOf = (run: Run, code: string): string | undefined =>
  run.findings.find((finding) => finding.code === code)?.message;

describe('event logs of carbontracker-tui', () => {
  const nested = sessionOf(textOf('nested'));

  it('count the root span, not the spans inside it nor the closing total', () => {
    // 20 s of 200 + 100 + 50 W; all spans together would be 32 s, the closing total says 18,000 J.
    expect(energyJ(nested)).toBeCloseTo(7000, 6);
    expect(nested.epochs.map(({ durationS }) => durationS)).toEqual([20]);
    expect(figuresOf(nested)).toMatchObject({ basis: 'measured', logged: { energyKwh: 0.005 } });
    expect(nested).toMatchObject({
      format: 'carbontracker-events',
      writer: { tool: 'carbontracker-tui', version: null },
      startedAt: '2026-04-01 09:00:00',
      endedAt: '2026-04-01 09:00:21',
      end: 'finished',
      components: [
        { name: 'cpu', devices: ['AMD EPYC 7543'], method: 'estimated' },
        { name: 'gpu', devices: ['NVIDIA L40S', 'NVIDIA L40S'], method: 'sampled' },
      ],
    });
  });

  it('hold no PUE, whatever their configuration names', () => {
    expect(nested.pue).toBe(null);
    expect(messageOf(nested, 'pue-not-applied')).toBe(
      'the configuration names a PUE of 1.25, but no energy of carbontracker-tui holds it: with it the run used 2.43 Wh (--pue 1.25)',
    );
  });

  it('hold energy of others apart', () => {
    expect(messageOf(nested, 'external-energy')).toBe(
      '2.00 Wh and 0.13 g of CO2eq of external services are on record: they were not measured here and are not counted',
    );
  });

  it('name a fallback for the carbon intensity', () => {
    expect(nested.intensity).toMatchObject({ gPerKwh: 475, kind: 'world-average', location: null });
    expect(figuresOf(nested).corrected.co2eqG).toBeCloseTo((475 * 7000) / 3.6e6, 9);
    const country = textOf('nested').replace('Global average', 'Static country average (XK)');
    expect(sessionOf(country).intensity?.kind).toBe('world-average');
  });

  it('are two runs where two sessions were appended, and a killed one counts up to its last line', () => {
    const [killed, second, ...rest] = sessionsOf(textOf('two-sessions')) as [Run, Run];
    expect(rest).toEqual([]);
    expect([killed.id, second.id]).toEqual(['logs/file', 'logs/file#2']);
    // 12 s of a counter at 300 W, and 10 s at 80 + 10 W.
    expect(energyJ(killed)).toBeCloseTo(3600, 6);
    expect(figuresOf(killed).basis).toBe('recovered');
    expect(killed).toMatchObject({ end: 'cut-off', components: [{ name: 'gpu', method: 'counter' }] });
    expect(killed.intensity).toMatchObject({ gPerKwh: 100, kind: 'country-average', location: 'DK' });
    expect(codesOf(killed)).toContain('cpu-not-measured');
    expect(energyJ(second)).toBeCloseTo(900, 6);
    expect(second.components.map(({ name }) => name)).toEqual(['cpu', 'ram']);
    // 5 s at 200 and 5 s at 100 g/kWh.
    expect(second.intensity).toMatchObject({ gPerKwh: 150, kind: 'live', location: 'DK-DK1' });
    expect(messageOf(second, 'command-failed')).toBe(
      'the command failed with exit code 1: what was measured is counted',
    );
  });

  it('of the precursor have nested spans without parents, three parts of Apple and readings behind the end', () => {
    const run = sessionOf(textOf('precursor'));
    // 10 s of 4 + 2 + 1 W; both spans would be 126 J, and the closing total is 19,686,017,483 kWh.
    expect(energyJ(run)).toBeCloseTo(70, 6);
    expect(figuresOf(run).logged.energyKwh).toBe(19686017483.086334);
    expect(run.components.map(({ name, devices }) => [name, ...devices])).toEqual([
      ['ane', 'Apple Silicon ANE'],
      ['cpu', 'Apple Silicon CPU'],
      ['gpu', 'Apple Silicon GPU'],
    ]);
    expect(sessionsOf(textOf('precursor').repeat(2))).toHaveLength(2);
  });

  it('may end in a cut line, and have damaged ones', () => {
    const text = textOf('two-sessions').split('\n').slice(0, 6).join('\n');
    const run = sessionOf(`${text.replace('"StartedSession"', '"StartedSession')}\n{"__type__":"Measu`);
    expect(codesOf(run)).toEqual(expect.arrayContaining(['samples-damaged', 'cut-line']));
    expect(energyJ(run)).toBeGreaterThan(0);
  });

  it('count a device once that is read as a whole and by process, or by two programs', () => {
    const sample = (source: string, scope: string): string =>
      `{"__type__":"MeasurementEvent","timestamp":"2026-04-01T09:00:00","provider_name":"x","data":{"timestamp":"2026-04-01T09:00:00","samples":[{"observed_at":"2026-04-01T09:00:00","domain":"cpu","device_id":"cpu:0","source":"${source}","scope":"${scope}","watts":60}]}}\n`;
    const span = (type: string, key: string, at: string): string =>
      `{"__type__":"${type}","${key}":"2026-04-01T09:00:${at}","span_id":"a","parent_span_id":null}\n`;
    const text =
      span('SpanStart', 'started_at', '00') +
      sample('rapl', 'device_total') +
      sample('rapl', 'process') +
      sample('other', 'device_total') +
      span('SpanStop', 'ended_at', '05');
    expect(energyJ(sessionOf(text))).toBeCloseTo(300, 6);
  });

  it('count energies of intervals by their share of the span, and leave gaps out', () => {
    const line = (at: number, from: number, energy: number): string => {
      const stamp = (s: number): string =>
        `2026-04-01T09:${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;
      return `{"__type__":"MeasurementEvent","timestamp":"${stamp(at)}","provider_name":"x","data":{"timestamp":"${stamp(at)}","samples":[{"observed_at":"${stamp(at)}","domain":"gpu","device_id":"g","source":"nvml","interval_energy_j":${energy},"interval_start":"${stamp(from)}","interval_end":"${stamp(at)}"}]}}\n`;
    };
    const text = `{"__type__":"SpanStart","started_at":"2026-04-01T09:00:05","span_id":"a"}\n${line(10, 0, 1000)}${line(100, 90, 500)}{"__type__":"SpanStop","ended_at":"2026-04-01T09:01:40","span_id":"a"}\n`;
    const run = sessionOf(text);
    expect(energyJ(run)).toBeCloseTo(1000, 6);
    expect(messageOf(run, 'reading-gaps')).toContain('nothing was read for 0:01:20 of 0:01:35');
  });
});

describe('copies of a session that were made while it went on', () => {
  const lines = textOf('nested')
    .replace(/(\.\d{3})"/g, '$1417"')
    .trimEnd()
    .split('\n');
  const until = (count: number): string => `${lines.slice(0, count).join('\n')}\n`;
  const total = async (files: Record<string, string>): Promise<[number, number]> =>
    withFolder(async (folder) => {
      writeFiles(folder, files);
      const { runs, energyKwh } = await aggregateConsumption(folder);
      return [runs, energyKwh * 3.6e6];
    });

  it('count once, as the whole session, whatever their names', async () => {
    const [, wholeJ] = await total({ 'run_events.jsonl': until(lines.length) });
    expect(wholeJ).toBeCloseTo(7000, 6);
    for (const [copy, whole] of [
      ['a_events.jsonl', 'b_events.jsonl'],
      ['b/run_events.jsonl', 'a/run_events.jsonl'],
    ] as const) {
      const files = { [copy]: until(12), [whole]: until(lines.length) };
      expect(await total(files)).toEqual([1, expect.closeTo(7000, 6)]);
    }
  });

  it('of two of them the later one counts', async () => {
    const [, laterJ] = await total({ 'run_events.jsonl': until(14) });
    const [, soonerJ] = await total({ 'run_events.jsonl': until(10) });
    expect(laterJ).toBeGreaterThan(soonerJ);
    expect(soonerJ).toBeGreaterThan(0);
    for (const [one, other] of [
      [10, 14],
      [14, 10],
    ] as const) {
      const files = { 'a_events.jsonl': until(one), 'b_events.jsonl': until(other) };
      expect(await total(files)).toEqual([1, expect.closeTo(laterJ, 6)]);
    }
  });
});
