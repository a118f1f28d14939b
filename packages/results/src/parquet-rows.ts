/** The rows of a Parquet file of a user's, one after the other. */
import { open } from 'node:fs/promises';
import { Problem } from '@camfleet/contracts';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';

/** Rows that are held at a time, besides the compressed columns of one row group. */
const rowsHeld = 65_536;

/** Throws Problem 'manifest-unreadable' where the file is no Parquet, has no column "uri", or its columns are packed in a way that is not read. */
export async function* parquetRows(
  path: string,
  columns: readonly string[],
): AsyncGenerator<Record<string, unknown>> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const file = {
      byteLength: size,
      slice: async (start: number, end = size) => {
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const known = metadata.schema.map(({ name }) => name);
    if (!known.includes('uri')) {
      const found = known.slice(1, 9).map((name) => `"${name}"`);
      const message = `the Parquet manifest has no column "uri", but ${found.join(', ') || 'none'}`;
      throw new Problem('manifest-unreadable', message);
    }
    const wanted = columns.filter((name) => known.includes(name));
    let first = 0;
    for (const group of metadata.row_groups) {
      const end = first + Number(group.num_rows);
      for (; first < end; first += rowsHeld) {
        const rowEnd = Math.min(end, first + rowsHeld);
        yield* await parquetReadObjects({ file, metadata, columns: wanted, rowStart: first, rowEnd });
      }
      first = end;
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Problem('manifest-unreadable', `the manifest cannot be read as Parquet: ${why}`, { cause });
  } finally {
    await handle.close();
  }
}
