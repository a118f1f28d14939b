/** The thread that runs the network: `session.run` blocks its thread for a whole batch, so it gets one of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '@camfleet/contracts';
import * as ort from 'onnxruntime-node';
import { openSession } from './open-session.js';
import type { BatchRequest, BatchResult, ThreadMessage, ThreadSettings } from './protocol.js';

const settings = workerData as ThreadSettings;
const port = parentPort!;

const session = await start().catch((error: unknown) => {
  const code = error instanceof Problem ? error.code : 'model-damaged';
  const message = error instanceof Problem ? error.message : `the model cannot be loaded: ${String(error)}`;
  say({ kind: 'refused', code, message });
  return null;
});

if (session !== null) {
  say({ kind: 'started' });
  // One after the other: answers come in the order of their requests.
  let last = Promise.resolve();
  port.on('message', (request: BatchRequest) => {
    last = last.then(() => answer(session, request));
  });
}

/** A network for which there is too little memory may load, and fail with its first batch. */
async function start(): Promise<ort.InferenceSession> {
  const opened = await openSession(settings.graph, settings.provider, settings.threads);
  for (const images of settings.batchSizes) await run(opened, emptyBatch(images));
  return opened;
}

async function answer(session: ort.InferenceSession, request: BatchRequest): Promise<void> {
  try {
    const result = { ...(await run(session, request)), pixels: request.pixels };
    port.postMessage({ kind: 'result', id: request.id, result } satisfies ThreadMessage, [
      result.classes.buffer,
      result.logits.buffer,
      result.maps.buffer,
      result.logsumexp.buffer,
      result.pixels.buffer,
    ] as ArrayBuffer[]);
  } catch (error) {
    say({ kind: 'failed', id: request.id, message: String(error) });
  }
}

async function run(session: ort.InferenceSession, batch: BatchRequest): Promise<BatchResult> {
  const { height, width } = settings;
  const outputs = await session.run({
    image: new ort.Tensor('uint8', batch.pixels.subarray(0, batch.images * height * width * 3), [
      batch.images,
      height,
      width,
      3,
    ]),
    wanted: new ort.Tensor('int64', batch.wanted, [batch.images, batch.wanted.length / batch.images]),
  });
  // The runtime owns the memory behind its outputs: copies can be transferred.
  return {
    classes: (outputs.classes!.data as BigInt64Array).slice(),
    logits: (outputs.logits!.data as Float32Array).slice(),
    maps: (outputs.maps!.data as Float32Array).slice(),
    logsumexp: (outputs.logsumexp!.data as Float32Array).slice(),
  };
}

function emptyBatch(images: number): BatchRequest {
  const { height, width } = settings;
  return {
    id: -1,
    pixels: new Uint8Array(images * height * width * 3),
    wanted: new BigInt64Array(images),
    images,
  };
}

function say(message: ThreadMessage): void {
  port.postMessage(message);
}
