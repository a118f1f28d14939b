/** Pictures over HTTP that keep whoever asks waiting, as a network that takes seconds would. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SlowPictures {
  /** What the pictures' addresses begin with. */
  readonly base: string;
  /** Answers take this long from now on, in ms. */
  delay(ms: number): void;
  /** Requests that wait for their answers. */
  waiting(): number;
  close(): Promise<void>;
}

export async function startSlowPictures(folder: string, delayMs: number): Promise<SlowPictures> {
  let ms = delayMs;
  let waiting = 0;
  const server = createServer(async (request, response) => {
    waiting += 1;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await sleep(ms, undefined, { signal: gone.signal }).catch(() => {});
    waiting -= 1;
    if (gone.signal.aborted) return;
    response.end(await readFile(join(folder, 'pictures', basename(request.url!))));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delay: (newMs) => {
      ms = newMs;
    },
    waiting: () => waiting,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
