/** A pool of threads for the CPU work of pictures, so that it never blocks the thread that renews leases. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PictureAnswer, PictureOrder, PictureRequest } from './picture-protocol.js';
import { createSpareMemory, type Memory } from './spare-memory.js';

export interface PictureThreads {
  /**
   * RGB of the input, or null for a JPEG that is damaged or of another kind. Rejects when a thread ends, or lacks memory: no
   * fault of the picture.
   */
  run(request: PictureRequest): Promise<Memory | null>;
  /** A result that nobody looks at any more: its memory is used for another one. */
  giveBack(result: Memory): void;
  /** Ends the threads once they have answered what they are at; what waits for one rejects. */
  close(): Promise<void>;
}

interface Promised {
  resolve(pixels: Memory | null): void;
  reject(error: unknown): void;
}

interface Job extends Promised {
  readonly request: PictureRequest;
}

interface Thread {
  readonly worker: Worker;
  readonly ended: Promise<unknown>;
  /** Answers come in the order of requests. */
  readonly jobs: Promised[];
  /** Whether it has ever answered. */
  proved: boolean;
}

/** One at work and one that waits, so that a thread need not wait for this one to be free between two pictures. */
const jobsPerThread = 2;
/** The largest orders whose memory is kept, and how many results, of which there are as many as a worker has pictures in hand. */
const orderBytesKept = 4 * 1024 * 1024;
const resultsKept = 256;

export function startPictureThreads(count: number): PictureThreads {
  const waiting: Job[] = [];
  const orders = createSpareMemory(count * jobsPerThread, orderBytesKept);
  const results: Memory[] = [];
  /** Why nothing more is taken on. */
  let end: Error | null = null;
  const threads = Array.from({ length: count }, () => startThread());

  function startThread(): Thread {
    // The built file, whether this one runs built or as source.
    const worker = new Worker(new URL('../dist/picture-thread.js', import.meta.url));
    const thread: Thread = { worker, ended: once(worker, 'exit'), jobs: [], proved: false };
    worker.on('message', (answer: PictureAnswer) => {
      thread.proved = true;
      const job = thread.jobs.shift()!;
      orders.giveBack(answer.memory);
      if (answer.room !== null) giveBack(answer.room);
      settle(job, answer);
      feed();
    });
    worker.on('error', (error) => replace(thread, error));
    worker.on('exit', (code) => replace(thread, new Error(`a picture thread ended with code ${code}`)));
    return thread;
  }

  function replace(thread: Thread, error: Error): void {
    const index = threads.indexOf(thread);
    if (index < 0) return;
    for (const { reject } of thread.jobs.splice(0)) reject(error);
    if (end !== null) return;
    // One that never worked would not the next time either.
    if (!thread.proved) stop(error);
    else {
      threads[index] = startThread();
      feed();
    }
  }

  function stop(reason: Error): void {
    end ??= reason;
    for (const { reject } of waiting.splice(0)) reject(end);
  }

  function feed(): void {
    while (waiting.length > 0) {
      const idlest = threads.reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a));
      if (idlest.jobs.length >= jobsPerThread) return;
      const { request, ...promised } = waiting.shift()!;
      try {
        const order = orderOf(request);
        const { memory, room } = order;
        idlest.worker.postMessage(order, room === null ? [memory.buffer] : [memory.buffer, room.buffer]);
        idlest.jobs.push(promised);
      } catch (error) {
        // There was no memory for it, and no answer will come.
        promised.reject(error);
      }
    }
  }

  function orderOf({ bytes, ...request }: PictureRequest): PictureOrder {
    const { length } = bytes;
    const size = request.input.width * request.input.height * 3;
    // Inputs are of one size as a rule: those of another are in the way.
    while (results.length > 0 && results.at(-1)!.length !== size) results.pop();
    const room = results.pop() ?? null;
    const memory = orders.take(length);
    memory.set(bytes);
    return { ...request, memory, length, room };
  }

  function giveBack(result: Memory): void {
    if (results.length < resultsKept) results.push(result);
  }

  return {
    run: (request) =>
      new Promise((resolve, reject) => {
        if (end !== null) return reject(end);
        waiting.push({ request, resolve, reject });
        feed();
      }),
    giveBack,
    close: async () => {
      stop(new Error('the picture threads are closed'));
      // Told to, not made to: one that is terminated while it loads native code ends the process.
      for (const { worker } of threads) worker.postMessage(null);
      await Promise.all(threads.map(({ ended }) => ended));
    },
  };
}

function settle({ resolve, reject }: Promised, { result }: PictureAnswer): void {
  if (result === null || result instanceof Uint8Array) resolve(result);
  else reject(new Error(`a picture thread cannot work: ${result.trouble}`));
}
