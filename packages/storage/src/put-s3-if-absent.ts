/** The conditional PUT that commits rest on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { meansNoObject, symptomsOf } from './s3-problem.js';

/** Waits before a request that met another one in the act is sent again, in milliseconds; doubled by chance, so that racers part. */
const conflictWaitsMs = [50, 100, 200, 400, 800];

/**
 * True iff this request created the object. False may also mean that an earlier try of it did, when its answer was lost and
 * the SDK sent it again: whoever must know reads the object. Throws what the SDK throws.
 */
export async function putS3IfAbsent(
  client: S3Client,
  target: { readonly Bucket: string; readonly Key: string },
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const waitMs of [...conflictWaitsMs, null]) {
    try {
      await client.send(new PutObjectCommand({ ...target, Body: body, IfNoneMatch: '*' }), options(signal));
      return true;
    } catch (error) {
      const { name, status } = symptomsOf(error);
      if (status === 412 || name === 'PreconditionFailed') return false;
      if (status !== 409) throw error;
      if (waitMs === null) {
        if (await exists(client, target, signal)) return false;
        throw error;
      }
      await sleep(waitMs * (1 + Math.random()), undefined, options(signal));
    }
  }
  return false;
}

async function exists(client: S3Client, target: { Bucket: string; Key: string }, signal?: AbortSignal) {
  try {
    await client.send(new HeadObjectCommand(target), options(signal));
    return true;
  } catch (error) {
    if (meansNoObject(error)) return false;
    throw error;
  }
}

function options(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal, signal };
}
