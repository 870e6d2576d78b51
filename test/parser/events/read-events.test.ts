import { describe, expect, it } from 'vitest';
import { figuresOf, type Run } from '../../../src/index.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';
import { sourceFile } from '../../../src/parser/sources.ts';
import { event, finished, powers, spanStart, spanStop, started } from '../../helpers/event-logs.ts';
import { codesOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';

const read = (text: string) => readSourceText(carbontrackerEvents, text);
/** 10 s at 100 W. */
const BODY = spanStart('a', 0) + powers(0, [100, 100, 100, 100, 100, 100]) + spanStop('a', 10);
const WHOLE = started() + BODY + finished(10);
const energiesJ = (runs: readonly Run[]): number[] => runs.map((run) => figuresOf(run).corrected.energyKwh * 3.6e6);

describe('sessions of a log', () => {
  it('begin with their start, or with a span behind an end', () => {
    expect(energiesJ(read(WHOLE).runs)).toEqual([expect.closeTo(1000, 6)]);
    expect(read(WHOLE + BODY).runs).toHaveLength(2);
    expect(read(WHOLE + WHOLE + WHOLE).runs.map(({ id }) => id)).toEqual(['logs/file', 'logs/file#2', 'logs/file#3']);
    // A span of a session that goes on starts none.
    expect(read(started() + BODY + BODY.replaceAll('"a"', '"b"') + finished(10)).runs).toHaveLength(1);
  });

  it('that hold nothing are none', () => {
    expect(read(started() + WHOLE).runs).toHaveLength(1);
    const { runs, loose } = read(started());
    expect(runs).toEqual([]);
    expect(loose).toMatchObject([{ code: 'empty-log', files: ['logs/file'] }]);
    expect(read(WHOLE).loose).toEqual([]);
    expect(read(WHOLE + started()).loose).toEqual([]);
  });

  it.each([
    ['a span', spanStart('a', 0)],
    ['a reading', powers(0, [100])],
    ['an end', finished(5, { total_power_usage_kwh: 1 })],
  ])('that hold %s alone are one', (_, text) => {
    expect(read(started() + text + started()).runs).toHaveLength(1);
  });
});

describe('lines of a log', () => {
  it('without an event are counted for the session in which they stand', () => {
    const junk = 'null\n[1]\n3\n"x"\n{"type":"SpanStart"}\n{"__type__":5}\n{broken\n';
    const { runs } = read(started() + junk + BODY + finished(10) + WHOLE);
    expect(runs.map(({ findings }) => findings.find(({ code }) => code === 'samples-damaged')?.message)).toEqual([
      '7 lines could not be read',
      undefined,
    ]);
    expect(energiesJ(runs)).toEqual([expect.closeTo(1000, 6), expect.closeTo(1000, 6)]);
  });

  it('that are blank are none, at the end too', () => {
    const { runs } = read(`\n  \n${WHOLE.replaceAll('\n', '\r\n\n')}   `);
    expect(codesOf(runs[0] as Run)).not.toEqual(expect.arrayContaining(['samples-damaged']));
    expect(codesOf(runs[0] as Run)).not.toEqual(expect.arrayContaining(['cut-line']));
  });

  it('that end without a line feed count where they are whole', () => {
    const [run] = read(WHOLE.trimEnd()).runs;
    expect(run?.end).toBe('finished');
    expect(codesOf(run as Run)).not.toContain('cut-line');
    const [cut] = read(WHOLE.slice(0, -5)).runs;
    expect(cut?.end).toBe('cut-off');
    expect(codesOf(cut as Run)).toContain('cut-line');
  });

  it('are the same in pieces that are cut anywhere', () => {
    const text = WHOLE + event('DiagnosticEvent', { message: 'é' });
    const expected = read(text).runs;
    for (const size of [1, 7, 64, 1000]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      );
      const file = sourceFile(unpackedFile('logs/file', Buffer.from(text)), 'logs/file', {}, () => {});
      const inPieces = Object.create(file, { pieces: { value: () => pieces } });
      expect([...carbontrackerEvents.read(inPieces)]).toEqual(expected);
    }
  });
});
