/** The object store as everything above it sees it. Implemented on S3 and on a folder by the storage package. */

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

export interface ObjectStore {
  /** The store's address as the user wrote it, without credentials. */
  readonly address: string;
  /** The whole object, or null where there is none. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** `length` bytes from `offset`, or null where there is no such object. */
  getRange(key: string, offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** Writes the object, whole or not at all, replacing one that is there. */
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Writes the object if there is none: true for exactly one of any number of concurrent callers. */
  putIfAbsent(key: string, body: Uint8Array, signal?: AbortSignal): Promise<boolean>;
  /** Objects whose key starts with `prefix`, in order of their keys, after `startAfter` where it is given. */
  list(prefix: string, startAfter?: string): AsyncIterable<StoredObject>;
  delete(key: string): Promise<void>;
  /** Throws a Problem unless objects can be written, read and deleted here now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
