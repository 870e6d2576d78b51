/** Which lines of a terminal belong to which run. */
import { describe, expect, it } from 'vitest';
import { ConsoleReader, type ConsoleText } from '../../../src/parser/console/sessions.ts';

function read(...lines: (string | null)[]): ConsoleText {
  const reader = new ConsoleReader();
  for (const line of lines) reader.read(line);
  return reader.finish();
}

const components = (...devices: string[]): string =>
  `CarbonTracker: The following components were found: GPU with device(s) ${devices.join(', ')}.`;
const block = (kind: string, epochs: number, kwh: number, prefix = ''): string[] =>
  [
    'CarbonTracker: ',
    `${kind} consumption for ${epochs} epoch(s):`,
    '\tTime:\t0:01:00',
    `\tEnergy:\t${kwh.toFixed(6)} kWh`,
  ].map((line) => prefix + line);
const actual = (epochs: number, kwh: number, prefix?: string): string[] => block('Actual', epochs, kwh, prefix);
const predicted = (epochs: number, kwh: number, prefix?: string): string[] => block('Predicted', epochs, kwh, prefix);
const END = 'CarbonTracker: Finished monitoring.';
const energies = ({ sessions }: ConsoleText): (number | undefined)[][] =>
  sessions.map((session) => [session.predicted?.energyKwh, session.actual?.energyKwh]);

describe('one process', () => {
  it('has a run from its components to its end', () => {
    const text = read(components('A'), ...predicted(10, 1), ...actual(10, 1.1), END);
    expect(text.sessions).toMatchObject([{ process: '', components: [{ devices: ['A'] }], finished: true, spare: 0 }]);
    expect(energies(text)).toEqual([[1, 1.1]]);
    expect(text).toMatchObject({ unreadable: 0, repeats: 0, processes: 1 });
  });

  it('has one run after the other', () => {
    const text = read(components('A'), ...actual(1, 1), END, components('B'), ...actual(1, 2), END);
    expect(text.sessions.map((session) => session.components?.[0]?.devices)).toEqual([['A'], ['B']]);
    expect(energies(text)).toEqual([
      [undefined, 1],
      [undefined, 2],
    ]);
  });

  it('has blocks without components, and components without blocks', () => {
    expect(energies(read(...actual(1, 1)))).toEqual([[undefined, 1]]);
    expect(read(components('A')).sessions).toMatchObject([{ actual: null, finished: false }]);
    expect(read(END, 'CarbonTracker: Average carbon intensity during training was 50.00 gCO2/kWh.').sessions).toEqual(
      [],
    );
    expect(read('nothing', null, 'of it').sessions).toEqual([]);
  });

  it('has several trackers with blocks that are separated by their energy per epoch', () => {
    const text = read(
      components('A'),
      components('B'),
      ...predicted(10, 1),
      ...predicted(10, 5),
      ...actual(10, 1.000_001),
      ...actual(10, 5.000_001),
    );
    expect(energies(text).sort()).toEqual([
      [1, 1.000_001],
      [5, 5.000_001],
    ]);
    const other = read(
      components('A'),
      components('B'),
      ...predicted(10, 1),
      ...predicted(10, 5),
      ...actual(10, 5),
      ...actual(10, 1),
    );
    expect(energies(other).sort()).toEqual([
      [1, 1],
      [5, 5],
    ]);
  });

  it('has a prediction behind its total where both are about one run', () => {
    expect(energies(read(...actual(1, 1), ...predicted(10, 11)))).toEqual([[11, 1]]);
    expect(energies(read(...actual(1, 1), ...predicted(10, 30)))).toEqual([
      [undefined, 1],
      [30, undefined],
    ]);
  });

  it('prints a block once more for each tracker before it', () => {
    const text = read(components('A'), ...actual(1, 1), ...actual(1, 1), END, END);
    expect(energies(text)).toEqual([[undefined, 1]]);
    expect(text.repeats).toBe(1);
  });

  it('has intensities before and within its runs', () => {
    const line = (value: string): string =>
      `CarbonTracker: Average carbon intensity during training was ${value} gCO2/kWh.`;
    const { sessions } = read(line('50.00'), components('A'), line('60.00'), END, line('70.00'), components('B'));
    expect(sessions.map(({ intensity }) => intensity.length)).toEqual([2, 1]);
  });

  it('has faults of its sensors, with or without their level', () => {
    const fault = 'Could not read CPU/DRAM energy consumption due to lack of read-permissions.';
    const faultsOf = (...lines: string[]) => read(...lines).sessions.map(({ faults }) => [...faults]);
    expect(faultsOf(`CarbonTracker: WARNING - ${fault}`, components('A'))).toEqual([['cpu-permission']]);
    expect(faultsOf(components('A'), `CarbonTracker: ${fault}`)).toEqual([['cpu-permission']]);
    expect(faultsOf(`CarbonTracker: NOTE - ${fault}`, components('A'))).toEqual([[]]);
    expect(faultsOf(components('A'))).toEqual([[]]);
  });
});

