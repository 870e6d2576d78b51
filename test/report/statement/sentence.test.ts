import { describe, expect, it } from 'vitest';
import { aggregate, figuresOf, type Run, sentence, type Totals } from '../../../src/index.ts';
import { bibliography } from '../../../src/report/statement/bibliography.ts';
import { REFERENCES } from '../../../src/report/statement/references.ts';
import { type Tools, ToolTotals } from '../../../src/report/statement/tools.ts';
import { alone } from '../../helpers/entries.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, type TrackLog, trackLog } from '../../helpers/track-logs.ts';

const CARBONTRACKER: Tools = { carbontracker: true, ctTrack: null };
const totals = (energyKwh: number, co2eqG: number | null, more: Partial<Totals> = {}): Totals => ({
  ...aggregate([]),
  runs: 1,
  energyKwh,
  co2eqG,
  equivalents: co2eqG === null ? null : { 'km travelled by car': co2eqG / 120.35 },
  ...more,
});

it('CodeCarbon is cited as it asks to be, in ASCII', () => {
  const entry = bibliography([REFERENCES.codecarbon]);
  expect(entry).toContain('Micha\\l{} St\\c{e}ch\\l{}y');
  expect(entry).toContain('doi:10.5281/zenodo.11171501');
  expect(entry).not.toMatch(/[^\x20-\x7e\n]|U\+/);
});

describe('sentence', () => {
  it('is the one of carbontracker, with digits for a paper', () => {
    expect(sentence(totals(4.4941, 423.02), CARBONTRACKER)).toBe(
      'The training of models in this work is estimated to use 4.49 kWh of electricity contributing to 0.423 kg of CO2eq. ' +
        'This is equivalent to 3.51 km travelled by car. Measured by carbontracker (https://github.com/lfwa/carbontracker).',
    );
  });

  it('never shows 0.000 for something small', () => {
    const text = sentence(totals(7.9e-10, 7.9e-8), CARBONTRACKER);
    expect(text).toContain('use 0.000000000790 kWh');
    expect(text).not.toMatch(/\b0\.0+ /);
  });

  it('has ranges behind its figures when they are given, and other factors with their source', () => {
    const range = {
      energyKwh: [0.00351, 5.2] as [number, number],
      co2eqG: [0, 500] as [number, number],
      parts: [],
      runsWithoutRange: 0,
    };
    const factors = { pue: { value: 1.2, source: 'our data centre' } };
    expect(sentence(totals(4.4941, 423.02), CARBONTRACKER, { range, factors })).toBe(
      'The training of models in this work is estimated to use 4.49 (0.00351 to 5.20) kWh of electricity contributing to 0.423 (0 to 0.500) kg of CO2eq. ' +
        'This is equivalent to 3.51 km travelled by car. Figures were recalculated with a PUE of 1.2 (our data centre). ' +
        'Measured by carbontracker (https://github.com/lfwa/carbontracker).',
    );
    const unknown = { ...range, co2eqG: null };
    expect(sentence(totals(4.4941, null), CARBONTRACKER, { range: unknown })).toContain(
      '(0.00351 to 5.20) kWh of electricity. ',
    );
  });

  it('zero is 0', () => {
    expect(sentence(totals(0, 0), CARBONTRACKER)).toContain('use 0 kWh of electricity contributing to 0 kg of CO2eq.');
  });

  it('says when CO2eq is unknown, wholly or in part', () => {
    expect(sentence(totals(1.5, null, { co2eqUnknownRuns: 1 }), CARBONTRACKER)).toBe(
      'The training of models in this work is estimated to use 1.50 kWh of electricity. The CO2eq is unknown. ' +
        'Measured by carbontracker (https://github.com/lfwa/carbontracker).',
    );
    expect(sentence(totals(1.5, 100, { runs: 7, co2eqUnknownRuns: 2 }), CARBONTRACKER)).toContain(
      ' The CO2eq of 2 of 7 runs is unknown and not included. Measured by',
    );
  });

  it('names several equivalents', () => {
    const text = sentence(totals(1, 100, { equivalents: { 'km travelled by car': 2, laps: 1234 } }), CARBONTRACKER);
    expect(text).toContain('This is equivalent to 2.00 km travelled by car or 1234 laps.');
  });

  it.each([
    [{ carbontracker: true, ctTrack: null }, 'Measured by carbontracker (https://github.com/lfwa/carbontracker).'],
    [
      { carbontracker: false, ctTrack: null, others: ['codecarbon'], obtained: ['estimated'] },
      'Estimated by CodeCarbon (https://github.com/mlco2/codecarbon).',
    ],
    [
      {
        carbontracker: true,
        ctTrack: '0.1.0',
        others: ['codecarbon', 'nvidia-smi'],
        obtained: ['measured', 'estimated'],
      },
      "Measured by carbontracker (https://github.com/lfwa/carbontracker), ct-track (0.1.0, in carbontracker's log format), CodeCarbon (https://github.com/mlco2/codecarbon) and nvidia-smi (https://developer.nvidia.com/system-management-interface), partly estimated.",
    ],
    [
      { carbontracker: false, ctTrack: null, others: ['carbontracker-tui', null], obtained: ['measured'] },
      'Measured by carbontracker-tui (https://github.com/saintslab/carbontracker-tui) and a power trace.',
    ],
    [{ carbontracker: false, ctTrack: '0.1.0' }, "Measured by ct-track (0.1.0, in carbontracker's log format)."],
    [
      { carbontracker: true, ctTrack: '0.1.0' },
      "Measured by carbontracker (https://github.com/lfwa/carbontracker) and ct-track (0.1.0, in carbontracker's log format).",
    ],
    [
      { carbontracker: false, ctTrack: '0.1.0', obtained: ['estimated'] },
      "Estimated by ct-track (0.1.0, in carbontracker's log format).",
    ],
    [
      { carbontracker: true, ctTrack: null, obtained: ['simulated'] },
      'Simulated by carbontracker (https://github.com/lfwa/carbontracker).',
    ],
    [
      { carbontracker: true, ctTrack: '0.1.0', obtained: ['measured', 'estimated', 'simulated'] },
      "Measured by carbontracker (https://github.com/lfwa/carbontracker) and ct-track (0.1.0, in carbontracker's log format), partly estimated and simulated.",
    ],
  ] as [Tools, string][])('%o', (tools, end) => expect(sentence(totals(1, 1), tools).endsWith(` ${end}`)).toBe(true));
});

