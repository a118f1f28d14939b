/** Gathers single images into batches of fixed sizes, so that one image's way can be written as if it were alone. */
import type { BatchResult } from './protocol.js';
import type { Session } from './session.js';

/** What the network says of one image, for its k top classes and then the m wanted ones (which may repeat a top class). */
export interface Inference {
  /** [k + m]. */
  readonly classes: readonly number[];
  /** [k + m]. */
  readonly logits: Float32Array;
  /** Raw maps, [k + m, h, w]. */
  readonly maps: Float32Array;
  readonly logsumexp: number;
  /** Images of padding that its batch was filled up with, put to the account of the batch's first image. */
  readonly padding: number;
}

export interface BatcherSettings {
  /** Bytes of one image: height x width x 3. */
  readonly imageBytes: number;
  /** m: classes wanted of every image. */
  readonly wanted: number;
  /** Sizes a batch may have, ascending from 1. */
  readonly batchSizes: readonly number[];
  /** Sessions that run batches side by side. */
  readonly lanes: number;
  /** An incomplete batch starts when its first image has waited this long and the network idles, in ms. */
  readonly waitMs: number;
  /** Memory of batches that are done, as many as ever were under way at a time; batchers beside each other share it. */
  readonly spare?: Uint8Array[];
  /** Told of every batch that begins: its images, and its size with padding. */
  onBatch?(images: number, size: number): void;
}

export interface Batcher {
  /** `pixels`: uint8 [height, width, 3]; `wanted`: at most m class indices. */
  infer(pixels: Uint8Array, wanted: readonly number[]): Promise<Inference>;
}

interface Waiting {
  readonly pixels: Uint8Array;
  readonly wanted: readonly number[];
  resolve(inference: Inference): void;
  reject(error: unknown): void;
}

/** Padding costs as much as images do: an eighth of a batch, and less than splitting it again and again. */
const paddingShareMax = 1 / 8;

/** How many of `waiting` images go into the next batch, and its size: one that they nearly fill, or fill. */
function nextBatch(waiting: number, batchSizes: readonly number[]): { images: number; size: number } {
  const next = batchSizes.find((size) => size >= waiting);
  if (next !== undefined && next - waiting <= next * paddingShareMax) return { images: waiting, size: next };
  const filled = batchSizes.findLast((size) => size <= waiting)!;
  return { images: filled, size: filled };
}

export function createBatcher(session: Pick<Session, 'run'>, settings: BatcherSettings): Batcher {
  const { batchSizes, imageBytes, wanted: m, lanes, waitMs, spare = [] } = settings;
  // While each lane runs a batch the next one lies ready; more would only hold memory.
  const batchesInFlightMax = lanes + 1;
  const largest = batchSizes.at(-1)!;
  const queue: Waiting[] = [];
  let inFlight = 0;
  let timerRuns = false;

  function pump(): void {
    while (inFlight < batchesInFlightMax && queue.length >= largest) void dispatch();
    if (inFlight < lanes && queue.length > 0 && !timerRuns) {
      timerRuns = true;
      setTimeout(() => {
        timerRuns = false;
        while (inFlight < lanes && queue.length > 0) void dispatch();
      }, waitMs);
    }
  }

  async function dispatch(): Promise<void> {
    inFlight += 1;
    const next = nextBatch(queue.length, batchSizes);
    const images = queue.splice(0, next.images);
    const { size } = next;
    settings.onBatch?.(images.length, size);
    const pixels = spare.pop() ?? new Uint8Array(largest * imageBytes);
    const wanted = new BigInt64Array(size * m);
    for (const [i, image] of images.entries()) {
      pixels.set(image.pixels, i * imageBytes);
      for (const [j, label] of image.wanted.entries()) wanted[i * m + j] = BigInt(label);
    }
    try {
      const result = await session.run({ pixels, wanted, images: size });
      spare.push(result.pixels);
      for (const [i, image] of images.entries()) {
        const padding = i === 0 ? size - images.length : 0;
        image.resolve({ ...inferenceOf(result, i, size), padding });
      }
    } catch (error) {
      for (const image of images) image.reject(error);
    } finally {
      inFlight -= 1;
      pump();
    }
  }

  return {
    infer: (pixels, wanted) =>
      new Promise((resolve, reject) => {
        queue.push({ pixels, wanted, resolve, reject });
        pump();
      }),
  };
}

/** Image `i` of a batch of n. */
function inferenceOf(result: BatchResult, i: number, n: number): Omit<Inference, 'padding'> {
  const classes = result.classes.length / n;
  const map = result.maps.length / n;
  return {
    classes: Array.from(result.classes.subarray(i * classes, (i + 1) * classes), Number),
    logits: result.logits.subarray(i * classes, (i + 1) * classes),
    maps: result.maps.subarray(i * map, (i + 1) * map),
    logsumexp: result.logsumexp[i]!,
  };
}
