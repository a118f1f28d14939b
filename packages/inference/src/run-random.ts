/** Runs a fused graph on random pictures, and nothing wanted besides the top classes: what proofs look at. */
import { type Preprocessing, Problem } from '@camfleet/contracts';
import * as ort from 'onnxruntime-node';
import { openSession } from './open-session.js';
import { randomImages } from './random-images.js';

export type Outputs = ort.InferenceSession.OnnxValueMapType;

/**
 * What `look` makes of the outputs for `images` pictures, the same every time; the outputs are gone afterwards. Throws the
 * Problem `model-refused` where the graph cannot be run on pictures of this size.
 *
 * @param name what the user calls the network, for the sentence
 */
export async function runRandom<T>(
  graph: Uint8Array,
  images: number,
  { height, width }: Preprocessing,
  name: string,
  look: (outputs: Outputs) => T,
): Promise<T> {
  const feeds = {
    image: new ort.Tensor('uint8', randomImages(images, height, width), [images, height, width, 3]),
    wanted: new ort.Tensor('int64', new BigInt64Array(0), [images, 0]),
  };
  const refused = (cause: unknown): never => {
    const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    throw new Problem(
      'model-refused',
      `${name} cannot be run on pictures of ${width}x${height}: it is bound to another size, or they are too small for it; ` +
        `leave --size out or give another (${reason})`,
      { cause },
    );
  };
  const session = await openSession(graph, 'cpu', 1).catch(refused);
  try {
    return look(await session.run(feeds).catch(refused));
  } finally {
    await session.release();
  }
}
