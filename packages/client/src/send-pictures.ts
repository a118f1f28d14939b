/** Pictures of this machine, sent to a server in requests of a bounded size. */
import { uploadedPicturesViewSchema } from '@camfleet/protocol';
import { type ClientSettings, request } from './request.js';

export interface PictureFile {
  /** Its path below the folder that is sent, with forward slashes. */
  readonly name: string;
  /** Opened when its turn comes; what is in it is read while it is sent. */
  open(): Promise<Blob>;
}

/** Of one request: below what the server takes. */
const filesMax = 200;
const bytesMax = 128 * 1024 ** 2;

/**
 * The address of all of them, for `submit`; there is at least one. `onSent` is told how many are there. Throws as `request`
 * does.
 */
export async function sendPictures(
  settings: ClientSettings,
  files: readonly PictureFile[],
  onSent: (files: number) => void,
): Promise<string> {
  let address: string | null = null;
  for (let sent = 0; sent < files.length; ) {
    const form = new FormData();
    let bytes = 0;
    let count = 0;
    while (sent + count < files.length && count < filesMax && bytes < bytesMax) {
      const { name, open } = files[sent + count]!;
      const blob = await open();
      form.append('picture', blob, name);
      bytes += blob.size;
      count += 1;
    }
    const into = address === null ? '' : `?${new URLSearchParams({ into: address })}`;
    const answer = await request(settings, `/v1/uploads/pictures${into}`, {
      method: 'POST',
      // A picture that is sent again takes its own place.
      repeatable: true,
      form,
    });
    address = uploadedPicturesViewSchema.parse(await answer.json()).manifest;
    sent += count;
    onSent(sent);
  }
  return address!;
}
