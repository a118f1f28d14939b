/** Makes a bucket on the test server. */
import { type S3Keys, signS3Request } from './sign-s3-request.js';

/** What a test needs to know of a server; goes through vitest's `inject`. */
export interface S3Address extends S3Keys {
  readonly endpoint: string;
}

export async function createBucket(server: S3Address, name: string): Promise<void> {
  const url = new URL(`/${name}`, server.endpoint);
  const answer = await fetch(url, { method: 'PUT', headers: signS3Request('PUT', url, server) });
  if (!answer.ok) throw new Error(`creating the bucket ${name}: ${answer.status} ${await answer.text()}`);
}
