import { describe, expect, it } from 'vitest';
import { type Message, readMessage } from '../../src/log/messages.ts';
import { type LogRecord, scanRecords } from '../../src/log/records.ts';
import { blockText } from '../helpers/logs.ts';

/** Reads one message behind a stamp. */
function read(message: string): Message | null {
  const records: LogRecord[] = [];
  scanRecords(`2025-01-01 08:00:00 - ${message}\n`, (record) => records.push(record));
  expect(records).toHaveLength(1);
  return readMessage(records[0] as LogRecord);
}

describe('head of a log', () => {
  it.each(['2.4.3', '1.0.4', '2.3.4.dev1+g61759d185.d20251107', '2.4.4.dev3+g70e5a02'])('version %s', (version) => {
    expect(read(`carbontracker version ${version}`)).toEqual({
      kind: 'version',
      writer: { tool: 'carbontracker', version },
    });
  });

  it('ct-track is seen before the carbontracker that it follows', () => {
    expect(read('ct-track version 0.2.0, carbontracker version 2.4.3 log format')).toEqual({
      kind: 'version',
      writer: { tool: 'ct-track', version: '0.2.0' },
    });
  });

  it('blanks and a stray tail behind the version are no part of it', () => {
    expect(read('carbontracker version 2.4.3 \nd ended.')).toMatchObject({ writer: { version: '2.4.3' } });
  });

  it('an empty version is unknown', () => {
    expect(read('carbontracker version ')).toEqual({
      kind: 'version',
      writer: { tool: 'carbontracker', version: null },
    });
  });

  it.each([
    [
      '1.58 (Daniel Bizo, 2023, Uptime Institute Global Data Center Survey).',
      1.58,
      'Daniel Bizo, 2023, Uptime Institute Global Data Center Survey',
    ],
    [
      '1.67 (Rhonda Ascierto, 2018, Uptime Institute Global Data Center Survey).',
      1.67,
      'Rhonda Ascierto, 2018, Uptime Institute Global Data Center Survey',
    ],
    ['1.2', 1.2, 'carbontracker'],
    ['1 (x).', 1, 'x'],
    ['2', 2, 'carbontracker'],
    ['1.23456789 (x).', 1.23456789, 'x'],
  ])('PUE %s', (rest, value, source) => {
    const starts = 'Only predicted and actual consumptions are multiplied by a PUE coefficient of ';
    expect(read(starts + rest)).toEqual({ kind: 'pue', pue: { value, source } });
  });

  it.each(['0.5 (x).', '-1.5', 'nan', '1000', '', '1,58 (x).', '1.5x'])('PUE %j is damage', (rest) => {
    expect(read(`Only predicted and actual consumptions are multiplied by a PUE coefficient of ${rest}`)).toBeNull();
  });
});

describe('components', () => {
  const components = (rest: string): unknown => {
    const message = read(`The following components were found:${rest}`);
    return message?.kind === 'components' ? message.components.map(({ name, devices }) => [name, devices]) : message;
  };

  it.each([
    [
      ' GPU with device(s) A, B. CPU with device(s) cpu:0.',
      [
        ['gpu', ['A', 'B']],
        ['cpu', ['cpu:0']],
      ],
    ],
    [
      '  gpu with device(s) A.  cpu with device(s) cpu:1, cpu:0.',
      [
        ['gpu', ['A']],
        ['cpu', ['cpu:1', 'cpu:0']],
      ],
    ],
    [
      ' GPU with device(s) GeForce RTX 2080 Ti Rev. A. CPU with device(s) Intel(R) Xeon(R) CPU @ 2.40GHz.',
      [
        ['gpu', ['GeForce RTX 2080 Ti Rev. A']],
        ['cpu', ['Intel(R) Xeon(R) CPU @ 2.40GHz']],
      ],
    ],
    [' CPU with device(s) cpu:0, dram:0, cpu:1, dram:1. ', [['cpu', ['cpu:0', 'dram:0', 'cpu:1', 'dram:1']]]],
    [
      ' GPU with device(s) GPU, ANE. CPU with device(s) CPU.',
      [
        ['gpu', ['GPU', 'ANE']],
        ['cpu', ['CPU']],
      ],
    ],
    [' CPU with device(s) c', [['cpu', ['c']]]],
    [' GPU with device(s)  A ,  B .', [['gpu', ['A', 'B']]]],
    [' GPU with device(s) A. GPU with device(s) B, C.', [['gpu', ['A', 'B', 'C']]]],
    ['', []],
    [' none.', []],
  ])('%j', (rest, expected) => expect(components(rest)).toEqual(expected));

  it('the same line twice gives the same answer', () => {
    const line = ' GPU with device(s) A, B.';
    expect(components(line)).toEqual(components(line));
    expect(components(' GPU with device(s) C.')).toEqual([['gpu', ['C']]]);
  });
});

