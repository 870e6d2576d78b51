/** CUDA_VISIBLE_DEVICES: which GPUs a program can see. NVML itself ignores it. */

/** One entry of the variable. */
export type VisibleEntry =
  | { kind: 'index'; index: number }
  /** A whole UUID or a unique beginning of one. */
  | { kind: 'gpu'; uuid: string }
  | { kind: 'mig'; uuid: string }
  /** The form before driver R470: `MIG-GPU-<uuid>/<gpu instance>/<compute instance>`. */
  | { kind: 'mig-of-gpu'; uuid: string; gpu: string };

const OLD_MIG = /^MIG-(GPU-[0-9a-f-]+)\/\d+\/\d+$/i;

/**
 * Reads the variable.
 *
 * @returns null when it is not set: all GPUs are visible. An entry that is none, such as -1, hides all behind it
 */
export function readCudaVisible(text: string | undefined): VisibleEntry[] | null {
  if (text === undefined) return null;
  const entries: VisibleEntry[] = [];
  for (const word of text.split(',').map((part) => part.trim())) {
    const entry = readEntry(word);
    if (entry === null) break;
    entries.push(entry);
  }
  return entries;
}

function readEntry(word: string): VisibleEntry | null {
  if (/^\d{1,6}$/.test(word)) return { kind: 'index', index: Number(word) };
  if (/^GPU-[0-9a-f-]+$/i.test(word)) return { kind: 'gpu', uuid: word };
  const old = OLD_MIG.exec(word);
  if (old !== null) return { kind: 'mig-of-gpu', uuid: word, gpu: old[1] ?? '' };
  return /^MIG-[0-9a-f-]+$/i.test(word) ? { kind: 'mig', uuid: word } : null;
}

/** A GPU that a program can see. */
export interface VisibleGpu {
  /** NVML's index. */
  index: number;
  /** The MIG slices that were asked for; the energy is that of the whole GPU. */
  migs: string[];
}

/**
 * GPUs that the entries name, each once. As in CUDA, an entry that names none hides all behind it.
 *
 * @param uuids of all GPUs, by NVML's index
 * @param parentOfMig UUID of the GPU that holds a MIG device, or null
 */
export function selectGpus(
  entries: readonly VisibleEntry[],
  uuids: readonly string[],
  parentOfMig: (uuid: string) => string | null,
): VisibleGpu[] {
  const selected = new Map<number, VisibleGpu>();
  for (const entry of entries) {
    const index = indexOf(entry, uuids, parentOfMig);
    if (index === null) break;
    const gpu = selected.get(index) ?? { index, migs: [] };
    if (entry.kind === 'mig' || entry.kind === 'mig-of-gpu') gpu.migs.push(entry.uuid);
    selected.set(index, gpu);
  }
  return [...selected.values()];
}

function indexOf(
  entry: VisibleEntry,
  uuids: readonly string[],
  parentOfMig: (uuid: string) => string | null,
): number | null {
  if (entry.kind === 'index') return entry.index < uuids.length ? entry.index : null;
  const prefix = entry.kind === 'mig' ? parentOfMig(entry.uuid) : entry.kind === 'gpu' ? entry.uuid : entry.gpu;
  if (prefix === null) return null;
  const matches = uuids.flatMap((uuid, i) => (uuid.toLowerCase().startsWith(prefix.toLowerCase()) ? [i] : []));
  return matches.length === 1 ? (matches[0] ?? null) : null;
}
