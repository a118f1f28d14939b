/** A model session in its own thread: batches in by transfer, results out. */
import { Worker } from 'node:worker_threads';
import { Problem } from '@camfleet/contracts';
import type { BatchAnswer, BatchRequest, ThreadMessage, ThreadSettings } from './protocol.js';

export interface Session {
  /** Runs one batch; its buffers are transferred, and that of the pixels comes back. */
  run(batch: Omit<BatchRequest, 'id'>): Promise<BatchAnswer>;
  /** Settles with the reason when the thread ends without having been told to. */
  readonly died: Promise<Error>;
  close(): Promise<void>;
}

interface Pending {
  resolve(answer: BatchAnswer): void;
  reject(error: Error): void;
}

/** Starts the thread, loads the graph and runs every batch size once. Throws a Problem when the provider is missing. */
export async function startSession(settings: ThreadSettings): Promise<Session> {
  const thread = new Worker(new URL('./session-thread.js', import.meta.url), { workerData: settings });
  const pending = new Map<number, Pending>();
  let die: (error: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => {
    die = resolve;
  });
  let nextId = 0;
  let deadOf: Error | null = null;

  const fail = (error: Error) => {
    deadOf ??= error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
    die(error);
  };
  thread.on('error', (error) => fail(error));
  thread.on('exit', (code) => fail(new Error(`the inference thread ended with code ${code}`)));

  await new Promise<void>((resolve, reject) => {
    thread.once('message', (message: ThreadMessage) => {
      if (message.kind === 'started') resolve();
      else if (message.kind === 'refused') reject(new Problem(message.code, message.message));
    });
    void died.then(reject);
  });
  thread.on('message', (message: ThreadMessage) => {
    if (message.kind === 'started' || message.kind === 'refused') return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.result);
    else waiting?.reject(new Error(`the network failed: ${message.message}`));
  });

  return {
    died,
    run: (batch) =>
      new Promise((resolve, reject) => {
        if (deadOf !== null) throw deadOf;
        const id = nextId++;
        pending.set(id, { resolve, reject });
        const request: BatchRequest = { id, ...batch };
        thread.postMessage(request, [batch.pixels.buffer, batch.wanted.buffer] as ArrayBuffer[]);
      }),
    close: async () => {
      deadOf ??= new Error('the inference thread was ended');
      await thread.terminate();
    },
  };
}
