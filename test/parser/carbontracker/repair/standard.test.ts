import { describe, expect, it } from 'vitest';
import { readStandardLog } from '../../../../src/parser/carbontracker/repair/standard.ts';
import { epochText, line, PUE_LINE, standardLog } from '../../../helpers/logs.ts';

const durations = (text: string): (number | null)[][] =>
  readStandardLog(text).fragments.map(({ epochs }) => epochs.map(({ durationS }) => durationS));
const codes = (text: string): string[] => {
  const { findings, fragments } = readStandardLog(text);
  return [...findings, ...fragments.flatMap((fragment) => fragment.findings)].map(({ code }) => code);
};

describe('one run', () => {
  it('reads head, epochs and end', () => {
    const { fragments, findings, concurrent, doubledRuns } = readStandardLog(standardLog());
    expect(fragments).toHaveLength(1);
    expect(fragments[0]).toMatchObject({
      writer: { tool: 'carbontracker', version: '2.4.3' },
      startedAt: '2025-01-01 08:00:00',
      endedAt: '2025-01-01 08:01:00',
      lastEpochAt: '2025-01-01 08:01:00',
      pue: { value: 1.58 },
      components: [
        { name: 'gpu', devices: ['NVIDIA A100'] },
        { name: 'cpu', devices: ['cpu:0'] },
      ],
      epochs: [
        {
          number: 1,
          durationS: 60,
          powerW: { gpu: { scope: 'device', values: [100] }, cpu: { scope: 'device', values: [50] } },
        },
      ],
      durationResolutionS: 0.005,
      interrupted: null,
      ended: true,
    });
    expect({ findings, concurrent, doubledRuns }).toEqual({ findings: [], concurrent: false, doubledRuns: 0 });
  });

  it('nothing gives nothing', () => expect(readStandardLog('')).toMatchObject({ fragments: [], findings: [] }));

  it('two lines of a run without components', () => {
    const { fragments } = readStandardLog(line(0, 'carbontracker version 1.2.5') + line(0, PUE_LINE));
    expect(fragments).toMatchObject([{ components: null, epochs: [], ended: false }]);
  });

  it('1.0.4: durations from the stamps, mean of the samples', () => {
    const text = [
      '2020-05-02 08:00:00,000 - MainThread - INFO - carbontracker version 1.0.4\n',
      '2020-05-02 08:00:00,000 - MainThread - INFO - The following components were found:  gpu with device(s) A, B.  cpu with device(s) cpu:0.\n',
      '2020-05-02 08:00:01,000 - MainThread - INFO - Epoch 1 started.\n',
      '2020-05-02 08:01:06,430 - MainThread - INFO - Epoch 1 ended.\n',
      '2020-05-02 08:01:06,430 - MainThread - INFO - Power usages for gpu: [[10.0, 20.0], [30.0, 60.0]].\n',
      '2020-05-02 08:01:06,430 - MainThread - INFO - Power usages for cpu: [[5.0]].\n',
    ].join('');
    const { fragments } = readStandardLog(text);
    expect(fragments[0]?.epochs).toEqual([
      {
        number: 1,
        durationS: 65.43,
        powerW: { gpu: { scope: 'device', values: [20, 40] }, cpu: { scope: 'device', values: [5] } },
      },
    ]);
    expect(fragments[0]?.durationResolutionS).toBe(0.001);
  });

  it('odd labels keep the order of the records', () => {
    const epochs = [21, 42, 63].map((label) => ({ label, power: { gpu: '1.0' } }));
    expect(readStandardLog(standardLog({ epochs })).fragments[0]?.epochs.map(({ number }) => number)).toEqual([
      21, 42, 63,
    ]);
  });

  it('`Epoch 1:` many times is as many epochs', () => {
    const epochs = Array.from({ length: 21 }, () => ({ label: 1, power: { gpu: '1.0' } }));
    expect(durations(standardLog({ epochs }))).toEqual([Array(21).fill(60)]);
  });

  it('an epoch without power, and one with a negative duration', () => {
    const text = standardLog({ epochs: [{ power: {} }, { duration: '-0:00:01.00', power: { gpu: '1.0' } }] });
    expect(durations(text)).toEqual([[60, null]]);
    expect(codes(text)).toEqual(['negative-duration']);
  });

  it('lines that wait behind an end line still belong to the run (an ignored error)', () => {
    const closing = [
      'Monitoring thread ended.',
      'Carbon intensities (gCO2/kWh) fetched every 900 s at detected location DK: [38.0]',
    ];
    const { fragments } = readStandardLog(standardLog({ closing }));
    expect(fragments).toHaveLength(1);
    expect(fragments[0]?.intensity).toMatchObject([{ source: 'list', values: [38] }]);
  });

  it('the planned epochs of an interrupted run', () => {
    const closing = ['Training was interrupted before all 10 epochs were monitored.', 'Monitoring thread ended.'];
    expect(readStandardLog(standardLog({ closing })).fragments[0]?.interrupted).toEqual({
      plannedEpochs: 10,
      at: '2025-01-01 08:01:00',
    });
  });
});