it('says what is partly extrapolated', () => {
  const none = aggregate([]);
  const basis = { ...none.basis, predicted: { runs: 1, energyKwh: 0.5 } };
  const end = (tools: Tools): string | undefined =>
    sentence({ ...totals(1, 1), basis }, tools)
      .split('. ')
      .at(-1);
  expect(end(CARBONTRACKER)).toBe(
    'Measured by carbontracker (https://github.com/lfwa/carbontracker), partly extrapolated.',
  );
  expect(end({ ...CARBONTRACKER, obtained: ['measured', 'estimated'] })).toMatch(
    /, partly estimated and extrapolated\.$/,
  );
});

describe('ToolsSeen', () => {
  const theirs = runOf(standardLog(), outputLog());
  const ours = runOf(
    standardLog({ version: 'X' }).replace(
      'carbontracker version X',
      'ct-track version 0.1.0, carbontracker version 2.4.3 log format',
    ),
  );

  it('collects what wrote the logs', () => {
    const seen = new ToolTotals();
    expect(seen.result()).toEqual({ carbontracker: false, ctTrack: null, obtained: [] });
    seen.add(alone(theirs));
    expect(seen.result()).toEqual({ carbontracker: true, ctTrack: null, obtained: ['measured'] });
    seen.add(alone(ours));
    expect(seen.result()).toEqual({ carbontracker: true, ctTrack: '0.1.0', obtained: ['measured'] });
  });

  describe('how the power was obtained', () => {
    const epochs = (...keys: string[]) => [
      { startS: 0, endS: 1, energyJ: Object.fromEntries(keys.map((key) => [key, 100])) },
    ];
    const obtained = (...runs: Run[]): unknown => {
      const seen = new ToolTotals();
      for (const run of runs) seen.add(alone(run));
      return seen.result().obtained;
    };
    const estimated = device('cpu:0', { method: 'estimated' });
    const simulated = device('gpu:0', { method: 'simulated' });
    const from = (log: TrackLog): Run => {
      const texts = trackLog(log);
      return runOf(texts.standard, texts.output);
    };

    it('a load model alone', () => {
      expect(obtained(from({ devices: [estimated], epochs: epochs('cpu:0') }))).toEqual(['estimated']);
    });

    it('simulated devices alone, and beside others', () => {
      const both = from({ devices: [simulated, estimated], epochs: epochs('gpu:0', 'cpu:0') });
      expect(obtained(from({ devices: [simulated], epochs: epochs('gpu:0') }))).toEqual(['simulated']);
      expect(obtained(both)).toEqual(['estimated', 'simulated']);
      expect(obtained(both, theirs)).toEqual(['measured', 'estimated', 'simulated']);
    });

    it('a sensor that never answered does not make a measurement', () => {
      const devices = [device('gpu:0'), estimated];
      const log = { devices, epochs: [{ startS: 0, endS: 1, energyJ: { 'gpu:0': null, 'cpu:0': 10 } }] };
      expect(obtained(from(log))).toEqual(['estimated']);
    });

    it('the TDP estimate of carbontracker, from its err log', () => {
      const errors = '2025-01-01 08:00:00,000 - MainThread - WARNING - Using TDP of 100W\n';
      const cpuOnly = standardLog({ components: 'CPU with device(s) X.', epochs: [{ power: { cpu: '50.0' } }] });
      expect(obtained(runOf(cpuOnly, null, errors))).toEqual(['estimated']);
    });

    it('a total without epochs is taken for measured', () => {
      expect(obtained(runOf(null, outputLog()))).toEqual(['measured']);
    });
  });

  it('goes with the totals of real runs', () => {
    expect(sentence(aggregate([figuresOf(theirs)]), { carbontracker: true, ctTrack: null })).toContain(
      'use 0.00395 kWh',
    );
  });
});
