import { describe, expect, it } from 'vitest';
import type { Finding, Run } from '../../../src/index.ts';
import { consoleSource } from '../../../src/parser/console/index.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';
import { sourceFile } from '../../../src/parser/sources.ts';
import { codesOf } from '../../helpers/runs.ts';

const isWithin = (text: string, name = 'slurm.out'): boolean | undefined =>
  consoleSource.isWithin?.(unpackedFile(name, Buffer.from(text)));

function read(text: string, name = 'slurm.out'): { runs: Run[]; loose: Finding[] } {
  const loose: Finding[] = [];
  const file = sourceFile(unpackedFile(name, Buffer.from(text)), 'logs/x', {}, (finding) => loose.push(finding));
  return { runs: [...consoleSource.read(file)], loose };
}

const COMPONENTS = 'CarbonTracker: The following components were found: GPU with device(s) A.';
const block = (kwh: string): string => `CarbonTracker:\nActual consumption for 1 epoch(s):\n\tEnergy:\t${kwh} kWh\n`;
const END = 'CarbonTracker: Finished monitoring.\n';
const inNotebook = (text: string): string => JSON.stringify({ cells: [{ outputs: [{ text }] }] });

describe('console text is recognised', () => {
  it('by a run in it, never by its name or its beginning', () => {
    expect(consoleSource.isNamedLike('slurm.out')).toBe(false);
    expect(consoleSource.recognises('slurm.out', Buffer.from(block('1')))).toBe(false);
    expect(isWithin(block('1'))).toBe(true);
    expect(isWithin(`${'step\n'.repeat(99)}${COMPONENTS}\n`)).toBe(true);
    expect(isWithin('')).toBe(false);
    expect(isWithin('step\n'.repeat(99))).toBe(false);
    // Messages that belong to no run.
    expect(isWithin(END)).toBe(false);
  });

  it('not where all of its messages stand behind the time stamps of a log', () => {
    const stamp = '2025-01-01 08:00:00 - ';
    expect(isWithin(`${stamp}${COMPONENTS}\n${stamp}${END}`)).toBe(false);
    expect(isWithin(`${stamp}${COMPONENTS}\n${END}`)).toBe(true);
  });

  it('in the outputs of a notebook, not in its cells', () => {
    const source = JSON.stringify({ cells: [{ source: block('1'), outputs: [] }] });
    expect(isWithin(inNotebook(block('1')), 'a.ipynb')).toBe(true);
    expect(isWithin(source, 'a.ipynb')).toBe(false);
    expect(isWithin(inNotebook('nothing'), 'a.ipynb')).toBe(false);
    expect(isWithin('CarbonTracker: {', 'a.ipynb')).toBe(false);
  });
});

describe('the runs of a text', () => {
  it('are numbered from the second on', () => {
    const { runs, loose } = read(block('1') + END + block('2') + END + block('3') + END);
    expect(runs.map(({ id, actual }) => [id, actual?.energyKwh])).toEqual([
      ['logs/x', 1],
      ['logs/x#2', 2],
      ['logs/x#3', 3],
    ]);
    expect(loose).toEqual([]);
  });

  it('of a notebook are those of its outputs', () => {
    expect(read(inNotebook(block('1')), 'a.ipynb').runs).toHaveLength(1);
    // What only has the name of one is read as text.
    expect(read(block('1'), 'a.ipynb').runs).toHaveLength(1);
  });

  it('that holds none is said to hold none, with its blocks that cannot be read', () => {
    const { runs, loose } = read(block('nan'));
    expect(runs).toEqual([]);
    expect(loose).toMatchObject([
      { code: 'not-a-log', files: ['slurm.out'] },
      { code: 'total-unreadable', files: ['slurm.out'] },
    ]);
    expect(read('x').loose.map(({ code }) => code)).toEqual(['not-a-log']);
  });

  it('have the findings about their text once, with the first', () => {
    const { runs } = read(`${COMPONENTS}\n${block('1')}${block('1')}${END}${block('nan')}${block('2')}${END}`);
    expect(runs.map(codesOf)).toEqual([
      ['console-text', 'total-unreadable', 'doubled-lines'],
      ['console-text', 'devices-unknown'],
    ]);
    expect(runs[0]?.findings.map(({ message }) => message)).toEqual([
      expect.anything(),
      '1 consumption block without a readable energy',
      '1 consumption block repeated the one before: each is counted once',
    ]);
    expect(codesOf(read(`${COMPONENTS}\n${block('1')}`).runs[0] as Run)).toEqual(['console-text']);
  });

  it('have the faults of their sensors', () => {
    const fault = (text: string): string[] =>
      read(`CarbonTracker: WARNING - ${text}\n${COMPONENTS}\n${block('1')}`).runs.flatMap(({ findings }) =>
        findings.filter(({ code }) => code === 'sensor-fault').map(({ message }) => message),
      );
    expect(fault('GPU model does not support retrieval of power usages in NVML.')).toEqual([
      'a GPU does not report its power',
    ]);
    expect(fault('Could not read CPU/DRAM energy consumption due to lack of read-permissions.')).toEqual([
      'the CPU energy counters were not readable (permissions): CPU power is not measured',
    ]);
    expect(fault('something else')).toEqual([]);
  });

  it('are finished where an end was printed', () => {
    expect(read(`${COMPONENTS}\n${block('1')}${END}`).runs[0]?.end).toBe('finished');
    expect(read(`${COMPONENTS}\n${block('1')}`).runs[0]?.end).toBe('cut-off');
  });
});
