/** Lines of logs, word for word, with their numbers. */
import { useState } from 'preact/hooks';
import type { LogExcerpt, LogLine } from '../../src/model/log-lines.ts';
import { clean, plural } from '../../src/model/text.ts';
import type { LineOfFile } from '../finding-lines.ts';
import { source } from '../state.ts';

/** More lines than anybody looks through; the file itself has them all. */
const MOST_LINES = 2000;

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** The lines behind a finding, folded; nothing where there are none. */
export function LinesBehind({ lines }: { lines: readonly LineOfFile[] }) {
  if (lines.length === 0) return null;
  const files = [...new Set(lines.map(({ file }) => file))];
  return (
    <details class="log-behind">
      <summary>{plural(lines.length, 'line')} of the log</summary>
      {files.map((file) => (
        <div key={file}>
          <code class="log-file">{clean(baseName(file))}</code>
          <Lines lines={lines.filter((line) => line.file === file)} />
        </div>
      ))}
    </details>
  );
}

/** What the files of a run say: the lines that matter, or all of them where the page has the files. */
export function LogFiles({ excerpts }: { excerpts: readonly LogExcerpt[] }) {
  const shown = excerpts.filter(({ lines }) => lines.length > 0);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">What the log says</h2>
      {shown.map((excerpt) => (
        <LogFile key={excerpt.file} excerpt={excerpt} />
      ))}
    </section>
  );
}

function LogFile({ excerpt: { file, lines, allLines } }: { excerpt: LogExcerpt }) {
  const [whole, setWhole] = useState<LogLine[] | null>(null);
  const fileOf = source.value?.fileOf ?? null;
  const isPart = allLines === null || lines.length < allLines;
  const count = allLines === null ? 'its first lines' : `${lines.length} of ${plural(allLines, 'line')}`;
  return (
    <div class="log">
      <p class="log-head">
        <code class="log-file">{clean(file)}</code> <small>{isPart && whole === null ? count : ''}</small>{' '}
        {isPart && fileOf !== null && whole === null && (
          <button type="button" class="quiet" onClick={() => setWhole(linesOf(fileOf(file)?.pieces() ?? []))}>
            Whole file
          </button>
        )}
      </p>
      <Lines lines={whole ?? lines} />
      {whole !== null && whole.length === MOST_LINES && <p class="caption">The first {MOST_LINES} lines.</p>}
    </div>
  );
}

function linesOf(pieces: Iterable<string>): LogLine[] {
  const found: LogLine[] = [];
  for (const piece of pieces) {
    for (const text of piece.replace(/\n$/, '').split('\n')) {
      if (found.length === MOST_LINES) return found;
      found.push({ number: found.length + 1, text, about: null });
    }
  }
  return found;
}

function Lines({ lines }: { lines: readonly LogLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ol class="log-lines" tabIndex={0}>
      {lines.map(({ number, text }, i) => (
        <li key={number} value={number} class={i > 0 && number > (lines[i - 1]?.number ?? 0) + 1 ? 'after-gap' : ''}>
          <code>{clean(text.replaceAll('\t', '    '))}</code>
        </li>
      ))}
    </ol>
  );
}