describe('damage', () => {
  it('a value on a line that was cut is not used', () => {
    const text = standardLog({ closing: [] });
    expect(durations(text.slice(0, text.indexOf('Duration') + 12))).toEqual([[null]]);
    expect(codes(text.slice(0, -1))).toEqual(['cut-line']);
    expect(codes(text)).toEqual([]);
    expect(readStandardLog(text.slice(0, -1)).fragments[0]?.epochs[0]?.powerW).toEqual({
      gpu: { scope: 'device', values: [100] },
    });
  });

  it('NUL runs before a stamp lose nothing', () => {
    const text = standardLog({ epochs: [{ power: { gpu: '1.0' } }, { power: { gpu: '2.0' } }] });
    const spoilt = text.replaceAll('2025-01-01 08:02', `${'\0'.repeat(7)}2025-01-01 08:02`);
    expect(durations(spoilt)).toEqual([[60, 60]]);
    expect(readStandardLog(spoilt).notes.hadNul).toBe(true);
  });

  it('CRLF and a byte order mark change nothing', () => {
    const text = standardLog({ epochs: [{ power: { gpu: '[1. 2.\n 3.]' } }] });
    const { fragments } = readStandardLog(text);
    expect(readStandardLog(`\uFEFF${text.replaceAll('\n', '\r\n')}`).fragments).toEqual(fragments);
    expect(fragments[0]?.epochs[0]?.powerW.gpu?.values).toEqual([1, 2, 3]);
  });

  it('stray tails behind the end change nothing', () => {
    const text = standardLog();
    for (const tail of ['.\n', 'ded.\n', 'd ended.\n', '25-01-01 15:09:39 - Epoch 1:\n']) {
      expect(readStandardLog(text + tail).fragments).toEqual(readStandardLog(text).fragments);
    }
  });

  it('a missing head is said', () => {
    const text = standardLog();
    const headless = text.slice(text.indexOf('2025-01-01 08:01:00'));
    expect(readStandardLog(headless).fragments).toMatchObject([{ writer: null, epochs: [{ durationS: 60 }] }]);
    expect(codes(headless)).toEqual(['head-missing']);
  });

  it('a second value for the same line is ignored', () => {
    const text =
      standardLog({ closing: [] }) +
      line(60, 'Duration: 9:00:00.00') +
      line(60, 'Average power usage (W) for gpu: 999.0');
    expect(readStandardLog(text).fragments[0]?.epochs).toMatchObject([
      { durationS: 60, powerW: { gpu: { values: [100] } } },
    ]);
  });
});

