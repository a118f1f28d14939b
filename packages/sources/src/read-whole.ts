/** Reads an opened source into memory, and no more of it than an image may be. */
import { type Failure, failure, limits } from '@camfleet/contracts';
import type { Opened } from './opened.js';
import { PassingTrouble } from './passing-trouble.js';
import type { Room } from './room.js';

/** A body was given up, since it needs so much room in all and that is not to be had at once. */
export interface RoomWanted {
  readonly roomFor: number;
}

/**
 * The bytes; a Failure where they are too many or none. Throws PassingTrouble where fewer came than were announced. Room for
 * as many as were announced has to be there; for what goes beyond, or beyond a beginning where nothing was announced, room is
 * taken in doubling steps. Where there is none, what was read is dropped: nobody waits while holding some.
 */
export async function readWhole(
  opened: Opened,
  where: string,
  bytesMax: number,
  room: Pick<Room, 'widen'>,
): Promise<Uint8Array | Failure | RoomWanted> {
  const tooLarge = failure('source-too-large', `${where} is larger than ${bytesMax} bytes`);
  if (opened.bytes !== undefined && opened.bytes > bytesMax) {
    await close(opened);
    return tooLarge;
  }
  let roomFor = opened.bytes ?? limits.unannouncedBytes;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of opened.body) {
    length += chunk.length;
    if (length > bytesMax) return tooLarge;
    if (length > roomFor) {
      roomFor = Math.min(Math.max(2 * roomFor, length), bytesMax);
      if (!room.widen(roomFor)) return { roomFor };
    }
    chunks.push(chunk);
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
