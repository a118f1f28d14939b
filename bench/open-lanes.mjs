// The network alone, at its own speed: sessions side by side, each in a thread of its own.
// @ts-check
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * @param {{ graph: Uint8Array, kind: 'plain' | 'fused', batch: number, lanes: number, threads: number, side?: number }} setting
 *   `side`: pixels of the square input, 224 where it is left out
 */
export async function openLanes({ graph, kind, batch, lanes, threads, side = 224 }) {
  const workers = Array.from(
    { length: lanes },
    () =>
      new Worker(new URL('./forward-thread.mjs', import.meta.url), {
        workerData: { graph, kind, threads, batch, side },
      }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return {
    /** Images a second, while every lane runs `batches` batches. @param {number} batches */
    rate: async (batches) => {
      const startedAt = performance.now();
      await Promise.all(
        workers.map((worker) => {
          const done = once(worker, 'message');
          worker.postMessage(batches);
          return done;
        }),
      );
      return (batches * lanes * batch * 1_000) / (performance.now() - startedAt);
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
