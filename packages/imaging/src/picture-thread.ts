/** A thread of the pool: one picture at a time, in the order in which they come. */
import { parentPort } from 'node:worker_threads';
import { decodeJpeg } from './jpeg-turbo.js';
import type { PictureAnswer, PictureRequest } from './picture-protocol.js';
import { resizePlan } from './resize-plan.js';
import { openResizer } from './resizer.js';

const port = parentPort!;
const resizer = openResizer();

/** Thrown when the fast decoder gives a picture up: libvips then judges it. */
const givenUp = new Error('the picture cannot be decoded');

port.on('message', (request: PictureRequest) => {
  const answer = work(request);
  port.postMessage(answer, answer instanceof Uint8Array ? [answer.buffer] : []);
});

function work(request: PictureRequest): PictureAnswer {
  const { kind, bytes, stored } = request;
  try {
    return resizer.resize(stored, resizePlan(request), (pixels) => {
      if (kind === 'rgb') pixels.set(bytes);
      else if (!decodeJpeg(bytes, pixels, stored.width, stored.height)) throw givenUp;
    });
  } catch (error) {
    return error === givenUp ? null : { trouble: String(error) };
  }
}
