/** The data that stand in the page itself: JSON, compressed by gzip, as base64. */
import { GROUPINGS, type Grouping } from '../src/accounting/index.ts';
import { CtError } from '../src/model/errors.ts';
import { type ReportDocument, readDocument } from '../src/report/document/index.ts';

/** The text of gzip data. */
export async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** How the page groups its runs when it opens; empty where it does not. */
export const groupingAsked = (): Grouping | '' =>
  GROUPINGS.find((by) => by === document.documentElement.dataset.groupBy) ?? '';

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
    return await unpacked(bytesOf(base64));
  } catch (error) {
    throw new CtError('NOT_A_REPORT', 'the data of this page are damaged', { cause: error });
  }
}

/** Newer browsers read base64 many times as fast as by its signs. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
