import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LogWindow } from '../../../../src/parser/carbontracker/scan/log-window.ts';
import { withFolder } from '../../../helpers/fixtures.ts';

const LINE = `${'x'.repeat(127)}\n`;

/** A pipe is a file of which a read brings only what is there, as some network drives do. */
it.each([
  ['whole blocks', 1024],
  ['a part of a line', 1000],
])('a read that brings %s is not the end of the file', (_, first) =>
  withFolder(async (folder) => {
    const [pipe, whole] = [path.join(folder, 'pipe'), path.join(folder, 'whole')];
    const text = `${LINE.repeat(20)}the end\n`;
    writeFileSync(whole, text);
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', [
      '-c',
      'exec > "$1"; head -c "$3" "$2"; sleep 0.3; tail -c "+$(($3 + 1))" "$2"',
      'sh',
      pipe,
      whole,
      String(first),
    ]);
    const log = new LogWindow();
    log.open(pipe);
    log.close();
    expect(log.bytes.toString('latin1', 0, log.end)).toBe(text);
    expect(log.isWhole).toBe(true);
    await once(writer, 'close');
  }),
);
