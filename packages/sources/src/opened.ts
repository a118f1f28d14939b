/** An opened source, whatever it lies on. */
import type { Failure } from '@camfleet/contracts';

export interface Opened {
  /** Throws where the connection breaks off. Leaving the loop closes it. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The size that was announced, where one was. */
  readonly bytes: number | undefined;
  /** ETag or modification time: another one means other bytes. */
  readonly version: string | undefined;
  /** Where in the whole the body begins; NaN where the source does not say. Only asked-for remainders begin elsewhere than at 0. */
  readonly offset?: number;
}

/** Opens an object of S3, or says why it will never do so; throws where trying again may help. Handed in by the wiring. */
export type S3ObjectReader = (bucket: string, key: string, signal?: AbortSignal) => Promise<Opened | Failure>;

/** Opens a picture that was sent to us, by its upload and its name in it; null where there is none. Handed in by the wiring. */
export type PictureReader = (upload: string, name: string, signal?: AbortSignal) => Promise<Opened | null>;
