/** A web server and sources with small limits, both gone when the test is. */
import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { createSources, type SourceOptions, trustedAccess } from '../src/index.js';
import type { Room } from '../src/room.js';
import { serve } from './serve.js';

/** `open` reads from the server's base: at most 1000 bytes, 0.4 s a request, three tries. */
export async function web(answer: RequestListener, options: Partial<SourceOptions> = {}) {
  const server = await serve(answer);
  const limits = { fetchMs: 400, fetchBackoffMs: 5, imageBytesMax: 1_000, ...options.limits };
  const sources = createSources({ s3: null, access: trustedAccess, ...options, limits });
  onTestFinished(async () => {
    server.close();
    await sources.close();
  });
  return {
    ...server,
    open: (uri: string, signal?: AbortSignal, room?: Room) => sources.open(uri, server.base, signal, room),
  };
}
