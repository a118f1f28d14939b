/** /admin/queues: what stands in the queues, for operators to look at. Nothing can be changed there. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { QueueViews } from '@camfleet/queue';
import { answerProblem } from '../answer-problem.js';
import type { Api } from '../api.js';

const boardPath = '/admin/queues';

/** The board's own files alone; it sets styles as it draws. */
const boardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Queues come and go with models: they are looked for this often while somebody looks, in ms. */
const refreshMs = 5_000;

export function addBoardRoutes(app: Api, queues: QueueViews): void {
  app.register(async (scope) => {
    const adapter = new FastifyAdapter();
    adapter.setBasePath(boardPath);
    const board = createBullBoard({ queues: [], serverAdapter: adapter });
    let refreshedAt = 0;
    scope.addHook('onRoute', (route) => {
      route.schema = { hide: true };
      route.config = { ...route.config, scope: 'admin', asksBrowser: true };
      // The board's own would make a defect of every refusal.
      route.errorHandler = answerProblem;
    });
    scope.addHook('onRequest', async (_, reply) => {
      reply.header('content-security-policy', boardPolicy);
      if (Date.now() - refreshedAt < refreshMs) return;
      refreshedAt = Date.now();
      const found = await queues.refresh();
      board.setQueues([...found.values()].map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })));
    });
    await scope.register(adapter.registerPlugin(), { prefix: boardPath });
  });
}
