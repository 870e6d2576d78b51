/** The file of marks, written by real writers in every way that may go wrong. */
import { appendFileSync, existsSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EpochFile } from '../../../src/tracker/command/epoch-file.ts';
import type { TimedMark } from '../../../src/tracker/marked-epochs.ts';
import { systemClock } from '../../../src/tracker/sensors/sensor.ts';

let marks: TimedMark[];
let file: EpochFile;

beforeEach(() => {
  marks = [];
  file = new EpochFile({ clock: systemClock, onMarks: (more) => marks.push(...more) });
});

afterEach(() => {
  try {
    file.close();
  } catch {
    // The test closed it.
  }
});

const shown = (): string => marks.map(({ kind, number }) => (number === null ? kind : `${kind} ${number}`)).join(', ');

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('marks', () => {
  it('come while the file is being written', async () => {
    appendFileSync(file.path, 'start\n');
    await until(() => marks.length === 1);
    appendFileSync(file.path, 'end\nstart 2\n');
    await until(() => marks.length === 3);
    expect(shown()).toBe('start, end, start 2');
  });

  it('of thousands of lines all come, in their order, in pieces of any size', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `start ${i} @${Date.now() / 1000}\nend ${i}\n`).join('');
    for (let from = 0; from < lines.length; from += 7777) appendFileSync(file.path, lines.slice(from, from + 7777));
    await until(() => marks.length === 10_000);
    expect(marks.map(({ number }) => number)).toEqual(Array.from({ length: 10_000 }, (_, i) => i >> 1));
    expect(file.strange.count).toBe(0);
  });

  it('have their own time, or the time at which they were written', () => {
    const beforeS = systemClock();
    const own = Date.now() / 1000;
    writeFileSync(file.path, `start @${own}\nend\n`);
    file.close();
    const afterS = systemClock();
    const [start, end] = marks;
    expect(Math.abs((start?.atS ?? 0) - beforeS)).toBeLessThan(afterS - beforeS + 0.002);
    expect(end?.atS).toBeGreaterThanOrEqual(beforeS - 0.002);
    expect(end?.atS).toBeLessThanOrEqual(afterS);
  });

  it('whose time is that of another clock count when they come', () => {
    const beforeS = systemClock();
    writeFileSync(file.path, `start @5\nend @${Date.now() / 1000 + 3600}\n`);
    file.close();
    expect(file.wrongTimes).toBe(2);
    for (const { atS } of marks) {
      expect(atS).toBeGreaterThanOrEqual(beforeS - 0.02);
      expect(atS).toBeLessThanOrEqual(systemClock());
    }
  });

  it('that are torn are put together; the last may lack its newline', async () => {
    appendFileSync(file.path, 'start 1\nsta');
    await until(() => marks.length === 1);
    appendFileSync(file.path, 'rt 2\nen');
    await until(() => marks.length === 2);
    appendFileSync(file.path, 'd 2');
    file.close();
    expect(shown()).toBe('start 1, start 2, end 2');
  });
});

it('other lines are counted, however long, and hide no mark', () => {
  appendFileSync(file.path, 'start\nhello\u0007 world\n\n');
  appendFileSync(file.path, Buffer.concat([Buffer.alloc(300_000, 'x'), Buffer.from('\nend\n\0\u00ff\n')]));
  file.close();
  expect(shown()).toBe('start, end');
  expect(file.strange).toEqual({ count: 3, first: 'hello? world' });
});

it('a file that is removed comes back, and marks go on', async () => {
  appendFileSync(file.path, 'start 1\n');
  await until(() => marks.length === 1);
  rmSync(file.path);
  // As a shell does that appends: the file may be there again or not.
  appendFileSync(file.path, 'end 1\n');
  await until(() => marks.length === 2);
  rmSync(file.path);
  await until(() => existsSync(file.path));
  appendFileSync(file.path, 'start 2\n');
  await until(() => marks.length === 3);
  expect(shown()).toBe('start 1, end 1, start 2');
});

it('a line that replaces another one of its length, or a shorter one, is seen', () => {
  for (let number = 8; number <= 12; number += 1) {
    writeFileSync(file.path, `start ${number}\n`);
    file.readNow();
  }
  expect(shown()).toBe('start 8, start 9, start 10, start 11, start 12');
  expect(file.strange.count).toBe(0);
});

it('a file that is overwritten in place of appended to is read from its start', async () => {
  appendFileSync(file.path, 'start 1\nend 1\n');
  await until(() => marks.length === 2);
  writeFileSync(file.path, 'start 2\n');
  await until(() => marks.length === 3);
  expect(shown()).toBe('start 1, end 1, start 2');
});

it('is readable for nobody else, and gone at the end', () => {
  expect(statSync(file.path).mode & 0o044).toBe(0);
  file.close();
  expect(existsSync(file.path)).toBe(false);
});

it('another file is read from its end on, and stays', () => {
  appendFileSync(file.path, 'start 1\nend 1\n');
  const more: TimedMark[] = [];
  const other = new EpochFile({ clock: systemClock, onMarks: (found) => more.push(...found), path: file.path });
  appendFileSync(file.path, 'start 2\n');
  other.close();
  expect(more.map(({ number }) => number)).toEqual([2]);
  expect(existsSync(file.path)).toBe(true);
});

it.each(['/', '/dev/null', '/no/such/file'])('%s cannot be such a file', (path) => {
  expect(() => new EpochFile({ clock: systemClock, onMarks: () => undefined, path })).toThrow();
});

describe('a file that is no list of marks', () => {
  const MIB = 2 ** 20;

  it('does not keep ct-track from anything else', async () => {
    appendFileSync(file.path, 'start 1\n');
    truncateSync(file.path, 64 * MIB);
    appendFileSync(file.path, '\nend 1\n');
    // All of it is read, a little at a time.
    let turns = 0;
    while (marks.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      turns += 1;
    }
    expect(turns).toBeGreaterThan(32);
    expect([shown(), file.strange.count]).toEqual(['start 1, end 1', 1]);
  });

  it('is not read to its end when the command ends', () => {
    appendFileSync(file.path, 'start 1\nend 1\n');
    truncateSync(file.path, 64 * MIB);
    file.close();
    expect(shown()).toBe('start 1, end 1');
    expect(file.unreadBytes).toBeGreaterThan(32 * MIB);
  });

  it('may have more lines than fit into memory', () => {
    const lines = Buffer.alloc(MIB, '\n');
    for (let i = 0; i < 64; i += 1) appendFileSync(file.path, lines);
    file.readNow();
    expect([marks.length, file.strange.count]).toEqual([0, 0]);
    expect(file.unreadBytes).toBeGreaterThan(32 * MIB);
  });
});
