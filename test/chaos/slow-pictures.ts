/** Pictures over HTTP that keep whoever asks waiting, as a network that takes seconds would. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SlowPictures {
  /** What the pictures' addresses begin with. */
  readonly base: string;
  /** Answers take this long from now on, in ms; the first `staggered` of them up to twice that, so that they end in turn. */
  delay(ms: number, staggered?: number): void;
  close(): Promise<void>;
}

export async function startSlowPictures(folder: string, delayMs: number): Promise<SlowPictures> {
  let ms = delayMs;
  let staggered = 0;
  let answers = 0;
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const later = answers < staggered ? answers++ / staggered : 0;
    await sleep(ms * (1 + later), undefined, { signal: gone.signal }).catch(() => {});
    if (gone.signal.aborted) return;
    response.end(await readFile(join(folder, 'pictures', basename(request.url!))));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delay: (newMs, count = 0) => {
      ms = newMs;
      staggered = count;
      answers = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
