// Decoding alone, by the product's own path, on all cores.
// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import { createDecoder, setDecodeThreads } from '@camfleet/imaging';

/** @param {string} photos @param {number} lanes */
export async function openDecoder(photos, lanes) {
  const files = readdirSync(join(photos, 'images')).map((name) => readFileSync(join(photos, 'images', name)));
  const input = { width: 224, height: 224 };
  setDecodeThreads(1);
  const { decode, giveBack, close } = createDecoder({ threads: lanes });
  return {
    /** Images a second. */
    rate: async () => {
      const queue = [...files, ...files];
      const startedAt = performance.now();
      const work = async () => {
        for (let bytes = queue.pop(); bytes !== undefined; bytes = queue.pop()) {
          const image = await decode(bytes, input);
          if (isFailure(image)) throw new Error(image.message);
          giveBack(image.pixels);
        }
      };
      await Promise.all(Array.from({ length: lanes * 2 }, work));
      return (files.length * 2 * 1_000) / (performance.now() - startedAt);
    },
    close,
  };
}