describe('epochs', () => {
  it.each([
    ['Epoch 1:', 1, 'unmarked'],
    ['Epoch 209:', 209, 'unmarked'],
    ['Epoch 1 started.', 1, 'started'],
    ['Epoch 1 started', 1, 'started'],
    ['Epoch 1 ended.', 1, 'ended'],
    ['Epoch 1 ended', 1, 'ended'],
    ['Epoch 123456789:', 123_456_789, 'unmarked'],
    ['Epoch 12 ended:', 12, 'ended'],
    ['Epoch 3: ', 3, 'unmarked'],
    ['Epoch 3:\nded.', 3, 'unmarked'],
  ])('%j', (text, number, ends) => expect(read(text)).toEqual({ kind: 'epoch', number, ends }));

  it.each([
    'Epoch 1',
    'Epoch :',
    'Epoch one:',
    'Epoch 1 of 3:',
    'Epoch -1:',
    'Epoch 1: x',
    'Epoch 1.',
    'Epoch 1234567890:',
  ])('%j is no epoch', (text) => expect(read(text)).toBeNull());

  it.each(['Epoch 1constructor', 'Epoch 1toString'])('%j is no epoch', (text) => expect(read(text)).toBeNull());
});

describe('durations', () => {
  it.each([
    ['0:01:05.43', 65.43, 0.005],
    ['0:01:5.43', 65.43, 0.005],
    ['0:01:05', 65, 1],
    ['1 day, 2:03:04', 93_784, 1],
    ['-0:00:01.00', -1, 0.005],
    ['0:01:05.5', 65.5, 0.05],
  ])('%s', (text, durationS, resolutionS) => {
    expect(read(`Duration: ${text}`)).toEqual({ kind: 'duration', durationS, resolutionS });
  });

  it('a stray tail below does not spoil it', () => {
    expect(read('Duration: 0:01:05.43\nended.')).toMatchObject({ durationS: 65.43 });
  });

  it('a broken one is nothing', () => expect(read('Duration: 0:0')).toBeNull());
});

describe('power', () => {
  const power = (text: string): unknown => {
    const message = read(text);
    return message?.kind === 'power' ? [message.component, message.values, message.array] : message;
  };

  it.each([
    ['gpu: 97.48', 'gpu', [97.48], false],
    ['cpu: None', 'cpu', [null], false],
    ['cpu: nan', 'cpu', [null], false],
    ['cpu: 3e-05', 'cpu', [3e-5], false],
    ['cpu: -3.0', 'cpu', [null], false],
    ['gpu: np.float64(97.48)', 'gpu', [97.48], false],
    ['gpu: [63.]', 'gpu', [63], true],
    ['gpu: [63.  58.7]', 'gpu', [63, 58.7], true],
    ['gpu: [59.875 60.   ]', 'gpu', [59.875, 60], true],
    ['gpu: [ 83.47549433 102.252383  ]', 'gpu', [83.47549433, 102.252383], true],
    ['cpu: [2.521e+02 2.150e-01 2.484e+02 1.950e-01]', 'cpu', [252.1, 0.215, 248.4, 0.195], true],
    ['gpu: [1. 2.\n 3. 4.]', 'gpu', [1, 2, 3, 4], true],
    ['gpu: [1. ... 4.]', 'gpu', [1, null, 4], true],
    ['gpu: [nan]', 'gpu', [null], true],
    ['gpu: []', 'gpu', [], true],
    ['gpu: [1. 2.', 'gpu', [null], true],
    ['TPU: 5.0', 'tpu', [5], false],
    [`${'x'.repeat(40)}: 5.0`, 'x'.repeat(40), [5], false],
  ])('%j', (text, component, values, array) => {
    expect(power(`Average power usage (W) for ${text}`)).toEqual([component, values, array]);
  });

  it('an open bracket does not take the next record', () => {
    const records: (Message | null)[] = [];
    scanRecords(
      '2025-01-01 08:00:00 - Average power usage (W) for gpu: [1. 2.\n2025-01-01 08:00:00 - Average power usage (W) for cpu: [3.]\n',
      (record) => records.push(readMessage(record)),
    );
    expect(records).toMatchObject([{ values: [null] }, { values: [3] }]);
  });

  it.each([
    ['Power usages for gpu: [[210.537], [214.037]].', [212.287]],
    ['Power usages (W) for gpu: [[10.0, 30.0], [20.0, 50.0]].', [15, 40]],
    ['Power usages for gpu: [[10.0, 30.0],\n [20.0, 50.0]].', [15, 40]],
    ['Power usages for gpu: [[10.0, nan], [20.0]].', [15, null]],
    ['Power usages for gpu: []', [null]],
    ['Power usages for gpu: [[1.0], [2', [null]],
  ])('samples %j are averaged by device', (text, values) => {
    expect(power(text)).toEqual([
      'gpu',
      values.map((value) => (value === null ? null : expect.closeTo(value, 9))),
      true,
    ]);
  });

  it.each([
    'Average power usage (W) for : 5',
    'Average power usage (W) for gpu 5',
    'Average power usage (W) for 1gpu: 5',
    `Average power usage (W) for ${'x'.repeat(41)}: 5`,
    'Power usages for ',
  ])('%j is nothing', (text) => expect(read(text)).toBeNull());
});

