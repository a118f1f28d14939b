// A thread that runs one graph over the same batch again and again: the network alone, at its own speed.
// @ts-check
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';

/** @type {{ graph: Uint8Array, kind: 'plain' | 'fused', threads: number, batch: number, side: number }} */
const { graph, kind, threads, batch, side } = workerData;
const session = await ort.InferenceSession.create(graph, {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
});
const values = batch * side * side * 3;
const feeds =
  kind === 'fused'
    ? {
        image: new ort.Tensor(
          'uint8',
          Uint8Array.from({ length: values }, (_, i) => (i * 2654435761) >>> 24),
          [batch, side, side, 3],
        ),
        wanted: new ort.Tensor('int64', new BigInt64Array(0), [batch, 0]),
      }
    : {
        [session.inputNames[0] ?? '']: new ort.Tensor(
          'float32',
          Float32Array.from({ length: values }, (_, i) => ((i * 2654435761) >>> 24) / 64 - 2),
          [batch, 3, side, side],
        ),
      };
await session.run(feeds);
parentPort?.postMessage('ready');
parentPort?.on('message', async (batches) => {
  for (let i = 0; i < batches; i += 1) await session.run(feeds);
  parentPort?.postMessage('done');
});
