/** The port by which a service is watched: its metrics, and whether it has started, lives and is ready. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '@camfleet/contracts';
import type { Closer } from '../closer.js';
import type { Logger } from '../logger.js';
import type { Metrics } from './metrics.js';
import type { ObserveConfig } from './observe-environment.js';

/** Each answers null where all is well, else with one sentence that says what is not. */
export interface Probes {
  /** Whether it has begun to do its work. */
  started(): string | null;
  /** Whether it has to be started anew. That it answers shows that the event loop turns; others' troubles are not its own. */
  alive(): string | null;
  /** Whether what it needs answers. */
  ready(): Promise<string | null>;
}

/** An answer of JSON besides the probes. */
export type ExtraRoutes = Readonly<
  Record<string, (query: URLSearchParams) => { readonly status: number; readonly body: object }>
>;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** How long others may take to answer a probe, in ms: less than a probe's own time-out. */
const readyMs = 2_000;

/**
 * Listens where the configuration names a port, until `closer` closes; returns the port, or null where none is named. Throws
 * Problem 'configuration-invalid' where the port is taken.
 */
export async function serveProbes(
  { METRICS_PORT: port, METRICS_HOST: host }: Pick<ObserveConfig, 'METRICS_PORT' | 'METRICS_HOST'>,
  { metrics, log, closer }: { metrics: Metrics; log: Logger; closer: Closer },
  probes: Probes,
  extra: ExtraRoutes = {},
): Promise<number | null> {
  if (port === undefined) return null;
  const server = createServer((request, response) => {
    void answer(request, metrics, probes, extra)
      .catch((error: unknown) => {
        log.warn({ err: error }, 'metrics');
        return json(500, { status: 'failed' });
      })
      .then((given) => send(response, given));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new Problem('configuration-invalid', `port ${port} is taken: name another in METRICS_PORT`, {
              cause,
            })
          : cause,
      ),
    );
    server.listen(port, host, resolve);
  });
  closer.add({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  const { port: bound } = server.address() as AddressInfo;
  log.info({ port: bound }, 'metrics');
  return bound;
}

async function answer(
  { method, url }: IncomingMessage,
  metrics: Metrics,
  probes: Probes,
  extra: ExtraRoutes,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return json(405, { status: 'only GET is answered' });
  const { pathname, searchParams } = new URL(url ?? '/', 'http://localhost');
  switch (pathname) {
    case '/metrics':
      return { status: 200, type: metrics.contentType, text: await metrics.render() };
    case '/startupz':
      return verdict(probes.started());
    case '/livez':
      return verdict(probes.alive());
    case '/readyz':
      return verdict(probes.started() ?? (await inTime(probes.ready())));
  }
  const route = Object.hasOwn(extra, pathname) ? extra[pathname] : undefined;
  if (route === undefined) return json(404, { status: 'there is nothing at this address' });
  const { status, body } = route(searchParams);
  return json(status, body);
}

async function inTime(ready: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${readyMs / 1_000} s`), readyMs);
  });
  try {
    return await Promise.race([ready.catch((error: unknown) => String(error)), late]);
  } finally {
    clearTimeout(timer);
  }
}

function verdict(reason: string | null): Answer {
  return reason === null ? json(200, { status: 'ok' }) : json(503, { status: 'not well', reason });
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(body)}\n` };
}

function send(response: ServerResponse, { status, type, text }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
}
