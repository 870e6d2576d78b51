/** Some columns of a part of a dataset, one group of rows after the other, without an object per row. */
import { explained } from '../explain.ts';
import type { ColumnGroup } from '../sealed-file.ts';

/**
 * Reads columns of a file that we wrote.
 *
 * @throws CtError NOT_A_TABLE for a damaged file
 */
export async function* columnGroups(file: string): AsyncGenerator<ColumnGroup> {
  // Loaded here, as the reader of Parquet is, so that other commands start without it.
  const { SealedFile } = await import('../sealed-file.ts');
  try {
    const sealed = await SealedFile.open(file);
    try {
      yield* sealed.groups();
    } finally {
      sealed.close();
    }
  } catch (error) {
    throw explained(error, file, '');
  }
}
