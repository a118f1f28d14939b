/** Manifests that were sent to us: kept in pieces, since nobody holds one whole, until they are scanned. */
import { createHash } from 'node:crypto';
import { type ObjectStore, type Upload, uploadKeys, uploadSchema } from '@camfleet/contracts';
import { damaged, decodeJson, encodeJson } from './stored-json.js';

const pieceBytes = 8 * 1024 * 1024;

/** Stores all that `body` gives; nothing stays where it breaks off. */
export async function writeUpload(
  store: ObjectStore,
  id: string,
  { tenant, kind }: Pick<Upload, 'tenant' | 'kind'>,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Upload> {
  const keys = uploadKeys(id);
  const hash = createHash('sha256');
  let pieces = 0;
  let bytes = 0;
  try {
    for await (const piece of inPieces(body)) {
      hash.update(piece);
      bytes += piece.length;
      await store.put(keys.piece(pieces), piece);
      pieces += 1;
    }
  } catch (error) {
    for (let piece = 0; piece < pieces; piece++) await store.delete(keys.piece(piece));
    throw error;
  }
  const upload = { tenant, kind, bytes, pieces, sha256: hash.digest('hex') };
  await store.put(keys.upload, encodeJson(uploadSchema, upload));
  return upload;
}

/** Null where there is none. */
export async function readUpload(store: ObjectStore, id: string): Promise<Upload | null> {
  const key = uploadKeys(id).upload;
  const bytes = await store.get(key);
  return bytes && decodeJson(uploadSchema, key, bytes);
}

/** As sources take it. */
export async function openUpload(store: ObjectStore, id: string) {
  const upload = await readUpload(store, id);
  if (upload === null) return null;
  return { bytes: upload.bytes, version: upload.sha256, body: uploadedBytes(store, id, upload) };
}

/** The bytes that were sent, one piece at a time. Throws a Problem where one is missing. */
async function* uploadedBytes(
  store: ObjectStore,
  id: string,
  { pieces }: Upload,
): AsyncGenerator<Uint8Array> {
  const keys = uploadKeys(id);
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = await store.get(keys.piece(piece));
    if (bytes === null) throw damaged(keys.piece(piece), 'it is not there');
    yield bytes;
  }
}

async function* inPieces(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(pieceBytes);
  let length = 0;
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.subarray(from, from + pieceBytes - length);
      piece.set(taken, length);
      length += taken.length;
      from += taken.length;
      if (length < pieceBytes) continue;
      yield piece;
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}
