/** Which rows have a text in their address or id. */
import type { ObjectStore } from '@camfleet/contracts';
import { rowsNeverBegun } from './never-begun.js';
import { type OutcomeTable, readIndexPage } from './outcome-table.js';

/** One entry a row, 1 where it fits, whether in capitals or small letters. The texts of one page are held at a time. */
export async function matchText(
  store: ObjectStore,
  table: OutcomeTable,
  text: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const mask = new Uint8Array(table.rows);
  const wanted = text.toLowerCase();
  const fits = (value: unknown) => String(value).toLowerCase().includes(wanted);
  const [run] = table.runs;
  let row = 0;
  for (let page = 0; row < table.indexed; page++) {
    signal.throwIfAborted();
    const { uri, id } = await readIndexPage(store, run!, page, ['uri', 'id'], signal);
    for (let i = 0; i < uri.length; i++, row++) mask[row] = fits(uri[i]) || fits(id[i]) ? 1 : 0;
  }
  if (table.indexed === table.rows) return mask;
  const begun = { rows: table.indexed, shards: table.indexedShards };
  for await (const { from, rows } of rowsNeverBegun(store, run!, begun, signal)) {
    for (const [i, { uri, id }] of rows.entries()) mask[from + i] = fits(uri) || fits(id) ? 1 : 0;
  }
  return mask;
}
