/** A thread of the pool: one picture at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
import { decodeJpeg } from './jpeg-turbo.js';
import type { PictureAnswer, PictureOrder } from './picture-protocol.js';
import { resizePlan } from './resize-plan.js';
import { openResizer } from './resizer.js';

const port = parentPort!;
const resizer = openResizer();

/** Thrown when the fast decoder gives a picture up: libvips then judges it. */
const givenUp = new Error('the picture cannot be decoded');

port.on('message', (order: PictureOrder | null) => {
  if (order === null) {
    port.close();
    return;
  }
  const { memory } = order;
  const result = work(order);
  const isPicture = result instanceof Uint8Array;
  // What the result lies in is in the answer once.
  const room = isPicture ? null : order.room;
  const transferred = [memory.buffer, ...(isPicture ? [result.buffer] : []), ...(room ? [room.buffer] : [])];
  port.postMessage({ memory, room, result } satisfies PictureAnswer, transferred);
});

function work(order: PictureOrder): PictureAnswer['result'] {
  const { kind, memory, length, stored, room } = order;
  const bytes = memory.subarray(0, length);
  const fill = (pixels: Buffer) => {
    if (kind === 'rgb') pixels.set(bytes);
    else if (!decodeJpeg(bytes, pixels, stored.width, stored.height)) throw givenUp;
  };
  try {
    return resizer.resize(stored, resizePlan(order), fill, room);
  } catch (error) {
    return error === givenUp ? null : { trouble: String(error) };
  }
}
