import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readFileName, readStem } from '../../src/log/file-name.ts';
import { LogWriter, type WriterOptions } from '../../src/tracker/writer.ts';

const now = () => new Date(2026, 10, 23, 15, 40, 48, 7);

function setUp(more: Partial<WriterOptions> = {}) {
  const logDir = join(mkdtempSync(join(tmpdir(), 'ct-writer-')), 'a', 'logs');
  const failures: string[] = [];
  const options = { logDir, prefix: '', pid: 42, now, onFailure: (message: string) => failures.push(message), ...more };
  return { logDir: options.logDir, failures, options };
}

const read = (path: string): string => readFileSync(path, 'utf8');

describe('LogWriter', () => {
  it('names files as carbontracker does', () => {
    const { logDir, options } = setUp({ prefix: 'my_run', random: () => 7 });
    const writer = new LogWriter(options);
    writer.error('WARNING', 'careful');
    expect(writer.stem).toBe('my_run_42.7_2026-11-23T154048Z');
    expect(readStem(writer.stem)).toEqual({ prefix: 'my_run', pid: '42.7', stamp: '2026-11-23T154048Z' });
    expect(
      readdirSync(logDir)
        .map((name) => readFileName(name)?.role)
        .sort(),
    ).toEqual(['error', 'output', 'samples', 'standard']);
  });

  it('writes each line at once', () => {
    const { options } = setUp();
    const writer = new LogWriter(options);
    writer.standard('Epoch 1:');
    expect(read(writer.pathOf('standard'))).toBe('2026-11-23 15:40:48 - Epoch 1:\n');
    writer.output('Finished monitoring.');
    expect(read(writer.pathOf('output'))).toBe('2026-11-23 15:40:48 - CarbonTracker: Finished monitoring.\n');
    expect(existsSync(writer.pathOf('err'))).toBe(false);
    writer.error('WARNING', 'careful');
    expect(read(writer.pathOf('err'))).toBe('2026-11-23 15:40:48,007 - MainThread - WARNING - careful\n');
    writer.samplesHeader(['gpu:0']);
    writer.sample({ elapsedS: 1, powerW: [2], energyJ: [null] });
    expect(read(writer.pathOf('samples'))).toBe('elapsed_s,gpu:0_power_w,gpu:0_energy_j\n1.0,2.0,\n');
  });

  it('never shares a file with another run', () => {
    const numbers = [7, 7, 8];
    const { options } = setUp({ random: () => numbers.shift() ?? 9 });
    const [first, second] = [new LogWriter(options), new LogWriter(options)];
    expect(second.stem).not.toBe(first.stem);
  });

  it('follows no link', () => {
    const numbers = [7, 8];
    const { logDir, options } = setUp({ random: () => numbers.shift() ?? 9 });
    mkdirSync(logDir, { recursive: true });
    const victim = join(logDir, 'victim');
    symlinkSync(victim, join(logDir, '42.7_2026-11-23T154048Z_carbontracker.log'));
    const writer = new LogWriter(options);
    writer.standard('Epoch 1:');
    expect(writer.stem).toContain('42.8_');
    expect(existsSync(victim)).toBe(false);
  });

  it('a prefix cannot leave the folder', () => {
    const { logDir, options } = setUp({ prefix: '../../x' });
    const writer = new LogWriter(options);
    expect(readdirSync(logDir)).toContain(`${writer.stem}_carbontracker.log`);
  });

  it('says where it cannot write', () => {
    const { options, logDir } = setUp();
    mkdirSync(join(logDir, '..'), { recursive: true });
    writeFileSync(logDir, 'a file');
    expect(() => new LogWriter(options)).toThrow(`cannot write logs to ${logDir}: `);
  });

  it('goes quiet with one warning when the disk is full', () => {
    let room = 3;
    const write = (file: number, bytes: Uint8Array): number => {
      room -= 1;
      if (room < 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      return writeSync(file, bytes);
    };
    const { options, failures, logDir } = setUp({ write });
    const writer = new LogWriter(options);
    for (let i = 0; i < 10; i += 1) writer.standard('Epoch 1:');
    writer.sync();
    writer.close();
    expect(failures).toEqual([`logging to ${logDir} stopped: the disk is full`]);
    expect(read(writer.pathOf('standard')).split('\n')).toHaveLength(4);
    expect(writer.works).toBe(false);
  });

  it('writes what a full disk did not take when there is room again, and says so', () => {
    vi.useFakeTimers();
    let isFull = false;
    const write = (file: number, bytes: Uint8Array): number => {
      // The last bytes that fit are a part of a line.
      if (isFull && bytes.length < 20) throw Object.assign(new Error('EDQUOT'), { code: 'EDQUOT' });
      return writeSync(file, isFull ? bytes.subarray(0, 10) : bytes);
    };
    const { options, failures, logDir } = setUp({ write });
    const writer = new LogWriter(options);
    const sample = (elapsedS: number): void => writer.sample({ elapsedS, powerW: [1], energyJ: [2] });
    writer.samplesHeader(['gpu:0']);
    sample(1);
    isFull = true;
    sample(2);
    writer.standard('Epoch 1:');
    writer.standard('Duration: 0:00:01.00');
    writer.error('WARNING', 'doubtful');
    sample(3);
    expect(writer.works).toBe(false);
    isFull = false;
    sample(4);
    vi.advanceTimersByTime(10_000);
    sample(5);
    expect(writer.works).toBe(true);
    writer.close();
    vi.useRealTimers();
    expect(failures).toEqual([
      `writing samples to ${logDir} stopped: the disk is full`,
      `logging to ${logDir} goes on: nothing but samples is missing`,
    ]);
    const stamp = '2026-11-23 15:40:48';
    expect(read(writer.pathOf('standard'))).toBe(`${stamp} - Epoch 1:\n${stamp} - Duration: 0:00:01.00\n`);
    expect(read(writer.pathOf('err'))).toMatch(/ - WARNING - doubtful\n$/);
    expect(read(writer.pathOf('samples')).split('\n').slice(1)).toEqual([
      '1.0,1.0,2.0',
      '2.0,1.0,2.0',
      '5.0,1.0,2.0',
      '',
    ]);
  });

  it('writes at its end what the disk takes then', () => {
    let isFull = true;
    const write = (file: number, bytes: Uint8Array): number => {
      if (isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      return writeSync(file, bytes);
    };
    const { options } = setUp({ write });
    const writer = new LogWriter(options);
    writer.standard('Epoch 1:');
    isFull = false;
    writer.close();
    expect(read(writer.pathOf('standard'))).toBe('2026-11-23 15:40:48 - Epoch 1:\n');
  });

  it('gives up a file that waits for too much', () => {
    const write = (): number => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    const { options, failures } = setUp({ write });
    const writer = new LogWriter(options);
    for (let i = 0; i < 5; i += 1) writer.standard('x'.repeat(2 ** 20));
    expect(writer.works).toBe(false);
    expect(failures).toHaveLength(1);
    writer.close();
  });

  it('gives up the samples alone where they alone cannot be written, and says so once', () => {
    const write = (file: number, bytes: Uint8Array): number => {
      if (Buffer.from(bytes).includes('9.0,')) throw Object.assign(new Error('EFBIG'), { code: 'EFBIG' });
      return writeSync(file, bytes);
    };
    const { options, failures, logDir } = setUp({ write });
    const writer = new LogWriter(options);
    writer.samplesHeader(['gpu:0']);
    for (const elapsedS of [8, 9, 9, 10]) writer.sample({ elapsedS, powerW: [1], energyJ: [2] });
    writer.standard('Epoch 1:');
    writer.close();
    expect(failures).toEqual([`writing samples to ${logDir} stopped: the file is as large as it may be`]);
    expect(read(writer.pathOf('samples')).split('\n').slice(1)).toEqual(['8.0,1.0,2.0', '']);
    expect(read(writer.pathOf('standard'))).toContain('Epoch 1:');
    expect(writer.works).toBe(true);
  });

  describe('brings files to the disk in the background', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    /** A writer whose disk is done when the test calls what waits. */
    function onSlowDisk() {
      const waiting: ((error: Error | null) => void)[] = [];
      const { options, failures, logDir } = setUp({ fsync: (_, done) => void waiting.push(done) });
      const done = (error: Error | null = null): void => {
        for (const call of waiting.splice(0)) call(error);
      };
      return { writer: new LogWriter(options), waiting, failures, logDir, done };
    }

    it('at once, then at most once a second, and all that was written within a second', () => {
      const { writer, waiting, done } = onSlowDisk();
      writer.syncSoon();
      expect(waiting).toHaveLength(3);
      done();
      for (let i = 0; i < 100; i += 1) writer.syncSoon();
      expect(waiting).toHaveLength(0);
      vi.advanceTimersByTime(1000);
      expect(waiting).toHaveLength(3);
      done();
      vi.advanceTimersByTime(5000);
      expect(waiting).toHaveLength(0);
      writer.close();
    });

    it('a disk that takes long gets no second request, and one when it is done', () => {
      const { writer, waiting, done } = onSlowDisk();
      writer.syncSoon();
      writer.syncSoon();
      vi.advanceTimersByTime(4500);
      expect(waiting).toHaveLength(3);
      done();
      vi.advanceTimersByTime(1000);
      expect(waiting).toHaveLength(3);
      writer.close();
    });

    it('a fault of the disk is reported once, and none after the end', () => {
      const { writer, failures, logDir, done } = onSlowDisk();
      const fault = Object.assign(new Error('EIO'), { code: 'ENOSPC' });
      writer.syncSoon();
      done(fault);
      expect(failures).toEqual([`logging to ${logDir} stopped: the disk is full`]);
      expect(writer.works).toBe(false);
      const other = onSlowDisk();
      other.writer.syncSoon();
      other.writer.syncSoon();
      other.writer.close();
      other.done(fault);
      vi.advanceTimersByTime(5000);
      expect({ failures: other.failures, waiting: other.waiting }).toEqual({ failures: [], waiting: [] });
    });
  });

  it('drops what comes after its end', () => {
    const { options, failures } = setUp();
    const writer = new LogWriter(options);
    writer.close();
    writer.standard('Epoch 1:');
    writer.error('WARNING', 'late');
    expect({ failures, text: read(writer.pathOf('standard')) }).toEqual({ failures: [], text: '' });
    expect(existsSync(writer.pathOf('err'))).toBe(false);
  });

  it('writes on where the system takes a part of a line', () => {
    const write = (file: number, bytes: Uint8Array): number => writeSync(file, bytes.subarray(0, 5));
    const writer = new LogWriter(setUp({ write }).options);
    writer.standard('Épreuve');
    expect(read(writer.pathOf('standard'))).toBe('2026-11-23 15:40:48 - Épreuve\n');
  });

  it('notices that its folder has vanished', () => {
    const { options, failures, logDir } = setUp();
    const writer = new LogWriter(options);
    writer.standard('Epoch 1:');
    rmSync(logDir, { recursive: true });
    writer.standard('Epoch 2:');
    writer.standard('Epoch 3:');
    expect(failures).toEqual([`logging to ${logDir} stopped: the log files were removed`]);
    expect(existsSync(logDir)).toBe(false);
  });
});
