/** A server that closes answers what it was asked, and waits for no connection that asks nothing. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often connections are looked through while the server closes. */
const everyMs = 100;

/**
 * Node looks for idle connections once: one that is being answered in that moment would be kept for a minute afterwards, and
 * so would those that browsers open for later and never use, which it does not call idle.
 */
export function closeConnections(app: Pick<FastifyInstance, 'server' | 'addHook'>): void {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    const again = setInterval(() => {
      app.server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, everyMs);
    app.server.once('close', () => clearInterval(again));
  });
}
