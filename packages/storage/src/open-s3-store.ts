/** The object store on S3, or on a server that speaks its language. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { ObjectStore, StoredObject } from '@camfleet/contracts';
import { checkRange } from './check-range.js';
import { checkStore } from './check-store.js';
import { checkPrefix, keySegments } from './object-key.js';
import { openS3Client } from './open-s3-client.js';
import { putS3IfAbsent } from './put-s3-if-absent.js';
import { isAbort, meansNoObject, s3Problem, symptomsOf } from './s3-problem.js';
import type { S3Settings } from './s3-settings.js';

/** The SDK tries again until an answer begins, but not where its body breaks off. */
const bodyTriesMax = 3;

interface S3Address {
  readonly address: string;
  readonly bucket: string;
  /** Empty, or ending in a slash: put before every key. */
  readonly prefix: string;
}

export function openS3Store({ address, bucket, prefix }: S3Address, settings: S3Settings): ObjectStore {
  const client = openS3Client(settings);
  const problem = (error: unknown) => s3Problem(error, bucket, settings.endpoint);
  const objectOf = (key: string) => ({ Bucket: bucket, Key: prefix + keySegments(key).join('/') });

  async function orProblem<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isAbort(error, signal) ? error : problem(error);
    }
  }

  const orNull = <T>(signal: AbortSignal | undefined, work: () => Promise<T>) =>
    orProblem(signal, async () => {
      try {
        return await work();
      } catch (error) {
        if (meansNoObject(error)) return null;
        throw error;
      }
    });

  async function read(key: string, range: string | undefined, signal?: AbortSignal): Promise<Uint8Array> {
    const command = new GetObjectCommand({ ...objectOf(key), ...(range !== undefined && { Range: range }) });
    for (let triesLeft = bodyTriesMax - 1; ; triesLeft--) {
      const { Body } = await client.send(command, sending(signal));
      try {
        return Body === undefined ? new Uint8Array() : await Body.transformToByteArray();
      } catch (error) {
        if (triesLeft === 0 || signal?.aborted === true) throw error;
      }
    }
  }

  /** Past the object's end, S3 answers with an error and a folder with no bytes: here both give no bytes. */
  async function readRange(key: string, offset: number, length: number, signal?: AbortSignal) {
    if (length === 0) {
      await client.send(new HeadObjectCommand(objectOf(key)), sending(signal));
      return new Uint8Array();
    }
    try {
      return await read(key, `bytes=${offset}-${offset + length - 1}`, signal);
    } catch (error) {
      if (symptomsOf(error).status === 416) return new Uint8Array();
      throw error;
    }
  }

  async function* list(within: string, startAfter?: string): AsyncIterable<StoredObject> {
    checkPrefix(within);
    const after = startAfter === undefined || startAfter === '' ? {} : { StartAfter: prefix + startAfter };
    try {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix + within, ...after });
      for await (const page of pages) {
        for (const { Key, Size } of page.Contents ?? []) {
          if (Key !== undefined) yield { key: Key.slice(prefix.length), bytes: Size ?? 0 };
        }
      }
    } catch (error) {
      throw problem(error);
    }
  }

  const store: ObjectStore = {
    address,
    list,
    get: (key, signal) => orNull(signal, () => read(key, undefined, signal)),
    getRange: async (key, offset, length, signal) => {
      checkRange(offset, length);
      return orNull(signal, () => readRange(key, offset, length, signal));
    },
    put: (key, body, signal) =>
      orProblem(signal, async () => {
        await client.send(new PutObjectCommand({ ...objectOf(key), Body: body }), sending(signal));
      }),
    putIfAbsent: (key, body, signal) =>
      orProblem(signal, () => putS3IfAbsent(client, objectOf(key), body, signal)),
    delete: async (key) => {
      await orNull(undefined, () => client.send(new DeleteObjectCommand(objectOf(key))));
    },
    check: () => checkStore(store),
    close: async () => client.destroy(),
  };
  return store;
}

function sending(signal: AbortSignal | undefined) {
  return signal === undefined ? {} : { abortSignal: signal };
}