describe('ends, blocks, intensities, sensors', () => {
  it.each([
    ['Training was interrupted before all 10 epochs were monitored.', { kind: 'interrupted', plannedEpochs: 10 }],
    ['Training was interrupted before all -1 epochs were monitored.', { kind: 'interrupted', plannedEpochs: null }],
    ['Training was interrupted before all 0 epochs were monitored.', { kind: 'interrupted', plannedEpochs: null }],
    ['Monitoring thread ended.', { kind: 'monitoring-ended' }],
    ['CarbonTracker: Finished monitoring.', { kind: 'finished' }],
    [
      'Could not read CPU/DRAM energy consumption due to lack of read-permissions.\n\tPlease run the following command(s): sudo chmod +r x',
      { kind: 'sensor', fault: 'cpu-permission' },
    ],
    [
      'No matching TDP found for CPU: X. Using average TDP of 35.61W at 50% utilization as fallback.',
      { kind: 'sensor', fault: 'cpu-tdp' },
    ],
    ['Using TDP of 65W', { kind: 'sensor', fault: 'cpu-tdp' }],
    ['GPU model does not support retrieval of power usages in NVML.', { kind: 'sensor', fault: 'gpu-unsupported' }],
  ])('%s', (text, message) => expect(read(text)).toEqual(message));

  it.each([
    'Carbon intensity: 151.25 gCO2/kWh at DK',
    'Carbon intensity fetched: 151.25 gCO2/kWh at DK',
    'Current carbon intensity is 151.25 gCO2/kWh at detected location: DK.',
    'CarbonTracker: Current carbon intensity is 151.25 gCO2/kWh at detected location: DK.',
  ])('live: %s', (text) => {
    expect(read(text)).toMatchObject({ kind: 'intensity', note: { source: 'live', values: [151.25], location: 'DK' } });
  });

  it.each([
    [
      'Carbon intensity for the next 0:03:16 is predicted to be 163.50 gCO2/kWh at detected location: DK.',
      'predicted',
      [163.5],
    ],
    [
      'Carbon intensity for the next 1 day, 2:03:04 is predicted to be 163.50 gCO2/kWh at detected location: DK.',
      'predicted',
      [163.5],
    ],
    [
      'Carbon intensities (gCO2/kWh) fetched every 900 s at detected location DK: [151.25, 170.75]',
      'list',
      [151.25, 170.75],
    ],
    ['Average carbon intensity during training was 157.00 gCO2/kWh at detected location: DK.', 'average', [157]],
    [
      'Live carbon intensity could not be fetched for your location. Defaulted to average carbon intensity for EU-28 in 2017 of 294.21 gCO2/kWh.',
      'fallback',
      [294.21],
    ],
    [
      'Location specific carbon intensity could not be fetched. Used average carbon intensity for EU-28 in 2017 of 294.21 gCO2/kWh.',
      'fallback',
      [294.21],
    ],
    [
      'Failed to retrieve location based on IP. Location specific carbon intensity could not be fetched. Used average carbon intensity for EU-28 in 2017 of 294.21 gCO2/kWh.',
      'fallback',
      [294.21],
    ],
    [
      'Failed to retrieve carbon intensity: Defaulting to average carbon intensity 143.30 gCO2/kWh.',
      'fallback',
      [143.3],
    ],
    [
      'No carbon intensity provider specified. Using average carbon intensity for DK: 143.30 gCO2eq/kWh.',
      'fallback',
      [143.3],
    ],
  ])('%s', (text, source, values) => {
    expect(read(text)).toMatchObject({ kind: 'intensity', note: { source, values } });
  });

  it.each([
    'Failed to predict carbon intensity for the next 0:00:06, fallback on average measured intensity at detected location: DK.',
    'Defaulted to carbon intensity for epoch in prediction of total carbon footprint.',
    'Monitoring thread started.',
    'Ignored error: Traceback (most recent call last):\n  File "x"',
    'Training was interrupted before all the epochs',
    'Training was interrupted before all of the 10 epochs were monitored.',
    'Carbon intensity: nan gCO2/kWh at DK',
    'ct-track schema',
    '',
    ' ',
  ])('%j does not matter', (text) => expect(read(text)).toBeNull());

  it('a journal line that cannot be read is told apart from other text', () => {
    expect(read('ct-track {"schema":1}')).toEqual({ kind: 'journal', entry: null });
  });

  it('blocks, with and without the tracker in front', () => {
    expect(read(`CarbonTracker: \n${blockText()}`)).toMatchObject({
      kind: 'block',
      consumption: { energyKwh: 0.00395 },
    });
    expect(read(`CarbonTracker: ${blockText()}`)).toMatchObject({ kind: 'block', consumption: { energyKwh: 0.00395 } });
    expect(read(blockText({ heading: 'First 2 epoch(s):' }))).toMatchObject({
      consumption: { block: 'first', epochs: 2 },
    });
  });

  it('the last line of a file without its line feed is read too', () => {
    const records: LogRecord[] = [];
    scanRecords('2025-01-01 08:00:00 - Epoch 1 ended.', (record) => records.push(record));
    expect(records.map(readMessage)).toEqual([{ kind: 'epoch', number: 1, ends: 'ended' }]);
  });
});
