/** Some columns of a part of a dataset, one group of rows after the other, without an object per row. */
import { explained } from '../explain.ts';
import type { ColumnGroup } from '../sealed-file.ts';

/**
 * Reads columns of a file that we wrote.
 *
 * @throws CtError NOT_A_TABLE for a damaged file, UNREADABLE for one that cannot be read, also when a column is asked for
 */
export async function* columnGroups(file: string): AsyncGenerator<ColumnGroup> {
  // Loaded here, as the reader of Parquet is, so that other commands start without it.
  const { SealedFile } = await import('../sealed-file.ts');
  try {
    const sealed = await SealedFile.open(file);
    try {
      for (const group of sealed.groups()) yield explainedGroup(group, file);
    } finally {
      sealed.close();
    }
  } catch (error) {
    throw explained(error, file, '');
  }
}

/** A column is read when it is asked for, outside of the loop over the groups. */
function explainedGroup({ rows, column, timesMs, nested }: ColumnGroup, file: string): ColumnGroup {
  const explaining =
    <T>(read: (name: string) => T) =>
    (name: string): T => {
      try {
        return read(name);
      } catch (error) {
        throw explained(error, file, '');
      }
    };
  return { rows, column: explaining(column), timesMs: explaining(timesMs), nested: explaining(nested) };
}
