/** How much an archive may hold: what is larger was made to fill a memory, or is no archive of logs. */

/** Files and folders of an archive, those of the archives in it included. */
const MOST_ENTRIES = 200_000;
/** Bytes that are unpacked, also those that are passed over. */
const MOST_BYTES = 2 * 1024 ** 3;
/** Bytes of logs, which are held while their runs are read. */
const MOST_HELD_BYTES = 256 * 1024 ** 2;
/** Logs shrink some 30-fold. */
const MOST_TIMES_LARGER = 400;
/** Below this size a high ratio does no harm. */
const HARMLESS_BYTES = 16 * 1024 ** 2;
/** An archive in an archive in an archive. */
const DEEPEST = 3;

/** The limits of one archive and of all that lie in it; each method throws where one is passed. */
export class Budget {
  #entries = 0;
  #bytes = 0;
  #heldBytes = 0;

  /** @throws Error for one entry too many */
  addEntry(): void {
    this.#entries += 1;
    if (this.#entries > MOST_ENTRIES) throw new Error(`it holds more than ${MOST_ENTRIES} files`);
  }

  /**
   * @param packedBytes from which all of them were unpacked, or null where that is not known
   * @throws Error for more than an archive of logs can hold
   */
  addBytes(count: number, unpackedBytes: number, packedBytes: number | null): void {
    this.#bytes += count;
    if (this.#bytes > MOST_BYTES) throw new Error('it holds more than 2 GiB');
    if (packedBytes === null || unpackedBytes < HARMLESS_BYTES) return;
    if (unpackedBytes > packedBytes * MOST_TIMES_LARGER) {
      throw new Error(`it grows to more than ${MOST_TIMES_LARGER} times its size`);
    }
  }

  /** @throws Error for more logs than fit in memory */
  hold(count: number): void {
    this.#heldBytes += count;
    if (this.#heldBytes > MOST_HELD_BYTES) throw new Error('its logs are larger than 256 MiB');
  }

  /** @throws Error for an archive that lies too deep in others */
  enter(depth: number): void {
    if (depth > DEEPEST) throw new Error(`it lies in more than ${DEEPEST - 1} archives`);
  }
}
