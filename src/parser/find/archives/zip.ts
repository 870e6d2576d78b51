/** Zip files: the list at their end is read, and of the files only the logs. */
import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { Offers } from '../file-sets.ts';
import { crc32 } from './crc32.ts';
import { addFile, addSource, type Budget, type Entries, innerPath, isWanted, mayBeSource } from './entries.ts';

/**
 * Reads the logs of a zip file.
 *
 * @throws Error when it is none, is damaged as a whole, or passes a limit
 */
export async function readZip(source: string | Uint8Array, budget: Budget, offers: Offers): Promise<Entries> {
  const entries: Entries = { files: new Map(), namesakes: new Map(), others: [], problems: [] };
  // Names are checked one by one: a single bad one would close the whole file.
  const options = { decodeStrings: false, autoClose: false };
  const zip = await (typeof source === 'string'
    ? openPromise(source, options)
    : fromBufferPromise(asBuffer(source), options));
  try {
    for await (const entry of zip.eachEntry()) {
      budget.addEntry();
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      if (!name.endsWith('/')) await readEntry(zip, entry, name, { entries, budget, offers });
    }
  } finally {
    zip.close();
  }
  return entries;
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Where what is read goes. */
interface Reading {
  entries: Entries;
  budget: Budget;
  offers: Offers;
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
  { entries, budget, offers }: Reading,
): Promise<void> {
  const inner = innerPath(name);
  if (inner === null) {
    entries.problems.push(`${name}: its path leaves the archive`);
    return;
  }
  const { uncompressedSize, compressedSize } = entry;
  const isLog = isWanted(inner);
  const isLookedAt = mayBeSource(inner, uncompressedSize, offers) && budget.allows(uncompressedSize, compressedSize);
  if (!(isLog || (isLookedAt && !entry.isEncrypted())) || isLink(entry)) {
    entries.others.push(inner);
    return;
  }
  if (entry.isEncrypted()) {
    entries.problems.push(`${inner}: it is encrypted`);
    return;
  }
  budget.addBytes(uncompressedSize, uncompressedSize, compressedSize);
  if (isLog) budget.hold(uncompressedSize);
  try {
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(bytes) !== entry.crc32 >>> 0) throw new Error('its checksum is wrong');
    if (isLog) addFile(entries, inner, bytes);
    else addSource(entries, inner, bytes, budget, offers);
  } catch (error) {
    if (!isLog) entries.others.push(inner);
    else entries.problems.push(`${inner}: it is damaged (${error instanceof Error ? error.message : String(error)})`);
  }
}

const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** What a link holds is the path that it leads to. */
function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  return versionMadeBy >> 8 === UNIX && ((externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK;
}
