/** Which run a line belongs to when several wrote one file, and lines that lack what they belong to. */
import { describe, expect, it } from 'vitest';
import { readStandardLog, type StandardLog } from '../../../../src/parser/carbontracker/repair/standard.ts';
import { epochText, line, PUE_LINE, standardLog } from '../../../helpers/logs.ts';

const COMPONENTS = 'The following components were found: GPU with device(s) NVIDIA A100.';
const END = 'Monitoring thread ended.';
const list = (g: number): string =>
  `Carbon intensities (gCO2eq/kWh) fetched every 900 s at detected location DK: [${g}.0]`;
const average = (g: number): string => `Average carbon intensity during training was ${g}.00 gCO2eq/kWh. `;

const head = (at: number, version = '2.4.3'): string =>
  line(at, `carbontracker version ${version}`) + line(at, PUE_LINE) + line(at, COMPONENTS);
const epoch = (at: number, number: number, seconds: number, power = '1.0'): string => {
  const duration = `0:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.00`;
  return epochText(at, number, { duration, power: { gpu: power } });
};
const read = (...parts: string[]): StandardLog => readStandardLog(parts.join(''));
const codes = ({ findings, fragments }: StandardLog): string[] =>
  [...findings, ...fragments.flatMap((fragment) => fragment.findings)].map(({ code }) => code);
const durations = ({ fragments }: StandardLog): (number | null)[][] =>
  fragments.map(({ epochs }) => epochs.map(({ durationS }) => durationS));

