/** Files that the reader of the page gives it, by whatever way: dropped, or chosen. */

/** A file of which nothing is read yet. */
export interface GivenFile {
  /** Path below what was given, with `/`. */
  name: string;
  /** Reads the bytes of the file. */
  read: () => Promise<Uint8Array<ArrayBuffer>>;
}

const ofFile = (file: File, name: string): GivenFile => ({
  name,
  read: async () => new Uint8Array(await file.arrayBuffer()),
});

/** The files of a field for files or folders. */
export const filesOfList = (list: FileList | null): GivenFile[] =>
  [...(list ?? [])].map((file) => ofFile(file, file.webkitRelativePath || file.name));

/** What was dropped. */
export interface DroppedFiles {
  /** Files that were dropped, those of folders included. */
  files: GivenFile[];
  /** What the browser may keep back; null where it hands everything out. */
  mayLack: string | null;
}

const NO_COLONS =
  'this browser hands no files with a colon in their names out of a dropped folder, such as logs of carbontracker up to 1.1.2: "Choose a folder" reads them';

/** The files that were dropped, those of folders included. */
export async function filesOfDrop(transfer: DataTransfer | null): Promise<DroppedFiles> {
  // Everything must be asked for before anything is waited for.
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file').map(taken);
  const found = await Promise.all(items.map(filesOfItem));
  return { files: found.flatMap(({ files }) => files), mayLack: found.find(({ mayLack }) => mayLack)?.mayLack ?? null };
}

/** What a browser gives for something that was dropped. */
interface Dropped {
  entry: FileSystemEntry | null;
  file: File | null;
  handle: Promise<Handle | null>;
}

/** The part of the File System Access API that is used, which not every browser has. */
interface Handle {
  kind: 'file' | 'directory';
  name: string;
  getFile?: () => Promise<File>;
  values?: () => AsyncIterable<Handle>;
}

function taken(item: DataTransferItem & { getAsFileSystemHandle?: () => Promise<Handle | null> }): Dropped {
  const entry = item.webkitGetAsEntry();
  const handle = item.getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null);
  return { entry, file: item.getAsFile(), handle };
}

async function filesOfItem({ entry, file, handle }: Dropped): Promise<DroppedFiles> {
  if (entry?.isDirectory !== true) return { files: file === null ? [] : [ofFile(file, file.name)], mayLack: null };
  try {
    return { files: await filesBelow(entry, ''), mayLack: null };
  } catch (error) {
    // A page that was opened from a file looks into folders through handles only.
    const folder = await handle;
    if (folder === null) throw error;
    return { files: await filesOfHandle(folder, ''), mayLack: NO_COLONS };
  }
}

async function filesOfHandle(handle: Handle, folder: string): Promise<GivenFile[]> {
  const name = `${folder}${handle.name}`;
  if (handle.kind === 'file') {
    const read = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const file = await handle.getFile?.();
      return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
    };
    return [{ name, read }];
  }
  const found: GivenFile[] = [];
  for await (const inner of handle.values?.() ?? []) {
    for (const one of await filesOfHandle(inner, `${name}/`)) found.push(one);
  }
  return found;
}

async function filesBelow(entry: FileSystemEntry, folder: string): Promise<GivenFile[]> {
  const name = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [ofFile(file, name)];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: GivenFile[] = [];
  for (;;) {
    // A folder is read some hundred names at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const one of some) for (const file of await filesBelow(one, `${name}/`)) found.push(file);
  }
}
