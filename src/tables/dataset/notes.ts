/** The notes in the footer of a Parquet file. */

/** Values by their keys; none for a file that is not Parquet or cannot be read, which its reader reports. */
export async function notesOfFile(file: string): Promise<ReadonlyMap<string, string>> {
  const { asyncBufferFromFile, parquetMetadataAsync } = await import('hyparquet');
  try {
    const { key_value_metadata = [] } = await parquetMetadataAsync(await asyncBufferFromFile(file), {
      geoparquet: false,
    });
    return new Map(key_value_metadata.map(({ key, value = '' }) => [key, value]));
  } catch {
    return new Map();
  }
}
