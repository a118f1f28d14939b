/** What a fused graph is fed with to be proved: random pictures, and nothing wanted besides the top classes. */
import type { Preprocessing } from '@camfleet/contracts';
import * as ort from 'onnxruntime-node';
import { randomImages } from './random-images.js';

/** `image` uint8 [images, height, width, 3], `wanted` int64 [images, 0]; the same every time. */
export function randomBatch(images: number, { height, width }: Preprocessing): Record<string, ort.Tensor> {
  return {
    image: new ort.Tensor('uint8', randomImages(images, height, width), [images, height, width, 3]),
    wanted: new ort.Tensor('int64', new BigInt64Array(0), [images, 0]),
  };
}
