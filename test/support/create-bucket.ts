/** Makes a bucket on the test server. */
import { type S3Keys, signS3Request } from './sign-s3-request.js';
import { waitUntil } from './wait-until.js';

/** What a test needs to know of a server; goes through vitest's `inject`. */
export interface S3Address extends S3Keys {
  readonly endpoint: string;
}

export async function createBucket(server: S3Address, name: string): Promise<void> {
  const url = new URL(`/${name}`, server.endpoint);
  const put = () => fetch(url, { method: 'PUT', headers: signS3Request('PUT', url, server) });
  // A server that many speak to in its first moment drops connections; whose request is signed anew loses nothing.
  const answer = await waitUntil(`the bucket ${name}`, () => put().catch(() => null));
  if (!answer.ok) throw new Error(`creating the bucket ${name}: ${answer.status} ${await answer.text()}`);
}
