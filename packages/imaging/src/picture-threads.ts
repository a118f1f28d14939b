/** A pool of threads for the CPU work of pictures, so that it never blocks the thread that renews leases. */
import { Worker } from 'node:worker_threads';
import type { PictureAnswer, PictureRequest } from './picture-protocol.js';

export interface PictureThreads {
  /**
   * RGB of the input, or null for a JPEG that is damaged or of another kind. The bytes are transferred. Rejects when a
   * thread ends, or lacks memory: no fault of the picture.
   */
  run(request: PictureRequest): Promise<Uint8Array | null>;
  /** Ends the threads; what has not been answered rejects. */
  close(): Promise<void>;
}

interface Job {
  readonly request: PictureRequest;
  resolve(pixels: Uint8Array | null): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  /** Answers come in the order of requests. */
  readonly jobs: Job[];
  /** Whether it has ever answered. */
  proved: boolean;
}

/** One at work and one that waits, so that a thread need not wait for this one to be free between two pictures. */
const jobsPerThread = 2;

export function startPictureThreads(count: number): PictureThreads {
  const waiting: Job[] = [];
  /** Why nothing more is taken on. */
  let end: Error | null = null;
  const threads = Array.from({ length: count }, () => startThread());

  function startThread(): Thread {
    // The built file, whether this one runs built or as source.
    const worker = new Worker(new URL('../dist/picture-thread.js', import.meta.url));
    const thread: Thread = { worker, jobs: [], proved: false };
    worker.on('message', (answer: PictureAnswer) => {
      thread.proved = true;
      settle(thread.jobs.shift()!, answer);
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
      const job = waiting.shift()!;
      idlest.jobs.push(job);
      idlest.worker.postMessage(job.request, [job.request.bytes.buffer]);
    }
  }

  return {
    run: (request) =>
      new Promise((resolve, reject) => {
        if (end !== null) return reject(end);
        waiting.push({ request, resolve, reject });
        feed();
      }),
    close: async () => {
      stop(new Error('the picture threads are closed'));
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function settle({ resolve, reject }: Job, answer: PictureAnswer): void {
  if (answer === null || answer instanceof Uint8Array) resolve(answer);
  else reject(new Error(`a picture thread cannot work: ${answer.trouble}`));
}
