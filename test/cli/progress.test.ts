import { describe, expect, it } from 'vitest';
import { Progress } from '../../cli/progress.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const terminal = (isTTY: boolean) => {
  const texts: string[] = [];
  return { isTTY, texts, write: (text: string) => texts.push(text) };
};

describe('progress', () => {
  it('shows nothing of short work, then a line at a readable pace, and takes it away', () => {
    const output = terminal(true);
    let nowMs = 0;
    const progress = new Progress(output, () => nowMs);
    for (nowMs = 0; nowMs < 1000; nowMs += 10) progress.show(() => `${nowMs}`);
    expect(output.texts).toEqual([]);
    for (nowMs = 1000; nowMs < 1200; nowMs += 10) progress.show(() => `${nowMs}`);
    progress.end();
    progress.end();
    expect(output.texts).toEqual(['\r\u001b[K1000', '\r\u001b[K1100', '\r\u001b[K']);
  });

  it('writes nothing where stderr is no terminal', () => {
    const output = terminal(false);
    const progress = new Progress(output, () => 1e9);
    progress.announce('x');
    progress.show(() => 'x');
    progress.end();
    expect(output.texts).toEqual([]);
  });

  it('leaves piped outputs alone', () =>
    withFolder(async (folder) => {
      const { stdout, stderr } = await ctParse(['report', fixture('defects', 'R2'), '--per-run', '-o', folder]);
      expect(stdout).toBe('');
      expect(stderr).not.toContain('\r');
      expect(stderr).not.toContain('\u001b');
    }));
});
