/** Pictures that were sent to us, under the names that they had. */
import { type ObjectStore, pictureKeys, picturesOwnerSchema } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** From then on the pictures of this upload are this tenant's. */
export async function beginPictures(store: ObjectStore, id: string, tenant: string): Promise<void> {
  await store.put(pictureKeys(id).owner, encodeJson(picturesOwnerSchema, { tenant }));
}

/** Whose they are; null where there are none. */
export async function ownerOfPictures(store: ObjectStore, id: string): Promise<string | null> {
  const key = pictureKeys(id).owner;
  const bytes = await store.get(key);
  return bytes && decodeJson(picturesOwnerSchema, key, bytes).tenant;
}

/** `name`: one that `isPictureName` takes. One of the same name is replaced. */
export async function putPicture(
  store: ObjectStore,
  id: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  await store.put(pictureKeys(id).picture(name), bytes);
}

/** As sources take it; null where there is none of this name. */
export async function openPicture(store: ObjectStore, id: string, name: string, signal?: AbortSignal) {
  const bytes = await store.get(pictureKeys(id).picture(name), signal);
  return bytes && { bytes: bytes.length, version: undefined, body: once(bytes) };
}

/** Their names, in order. */
export async function* listPictures(store: ObjectStore, id: string): AsyncGenerator<string> {
  const { pictures } = pictureKeys(id);
  for await (const { key } of store.list(pictures)) yield key.slice(pictures.length);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