describe('several runs in a file', () => {
  it('appended: each begins at its version line, days later or in the next minute', () => {
    const text =
      standardLog() +
      standardLog({ start: 61, epochs: [{ duration: '0:02:00.00', power: { gpu: '1.0' } }] }) +
      standardLog({ start: 90_000 });
    expect(durations(text)).toEqual([[60], [120], [60]]);
    expect(readStandardLog(text).concurrent).toBe(false);
  });

  it('appended to a run that was cut off: nothing is lost or mixed', () => {
    const text =
      standardLog({ closing: [], epochs: [{ power: { gpu: '1.0' } }, { power: { gpu: '2.0' } }] }) +
      standardLog({ start: 7200, version: '2.4.2' });
    expect(durations(text)).toEqual([[60, 60], [60]]);
    expect(readStandardLog(text).fragments.map(({ ended, writer }) => [ended, writer?.version])).toEqual([
      [false, '2.4.3'],
      [true, '2.4.2'],
    ]);
  });

  it('four processes at once: heads interleave, every epoch is kept once', () => {
    const head = [
      'carbontracker version 1.1.6',
      PUE_LINE.replace('1.58', '1.59'),
      'The following components were found: GPU with device(s) NVIDIA RTX 3090.',
    ];
    const heads = head.flatMap((text) => Array.from({ length: 4 }, () => line(0, text)));
    const watts = [111.5, 222.25, 333.125, 444.75];
    const text = [
      ...heads,
      ...watts.map((power, i) => epochText(70 + i * 3, 1, { duration: `0:01:0${i}.50`, power: { gpu: `[${power}]` } })),
      ...watts.map((power, i) =>
        epochText(140 + i * 4, 2, { duration: `0:01:1${i}.50`, power: { gpu: `[${power + 1}]` } }),
      ),
      ...watts.map((_, i) => line(180 + i, 'Monitoring thread ended.')),
    ].join('');
    const { fragments, concurrent, findings } = readStandardLog(text);
    const epochs = fragments.flatMap((fragment) => fragment.epochs);
    expect(concurrent).toBe(true);
    expect(findings.map(({ code }) => code)).toContain('several-processes');
    expect(fragments).toHaveLength(4);
    expect(fragments.map(({ epochs: own }) => own.length)).toEqual([2, 2, 2, 2]);
    expect(fragments.every(({ ended, pue, components }) => ended && pue?.value === 1.59 && components !== null)).toBe(
      true,
    );
    expect(epochs.map(({ powerW }) => powerW.gpu?.values[0]).sort()).toEqual(
      [...watts, ...watts.map((w) => w + 1)].sort(),
    );
    expect(
      fragments.every(({ epochs: [a, b] }) => (b?.powerW.gpu?.values[0] ?? 0) - (a?.powerW.gpu?.values[0] ?? 0) === 1),
    ).toBe(true);
  });

  it('end lines of runs whose own lines were overwritten are told', () => {
    const text = standardLog() + line(61, 'Monitoring thread ended.') + line(62, 'Monitoring thread ended.');
    expect(durations(text)).toEqual([[60]]);
    expect(codes(text)).toEqual(['overwritten']);
  });

  it('the doubled lines of a second tracker count once', () => {
    const second = standardLog({ start: 100, epochs: [{ power: { gpu: '[7.]' } }, { power: { gpu: '[8.]' } }] });
    const doubled = second.replace(/.*\n/g, '$&$&');
    const { fragments, doubledRuns, findings } = readStandardLog(standardLog() + doubled);
    expect(doubledRuns).toBe(1);
    expect(findings.map(({ code }) => code)).toEqual(['doubled-lines']);
    expect(fragments.map(({ epochs }) => epochs.length)).toEqual([1, 2]);
    expect(fragments[1]?.epochs).toEqual(readStandardLog(second).fragments[0]?.epochs);
  });
});

describe('scope of a scalar', () => {
  const scope = (version: string, components: string): string | undefined =>
    readStandardLog(standardLog({ version, components, epochs: [{ power: { gpu: '100.0' } }] })).fragments[0]?.epochs[0]
      ?.powerW.gpu?.scope;

  it.each([
    ['2.4.3', 'GPU with device(s) A.', 'device'],
    ['2.4.3', 'GPU with device(s) A, B.', 'mean'],
    ['2.0.1', 'GPU with device(s) GPU, ANE.', 'sum'],
  ])('%s, %s: %s', (version, components, expected) => expect(scope(version, components)).toBe(expected));

  it('ct-track writes the sum', () => {
    const text = standardLog({ components: 'GPU with device(s) A, B.', epochs: [{ power: { gpu: '100.0' } }] });
    const ours = text.replace(
      'carbontracker version 2.4.3',
      'ct-track version 0.1.0, carbontracker version 2.4.3 log format',
    );
    const fragment = readStandardLog(ours).fragments[0];
    expect(fragment?.writer).toEqual({ tool: 'ct-track', version: '0.1.0' });
    expect(fragment?.epochs[0]?.powerW.gpu?.scope).toBe('sum');
  });
});
