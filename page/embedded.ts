/** The data that stand in the page itself: JSON, compressed by gzip, as base64. */
import { CtError } from '../src/model/errors.ts';
import { type ReportDocument, readDocument } from '../src/report/document/index.ts';

/** The text of gzip data. */
export async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/**
 * The document of the page; null where it holds none, as one that waits for files.
 *
 * @throws CtError NOT_A_REPORT for data that are damaged
 */
export async function readEmbedded(): Promise<ReportDocument | null> {
  const base64 = document.getElementById('data')?.textContent?.trim() ?? '';
  if (base64 === '') return null;
  return readDocument(await textOf(base64), 'this page');
}

async function textOf(base64: string): Promise<string> {
  try {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return await unpacked(bytes);
  } catch (error) {
    throw new CtError('NOT_A_REPORT', 'the data of this page are damaged', { cause: error });
  }
}
