/** A server that closes answers what it was asked, and waits for no connection that asks nothing. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How often connections are looked through while the server closes. */
export const lookMs = 100;

/**
 * Node looks for idle connections once: one that is being answered in that moment would be kept for a minute afterwards, and
 * so would those that browsers open for later and never use, which it does not call idle. Looking again, it would call
 * those idle whose client has not read the whole answer yet.
 */
export function closeConnections(app: Pick<FastifyInstance, 'server' | 'addHook'>): void {
  /** Answers that are owed on each connection. */
  const owed = new Map<Socket, number>();
  const owe = (socket: Socket, more: number) => {
    const answers = owed.get(socket);
    if (answers !== undefined) owed.set(socket, answers + more);
  };
  app.server.on('connection', (socket) => {
    owed.set(socket, 0);
    socket.once('close', () => owed.delete(socket));
  });
  app.server.on('request', ({ socket }, response) => {
    owe(socket, 1);
    response.once('close', () => owe(socket, -1));
  });
  app.addHook('preClose', async () => {
    const again = setInterval(() => {
      for (const [socket, answers] of owed) if (answers === 0) socket.destroy();
    }, lookMs);
    app.server.once('close', () => clearInterval(again));
  });
}
