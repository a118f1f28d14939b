/** Reads an opened source into memory, and no more of it than an image may be. */
import { type Failure, failure, limits } from '@camfleet/contracts';
import type { Opened } from './opened.js';
import { PassingTrouble } from './passing-trouble.js';

/** Settles when there is room in memory for so many bytes. */
export type Reserve = (bytes: number) => Promise<void>;

/**
 * The bytes; a Failure where they are too many or none. Throws PassingTrouble where fewer came than were announced. Room is
 * reserved before they are read: for as many as were announced, or else, behind the first of them, for as many as may come.
 */
export async function readWhole(
  opened: Opened,
  where: string,
  bytesMax: number,
  reserve: Reserve,
): Promise<Uint8Array | Failure> {
  const tooLarge = failure('source-too-large', `${where} is larger than ${bytesMax} bytes`);
  if (opened.bytes !== undefined && opened.bytes > bytesMax) {
    await close(opened);
    return tooLarge;
  }
  if (opened.bytes !== undefined) await reserve(opened.bytes);
  let isReserved = opened.bytes !== undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of opened.body) {
    length += chunk.length;
    if (length > bytesMax) return tooLarge;
    chunks.push(chunk);
    if (isReserved || length <= limits.unannouncedBytes) continue;
    await reserve(bytesMax);
    isReserved = true;
  }
  if (opened.bytes !== undefined && length < opened.bytes) {
    throw new PassingTrouble(`sent ${length} of ${opened.bytes} bytes`);
  }
  if (length === 0) return failure('source-empty', `${where} holds no bytes`);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

/** Gives an opened source up without reading it. */
export async function close(opened: Opened): Promise<void> {
  try {
    for await (const _ of opened.body) break;
  } catch {
    // It is given up: how it ends is no matter.
  }
}
