/** The data of a report inside its PDF, as an attachment that every viewer can save; written and read back. */
import { pipeline } from 'node:stream/promises';
import { createDeflate, inflateSync } from 'node:zlib';
import { CtError } from '../../model/errors.ts';
import type { PdfDocument } from '../canvas/page.ts';
import { DOCUMENT_SCHEMA, documentTexts, type ReportDocument, readDocument } from '../document/index.ts';

/** Name of the attachment. */
export const ATTACHMENT = 'ct-parse-report.json';
const MOST_BYTES = 2 ** 30;

/** Attaches the data of a report; the same bytes for the same document. */
export function embedDocument(
  doc: PdfDocument,
  { date: stamp }: ReportDocument,
  { bytes, size }: PackedDocument,
): void {
  const page = doc as unknown as Refs;
  const date = new Date(stamp);
  // pdfkit's own attachments take the text as a whole, three times, and a checksum in JavaScript.
  const file = page.ref({
    Type: 'EmbeddedFile',
    Subtype: 'application#2Fjson',
    Filter: 'FlateDecode',
    Params: { Size: size, CreationDate: date, ModDate: date },
  });
  file.end(bytes);
  const name = new String(ATTACHMENT);
  const about = {
    ...{ Type: 'Filespec', AFRelationship: 'Data', F: name, UF: name, EF: { F: file } },
    Desc: new String('Every run of this report with its figures, for ct-parse verify'),
  };
  const specification = page.ref(about);
  specification.end();
  page.addNamedEmbeddedFile(ATTACHMENT, specification);
}

/** What pdfkit has for its own attachments. */
interface Refs {
  ref(data: object): { end(bytes?: Buffer): void };
  addNamedEmbeddedFile(name: string, specification: object): void;
}

/** The data of a report as a PDF holds them. */
export interface PackedDocument {
  /** The compressed text. */
  bytes: Buffer;
  /** Bytes of the text. */
  size: number;
}

/** Compresses the text of a document piece by piece, because that of many runs is large. */
export async function packDocument(document: ReportDocument): Promise<PackedDocument> {
  const chunks: Buffer[] = [];
  let size = 0;
  async function* texts(): AsyncGenerator<Buffer> {
    for (const text of documentTexts(document)) {
      const bytes = Buffer.from(text);
      size += bytes.length;
      yield bytes;
    }
  }
  await pipeline(texts, createDeflate(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk);
  });
  return { bytes: Buffer.concat(chunks), size };
}

/**
 * Reads the data of a report out of its PDF, also where another program saved the file again.
 *
 * @param from name of the file, for messages
 * @throws CtError NOT_A_REPORT for a PDF without such data, or with damaged data
 */
export function documentInPdf(pdf: Buffer, from: string): ReportDocument {
  const ends = /%%EOF\s*$/.test(pdf.toString('latin1', Math.max(0, pdf.length - 1024)));
  if (!ends) throw new CtError('NOT_A_REPORT', `${from} is cut off or damaged: it has no end`);
  let isDamaged = false;
  for (const bytes of embeddedFiles(pdf)) {
    const text = unpacked(bytes);
    if (text === null) isDamaged = true;
    else if (text.startsWith(START)) return readDocument(text, from);
  }
  if (isDamaged) throw new CtError('NOT_A_REPORT', `the data of ${from} are damaged`);
  throw new CtError('NOT_A_REPORT', `${from} holds no report data; was it written by ct-parse report?`);
}

/** How the text of a document begins. */
const START = `{"schema":"${DOCUMENT_SCHEMA}"`;
const STREAM = Buffer.from('stream');
const END_STREAM = Buffer.from('endstream');
const TYPE = Buffer.from('/EmbeddedFile');
/** A dictionary of an attachment is shorter. */
const MOST_DICTIONARY_BYTES = 4096;

/** The streams of type `EmbeddedFile`, with their dictionaries, in the order of the file. */
function* embeddedFiles(pdf: Buffer): Generator<{ dictionary: string; content: Buffer }> {
  for (let at = pdf.indexOf(TYPE); at !== -1; at = pdf.indexOf(TYPE, at + 1)) {
    const streamAt = pdf.indexOf(STREAM, at);
    if (streamAt === -1) return;
    // The names of attachments stand in a tree with a longer key of the same start.
    const after = String.fromCharCode(pdf[at + TYPE.length] ?? 0);
    if (/\w/.test(after) || streamAt - at > MOST_DICTIONARY_BYTES) continue;
    const objectAt = pdf.lastIndexOf(' obj', at);
    const dictionary = pdf.toString('latin1', Math.max(objectAt, at - MOST_DICTIONARY_BYTES), streamAt);
    if (dictionary.includes('endobj')) continue;
    let start = streamAt + STREAM.length;
    if (pdf[start] === 13) start += 1;
    if (pdf[start] === 10) start += 1;
    const stated = /\/Length (\d+)(?! \d+ R)/.exec(dictionary)?.[1];
    const end = stated === undefined ? pdf.indexOf(END_STREAM, start) : start + Number(stated);
    yield { dictionary, content: pdf.subarray(start, end === -1 ? pdf.length : end) };
  }
}

/** Text of a stream; null where it cannot be unpacked. */
function unpacked({ dictionary, content }: { dictionary: string; content: Buffer }): string | null {
  if (!/\/Filter/.test(dictionary)) return content.toString('utf8');
  if (!/\/FlateDecode/.test(dictionary)) return null;
  try {
    return inflateSync(content, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    return null;
  }
}
