/** The pictures of an upload, as the rows of a manifest. */
import { Problem, picturesIdOf } from '@camfleet/contracts';
import type { SourceOptions } from './create-sources.js';

/** Throws Problem 'manifest-not-found' where it names no upload, and 'manifest-empty' where that holds no pictures. */
export async function* listUploaded(
  address: string,
  { listPictures }: Pick<SourceOptions, 'listPictures'>,
): AsyncGenerator<string> {
  const upload = picturesIdOf(address);
  if (upload === null || listPictures === undefined) {
    throw new Problem('manifest-not-found', `${address} names no pictures that were uploaded`);
  }
  let isEmpty = true;
  for await (const name of listPictures(upload)) {
    isEmpty = false;
    yield name;
  }
  if (isEmpty) throw new Problem('manifest-empty', `there are no pictures in ${address}: upload them again`);
}
