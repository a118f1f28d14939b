/** A body that may not be larger than it is taken. */
import { Refusal } from './refusal.js';

/** Throws the Refusal 'body-too-large' where more than `bytesMax` come. */
export async function* limited(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      throw new Refusal(
        'body-too-large',
        `The body is larger than ${bytesMax} bytes, which is all that is taken here.`,
      );
    }
    yield chunk;
  }
}