describe('blocks', () => {
  it('without a readable energy are counted apart', () => {
    const text = read('CarbonTracker:', 'Actual consumption for 1 epoch(s):', '\tEnergy:\tnan kWh', END);
    expect(text).toMatchObject({ sessions: [], unreadable: 1 });
  });

  it('end where lines were left out, or another message begins', () => {
    const [head = '', heading = '', time = '', energy = ''] = actual(1, 1);
    expect(read(head, heading, time, null, energy)).toMatchObject({ sessions: [], unreadable: 1 });
    expect(read(head, heading, time, 'CarbonTracker: x', energy)).toMatchObject({ sessions: [], unreadable: 1 });
    expect(energies(read(head, heading, time, energy, null))).toEqual([[undefined, 1]]);
  });

  it('may have lost their first line', () => {
    expect(energies(read(...actual(1, 1).slice(1)))).toEqual([[undefined, 1]]);
    expect(energies(read('CarbonTracker: Actual consumption for 1 epoch(s):', '\tEnergy:\t1 kWh'))).toEqual([
      [undefined, 1],
    ]);
  });
});

it('a text that begins anywhere has every block of which the heading is left', () => {
  const lines = [components('A'), ...predicted(10, 1), ...actual(10, 1.1), END, ...actual(5, 7), END];
  for (let from = 0; from < lines.length; from += 1) {
    const rest = lines.slice(from);
    const left = (['Predicted', 'Actual'] as const).map((kind) => rest.filter((line) => line.startsWith(kind)).length);
    const { sessions } = read(...rest);
    expect([
      sessions.filter((session) => session.predicted !== null).length,
      sessions.filter((session) => session.actual !== null).length,
    ]).toEqual(left);
  }
});

describe('several processes', () => {
  it('whose lines are mixed keep their own', () => {
    const [one, two] = [actual(1, 1, '0: '), actual(1, 2, '1: ')];
    const mixed = one.flatMap((line, i) => [line, two[i] ?? '']);
    const text = read(`0: ${components('A')}`, `1: ${components('A')}`, ...mixed);
    expect(text.sessions.map(({ process, actual: sum }) => [process, sum?.energyKwh])).toEqual([
      ['0:', 1],
      ['1:', 2],
    ]);
    expect(text.processes).toBe(2);
  });

  it('that no line names stand in a row', () => {
    const text = read(components('A'), components('A'), ...actual(1, 1), ...actual(1, 2));
    expect(energies(text)).toEqual([
      [undefined, 1],
      [undefined, 2],
    ]);
    expect(text.processes).toBe(2);
    expect(text.sessions[1]?.components).toEqual(text.sessions[0]?.components);
  });

  it('of which one is doubled are one', () => {
    const text = read(components('A'), components('A'), ...actual(1, 1), ...actual(1, 1));
    expect(energies(text)).toEqual([[undefined, 1]]);
    expect(text).toMatchObject({ processes: 1, repeats: 1 });
  });
});

it('messages behind the time stamps of a log are known as such', () => {
  const unstamped = (line: string): number => {
    const reader = new ConsoleReader();
    reader.read(line);
    return reader.unstamped;
  };
  expect(unstamped(`2025-01-01 08:00:00 - ${END}`)).toBe(0);
  expect(unstamped(END)).toBe(1);
});
