/** Opens the URIs of users: files, S3 and http(s). */
import { lookup } from 'node:dns';
import { type Failure, uploadIdOf } from '@camfleet/contracts';
import { Agent } from 'undici';
import type { Access } from './access.js';
import { createFileMemory } from './file-memory.js';
import { guardedConnector, type Lookup } from './guarded-connector.js';
import { checkFolder, type ImageList, listImages } from './list-images.js';
import { type ListS3, listPrefix } from './list-prefix.js';
import { listUploaded } from './list-uploaded.js';
import { manifestBytes } from './manifest-bytes.js';
import { networkRule } from './network-rule.js';
import { openImage } from './open-image.js';
import { openManifest } from './open-manifest.js';
import type { OpenContext } from './open-target.js';
import { openUploaded } from './open-uploaded.js';
import type { Opened, PictureReader, S3ObjectReader } from './opened.js';
import { close } from './read-whole.js';
import { boundless, type Room } from './room.js';
import { type SourceLimits, sourceLimits } from './source-limits.js';
import { type ManifestLine, splitLines } from './split-lines.js';
import { type CsvRecord, splitRecords } from './split-records.js';
import { type Spooled, spool } from './spool.js';

export interface SourceOptions {
  /** Null where S3 is not set up: its addresses are then 'source-unsupported'. */
  readonly s3: S3ObjectReader | null;
  /** The keys under an s3:// prefix, relative to it; without it, prefixes cannot be listed. */
  readonly listS3?: ListS3;
  /** A manifest that was sent to us, by its id; without it, none is there. */
  readonly openUpload?: (id: string) => Promise<Opened | null>;
  /** Pictures that were sent to us; without them, none are there. */
  readonly openPicture?: PictureReader;
  /** Their names, in order, by their upload. */
  readonly listPictures?: (upload: string) => AsyncIterable<string>;
  readonly access: Access;
  readonly limits?: Partial<SourceLimits>;
  /** How names are resolved; as the system does by default. */
  readonly lookup?: Lookup;
}

export interface Sources {
  /**
   * The bytes of an image; `uri` may be relative to `base`. A Failure where it will never be had; throws SourceUnavailable
   * where the source did not answer properly in `fetchTriesMax` tries, and the signal's reason when that fires. Nothing but a
   * beginning is read for which `room` was not there; where it has to be waited for, a source may be asked anew.
   */
  open(uri: string, base: string, signal?: AbortSignal, room?: Room): Promise<Uint8Array | Failure>;
  /** The bytes of an image that nobody looks at any more: their memory is used for another one. */
  giveBack(bytes: Uint8Array): void;
  /** A manifest's lines. Throws Problem 'manifest-not-found' or 'manifest-unreadable'. */
  openLines(address: string, signal?: AbortSignal): AsyncIterable<ManifestLine>;
  /** A CSV manifest's records, the header among them. Throws as `openLines` does. */
  openRecords(address: string, signal?: AbortSignal): AsyncIterable<CsvRecord>;
  /** A manifest as a file of this machine, to be closed. Throws as `openLines` does. */
  spool(address: string, signal?: AbortSignal): Promise<Spooled>;
  /** The addresses of the pictures under an s3:// prefix, relative to it, in order. Throws a Problem as `openLines` does. */
  listPrefix(address: string, signal?: AbortSignal): AsyncIterable<string>;
  /** The names of the pictures of an upload, in order. Throws Problem 'manifest-not-found' or 'manifest-empty'. */
  listPictures(address: string): AsyncIterable<string>;
  /** A manifest's size in bytes and version, where the source tells them. Throws as `openLines` does. */
  stat(address: string, signal?: AbortSignal): Promise<{ bytes?: number; version?: string }>;
  /**
   * The pictures of a folder or a glob. Throws Problem 'manifest-not-found', 'manifest-empty', or 'manifest-unreadable' where
   * a folder cannot be read or is not allowed: pictures must not go missing in silence.
   */
  list(folderOrGlob: string, signal?: AbortSignal): Promise<ImageList>;
  /** Throws as `list` does where a folder or a glob is not there or not allowed, without listing it. */
  checkFolder(folderOrGlob: string): Promise<void>;
  /** Closes the connections. */
  close(): Promise<void>;
}

const connectMs = 10_000;
/** To one host: as many as a worker's lanes may ask for. */
const connectionsMax = 64;
/** More than the files that a worker has in hand at a time, unless they are large. */
const memoryKeptBytes = 16 * 1024 * 1024;

export function createSources(options: SourceOptions): Sources {
  const limits = { ...sourceLimits, ...options.limits };
  const memory = createFileMemory(memoryKeptBytes);
  const dispatcher = new Agent({
    connect: guardedConnector(
      networkRule(options.access.networks),
      options.lookup ?? lookup,
      Math.min(connectMs, limits.fetchMs),
    ),
    headersTimeout: limits.fetchMs,
    bodyTimeout: limits.fetchMs,
    connections: connectionsMax,
  });
  const context: OpenContext = {
    dispatcher,
    access: options.access,
    s3: options.s3,
    openPicture: options.openPicture ?? null,
    memory,
  };
  async function* bytesOf(address: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    yield* manifestBytes(await open(address, signal), limits, signal);
  }
  const open = (address: string, signal?: AbortSignal) =>
    uploadIdOf(address) === null
      ? openManifest(context, limits, address, signal)
      : openUploaded(options, address);
  return {
    open: (uri, base, signal, room = boundless) => openImage(context, limits, uri, base, signal, room),
    giveBack: memory.giveBack,
    openLines: (address, signal) => splitLines(bytesOf(address, signal), limits.manifestLineBytes),
    openRecords: (address, signal) => splitRecords(bytesOf(address, signal), limits.manifestLineBytes),
    spool: (address, signal) => spool(bytesOf(address, signal), signal),
    listPrefix: (address, signal) => listPrefix(address, options, signal),
    listPictures: (address) => listUploaded(address, options),
    stat: async (address, signal) => {
      const manifest = await open(address, signal);
      await close(manifest);
      const { bytes, version } = manifest;
      return { ...(bytes !== undefined && { bytes }), ...(version !== undefined && { version }) };
    },
    list: (folderOrGlob, signal) => listImages(folderOrGlob, options.access.folders, signal),
    checkFolder: (folderOrGlob) => checkFolder(folderOrGlob, options.access.folders),
    close: () => dispatcher.destroy(),
  };
}
