/** Stands between a fleet and its S3 server: refuses, delays, fails, or holds one request until told to let it go. */
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Weather =
  | { readonly kind: 'fair' }
  /** Connections are cut. */
  | { readonly kind: 'down' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** One request in `every` is answered 503: half of them before, half after the server did what was asked. */
  | { readonly kind: 'failing'; readonly every: number };

interface HeldRequest {
  /** Resolves when the request has come. */
  readonly came: Promise<void>;
  /** Lets it go on to the server. */
  release(): void;
}

export interface S3Proxy {
  readonly endpoint: string;
  set(weather: Weather): void;
  /** Requests that were refused or answered 503. */
  troubled(): number;
  /** Holds the next request of this method whose path has these words in it. */
  hold(method: string, words: string): HeldRequest;
  close(): Promise<void>;
}

interface Hold {
  readonly fits: (request: IncomingMessage) => boolean;
  readonly come: () => void;
  readonly released: Promise<void>;
}

export async function startS3Proxy(target: string): Promise<S3Proxy> {
  let weather: Weather = { kind: 'fair' };
  let requests = 0;
  let troubled = 0;
  const holds: Hold[] = [];

  const server = createServer(async (request, response) => {
    requests += 1;
    const at = holds.findIndex(({ fits }) => fits(request));
    const [held] = at < 0 ? [] : holds.splice(at, 1);
    const body = await bodyOf(request);
    if (body === null) return;
    held?.come();
    await held?.released;
    const now = weather;
    if (now.kind === 'down') {
      troubled += 1;
      request.socket.destroy();
      return;
    }
    if (now.kind === 'slow') await sleep(now.ms);
    const fails = now.kind === 'failing' && requests % now.every === 0;
    if (fails) troubled += 1;
    const isBefore = requests % (2 * (now.kind === 'failing' ? now.every : 1)) === 0;
    const refuse = () => {
      response.writeHead(503, { 'content-type': 'application/xml' });
      response.end('<Error><Code>ServiceUnavailable</Code></Error>');
    };
    if (fails && isBefore) return refuse();
    const { method, url: path, headers } = request;
    const onwards = send(new URL(path!, target), { method, headers }, (answer) => {
      if (fails) {
        answer.resume();
        return refuse();
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onwards.once('error', () => request.socket.destroy());
    onwards.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => {
      weather = next;
      if (next.kind === 'down') server.closeAllConnections();
    },
    troubled: () => troubled,
    hold: (method, words) => {
      let release = () => {};
      let come = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const came = new Promise<void>((resolve) => {
        come = resolve;
      });
      holds.push({ fits: ({ method: its, url }) => its === method && url!.includes(words), come, released });
      return { came, release };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Whole, so that what is held has left its sender; null where the sender went away. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