describe('two processes in one file', () => {
  it('an epoch belongs to the run that was ready when it began', () => {
    const log = read(
      head(0),
      head(5),
      epoch(60, 1, 60),
      epoch(105, 1, 100),
      epoch(120, 2, 60),
      epoch(180, 3, 60),
      epoch(205, 2, 100),
      line(205, END),
      epoch(240, 4, 60),
      line(240, END),
    );
    expect(durations(log)).toEqual([
      [60, 60, 60, 60],
      [100, 100],
    ]);
    expect(log.fragments.map(({ ended, endedAt, lastEpochAt }) => [ended, endedAt, lastEpochAt])).toEqual([
      [true, '2025-01-01 08:04:00', '2025-01-01 08:04:00'],
      [true, '2025-01-01 08:03:25', '2025-01-01 08:03:25'],
    ]);
  });

  it('of two with an epoch in one second, the one with its lines in front of the end line ends', () => {
    const log = read(
      ...[head(0), head(0), epoch(60, 1, 60), epoch(120, 1, 120), epoch(120, 2, 60), line(120, END)],
      ...[epoch(180, 2, 60), line(180, END)],
    );
    expect(durations(log)).toEqual([
      [60, 60],
      [120, 60],
    ]);
  });

  it('the number of an epoch says more than its time', () => {
    const log = read(
      head(0),
      head(1),
      epoch(60, 1, 60),
      epoch(61, 1, 60),
      epoch(120, 2, 60),
      epoch(180, 3, 60),
      epoch(181, 2, 1),
    );
    expect(log.fragments.map(({ epochs }) => epochs.map(({ number }) => number))).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    expect(durations(log)).toEqual([
      [60, 60, 60],
      [60, 1],
    ]);
  });

  it('of runs that fit alike the first gets the epoch', () => {
    expect(durations(read(head(0), head(0), epoch(60, 1, 60)))).toEqual([[60], []]);
  });

  it('power lines of an epoch without a duration wait for it', () => {
    const text = line(60, 'Epoch 1:') + line(60, 'Average power usage (W) for gpu: 7.0');
    const { fragments } = read(head(0), head(0), text);
    expect(fragments[0]?.epochs).toEqual([
      { number: 1, durationS: null, powerW: { gpu: { scope: 'device', values: [7] } } },
    ]);
  });

  it('a list and an average go to the run of the newest epoch that has none yet', () => {
    const log = read(
      ...[head(0), head(0), epoch(60, 1, 60, '1.0'), epoch(100, 1, 100, '2.0')],
      ...[line(101, list(38)), line(101, list(50)), line(101, average(38)), line(101, average(50))],
      ...[line(101, END), line(102, END)],
    );
    expect(log.fragments.map(({ intensity }) => intensity.map(({ source, values }) => [source, values]))).toEqual([
      [
        ['list', [50]],
        ['average', [50]],
      ],
      [
        ['list', [38]],
        ['average', [38]],
      ],
    ]);
    expect(log.fragments.every(({ ended }) => ended)).toBe(true);
  });

  it('of epochs at one moment the later in the file is the newest', () => {
    const log = read(head(0), head(0), epoch(60, 1, 60), epoch(60, 1, 59), line(61, list(38)), line(61, END));
    expect(log.fragments.map(({ intensity, ended }) => [intensity.length, ended])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('what is said of the current run stays with it', () => {
    const live = 'Current carbon intensity is 38.00 gCO2eq/kWh at detected location: DK.';
    const log = read(
      head(0),
      head(0),
      epoch(60, 1, 60),
      epoch(100, 1, 100),
      epoch(120, 2, 60),
      line(121, live),
      line(121, live),
    );
    expect(log.fragments.map(({ intensity }) => intensity.length)).toEqual([2, 0]);
  });

  it('an end without any epoch is that of the current run, then of the newest', () => {
    expect(read(head(0), head(0), line(1, END)).fragments.map(({ ended }) => ended)).toEqual([false, true]);
    const log = read(head(0), head(0), head(0), line(1, END), line(2, END));
    expect(log.fragments.map(({ ended }) => ended)).toEqual([false, true, true]);
    expect(codes(log)).toEqual(['several-processes']);
  });

  it('runs that began more than a minute apart do not', () => {
    expect(read(head(0), head(61)).concurrent).toBe(true);
    expect(read(head(61), head(0)).concurrent).toBe(true);
    const log = read(head(0), head(62), epoch(122, 1, 60));
    expect(log.concurrent).toBe(false);
    expect(durations(log)).toEqual([[], [60]]);
  });

  it('heads in turn are filled in turn', () => {
    const versions = ['2.4.3', '2.4.2'].map((version) => line(0, `carbontracker version ${version}`));
    const pues = ['1.58', '1.59'].map((pue) => line(0, PUE_LINE.replace('1.58', pue)));
    const devices = ['A', 'B'].map((name) => line(0, COMPONENTS.replace('NVIDIA A100', name)));
    const { fragments } = read(...versions, ...pues, ...devices);
    expect(
      fragments.map(({ writer, pue, components }) => [writer?.version, pue?.value, components?.[0]?.devices]),
    ).toEqual([
      ['2.4.3', 1.58, ['A']],
      ['2.4.2', 1.59, ['B']],
    ]);
  });

  it('a head line behind epochs fills no run that has some', () => {
    const cut = line(0, 'carbontracker version 2.4.3') + line(0, PUE_LINE);
    const { fragments } = read(cut, cut, epoch(60, 1, 60), line(61, COMPONENTS));
    expect(fragments.map(({ epochs, components }) => [epochs.length, components !== null])).toEqual([
      [1, false],
      [0, true],
    ]);
  });

  it('more than 64 at once are not all looked at', () => {
    const heads = Array.from({ length: 66 }, () => head(0));
    const { fragments } = read(...heads, epoch(60, 1, 60));
    expect(fragments).toHaveLength(66);
    expect(fragments.findIndex(({ epochs }) => epochs.length > 0)).toBe(2);
  });

  it('steps back in time tell nothing, nor do those of a file that was written over', () => {
    const back = epoch(600, 1, 60) + epoch(120, 2, 60);
    expect(codes(read(head(0), back, line(121, END)))).toEqual(['clock-set-back']);
    expect(codes(read(head(0), back, line(121, END), line(122, END)))).toEqual(['overwritten']);
    expect(codes(read(head(0), head(0), back))).toEqual(['several-processes']);
  });
});

describe('a line without what it belongs to', () => {
  it('an epoch behind an end line is one of a run without a head, like the run before', () => {
    const log = read(standardLog({ version: '2.4.2' }), standardLog(), epoch(200, 1, 30));
    expect(durations(log)).toEqual([[60], [60], [30]]);
    expect(codes(log)).toEqual(['head-missing']);
    const [, before, made] = log.fragments;
    expect(made).toMatchObject({ writer: before?.writer, pue: before?.pue, components: before?.components });
    expect(made).toMatchObject({ startedAt: '2025-01-01 08:03:20', ended: false });
    expect(made?.writer?.version).toBe('2.4.3');
  });

  it('a PUE or devices alone begin a run', () => {
    for (const text of [PUE_LINE, COMPONENTS]) {
      const log = read(line(0, text));
      expect(codes(log)).toEqual(['head-missing']);
      expect(log.fragments).toMatchObject([{ writer: null, startedAt: '2025-01-01 08:00:00' }]);
    }
  });

  it('a second PUE line counts for the run that is open', () => {
    expect(read(head(0), line(1, PUE_LINE.replace('1.58', '1.2'))).fragments).toMatchObject([{ pue: { value: 1.2 } }]);
  });

  it('a duration or power before any epoch is nobody’s', () => {
    const stray = line(0, 'Duration: 0:01:00.00') + line(0, 'Average power usage (W) for gpu: 1.0');
    expect(read(stray).fragments).toEqual([]);
    expect(durations(read(stray, head(0), stray))).toEqual([[]]);
  });

  it('a duration behind an end line is not that of the last epoch', () => {
    const open = head(0) + line(60, 'Epoch 1:') + line(60, END);
    expect(durations(read(open, line(60, 'Duration: 0:01:00.00')))).toEqual([[null]]);
  });

  it('the end of an epoch of 1.0.4 without its start has no duration', () => {
    const start = line(0, 'carbontracker version 1.0.4');
    expect(durations(read(start, line(60, 'Epoch 1 ended.')))).toEqual([[null]]);
    const twice = [line(60, 'Epoch 1 started.'), line(90, 'Epoch 1 ended.'), line(120, 'Epoch 2 ended.')];
    expect(durations(read(start, ...twice))).toEqual([[30, null]]);
    expect(durations(read(start, line(60, 'Epoch 1 started.'), epoch(100, 1, 7)))).toEqual([[7]]);
  });
});

describe('values', () => {
  it('no time at all is a duration', () => {
    const log = read(head(0), epoch(60, 1, 0));
    expect(durations(log)).toEqual([[0]]);
    expect(codes(log)).toEqual([]);
  });

  it('the coarsest duration gives the resolution', () => {
    const coarse = epochText(60, 1, { duration: '0:01:00', power: {} });
    const fine = epochText(120, 2, { duration: '0:01:00.00', power: {} });
    for (const text of [coarse + fine, fine + coarse]) {
      expect(read(head(0), text).fragments[0]?.durationResolutionS).toBe(1);
    }
  });

  it.each([
    ['[nan 5.0]', { scope: 'device', values: [null, 5] }],
    ['[5.0 nan]', { scope: 'device', values: [5, null] }],
    ['[nan nan]', null],
    ['nan', null],
    ['0.0', { scope: 'device', values: [0] }],
    ['[]', null],
  ])('a power of %s', (power, expected) => {
    const { fragments } = read(head(0), epoch(60, 1, 60, power));
    expect(fragments[0]?.epochs[0]?.powerW).toEqual({ gpu: expected });
    expect([...(fragments[0]?.powerNames ?? [])]).toEqual(['gpu']);
  });

  it('a record that is cut is told, and not used', () => {
    const cut = (message: string): string => line(120, message).slice(0, -1);
    const log = read(head(0), epoch(60, 1, 60), cut('Epoch 12:'));
    expect([codes(log), durations(log)]).toEqual([['cut-line'], [[60]]]);
    const journal = read(head(0), cut('ct-track {"event":"start","sch'));
    expect([codes(journal), journal.fragments[0]?.journal]).toEqual([['cut-line'], null]);
    const whole = read(head(0), cut('ct-track {"event":"epoch-start","number":1,"atS":0}'));
    expect([codes(whole), whole.fragments[0]?.journal === null]).toEqual([[], false]);
    expect(codes(read(head(0), cut(END)))).toEqual([]);
    expect(read(head(0), line(61, 'ct-track {"event":"start","sch')).fragments[0]?.journal).not.toBeNull();
  });

  it('a run ends at its latest stamp', () => {
    const log = read(head(0), epoch(120, 1, 60), line(60, 'Epoch 2:'), line(61, END));
    expect(log.fragments[0]?.endedAt).toBe('2025-01-01 08:02:00');
  });
});
