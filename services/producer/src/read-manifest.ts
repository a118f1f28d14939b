/** The rows of a manifest, or of the pictures in a folder or under a prefix, one after the other. */
import { csvHeader, type ManifestRow, manifestColumns, type RunRequest } from '@camfleet/contracts';
import { parquetRows } from '@camfleet/results';
import { collectGarbage } from '@camfleet/runtime';
import { describeUri, type Sources } from '@camfleet/sources';
import { csvFields } from './csv-fields.js';
import { normaliseLine, normaliseRow } from './normalise-row.js';

/**
 * JSON.parse puts strings of up to ten characters, as ids often are, into a table that only a full collection clears: with
 * the strings it had 126 MB before the engine saw a reason for one. Of CSV it sees one 60 MB later than it might.
 */
const linesPerCollection = 250_000;
/** As many as are decoded at a time, whose columns and rows are garbage together. */
const rowsPerCollection = 65_536;

export async function* readManifest(
  sources: Sources,
  { manifest, parameters: { boxFormat } }: RunRequest,
  signal: AbortSignal,
): AsyncIterable<ManifestRow> {
  const { kind, source } = manifest;
  let index = 0;
  switch (kind) {
    case 'files':
      for (const uri of (await sources.list(source, signal)).uris) yield { index: index++, uri, id: uri };
      return;
    case 's3-prefix':
      for await (const uri of sources.listPrefix(source, signal)) yield { index: index++, uri, id: uri };
      return;
    case 'upload':
      for await (const uri of sources.listPictures(source)) yield { index: index++, uri, id: uri };
      return;
    case 'picture':
      yield { index, uri: source, id: source };
      return;
    case 'jsonl':
      for await (const { line } of sources.openLines(source, signal)) {
        yield normaliseLine(line, index++, boxFormat);
        if (index % linesPerCollection === 0) collectGarbage();
      }
      return;
    case 'csv': {
      let header: readonly string[] | null = null;
      for await (const { fields } of sources.openRecords(source, signal)) {
        if (header === null) header = csvHeader(fields ?? [], describeUri(source));
        else yield normaliseRow(fields && csvFields(header, fields), index++, boxFormat);
        if (index % linesPerCollection === 0) collectGarbage();
      }
      return;
    }
    case 'parquet': {
      const spooled = await sources.spool(source, signal);
      try {
        for await (const row of parquetRows(spooled.path, manifestColumns)) {
          yield normaliseRow(plain(row), index++, boxFormat);
          if (index % rowsPerCollection === 0) collectGarbage();
        }
      } finally {
        await spooled.close();
      }
    }
  }
}

/** Parquet's whole numbers may be of 64 bits, and what is missing is null. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
