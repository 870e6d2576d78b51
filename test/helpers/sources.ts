/** Texts read by the reader of one format, as if they stood in a file. */
import type { Finding, Run } from '../../src/index.ts';
import { unpackedFile } from '../../src/parser/find/file.ts';
import type { Source, SourceOptions } from '../../src/parser/source.ts';
import { sourceFile } from '../../src/parser/sources.ts';

/** The runs of a text, and the findings that belong to none. */
export function readSourceText(
  source: Source,
  text: string | Buffer,
  options: SourceOptions = {},
): { runs: Run[]; loose: Finding[] } {
  const loose: Finding[] = [];
  const file = unpackedFile('logs/file', Buffer.from(text));
  const runs = [...source.read(sourceFile(file, 'logs/file', options, (finding) => loose.push(finding)))];
  return { runs, loose };
}
