/** GET /v1/runs/{run}/events: how a run goes on, told as it happens (server-sent events). */
import { Readable } from 'node:stream';
import { runPath } from '@camfleet/protocol';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { createPlaces } from '../places.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { startingWith } from '../starting-with.js';
import { streamed } from '../streamed.js';
import { whenGone } from '../when-gone.js';
import { ownRun } from './own-run.js';
import { runEvents } from './run-events.js';
import { viewRun } from './view-run.js';

/** Streams that one key holds at a time, from one server: each looks at its run twice a second. */
const streamsMax = 32;

export function addEventRoutes(app: Api, deps: ApiDependencies): void {
  const places = createPlaces(streamsMax);
  app.get(
    '/v1/runs/:run/events',
    {
      // HEAD would read the whole stream for nobody.
      exposeHeadRoute: false,
      schema: {
        tags: ['runs'],
        summary: 'How a run goes on, as server-sent events',
        description:
          'Events named "progress" hold a Run, as GET /v1/runs/{run} shows it; "end" holds the last one. Who comes back with Last-Event-ID hears only what is new, and of a run that has ended 204: there is nothing to come back for.',
        params: runPath,
        headers: z.looseObject({ 'last-event-id': z.string().max(200).optional() }),
        response: {
          200: {
            description: 'Events until the run has ended.',
            content: { 'text/event-stream': { schema: streamed } },
          },
          204: z.undefined().describe('It has ended, and this has been told.'),
          ...problems('run-unknown'),
        },
      },
    },
    async (request, reply) => {
      const run = await ownRun(deps, request, request.params.run);
      const free = places.take(request.principal.id);
      if (free === null) {
        const message = `${streamsMax} streams of events are open already: close one, or ask GET /v1/runs/{run}.`;
        throw new Refusal('rate-exceeded', message, { headers: { 'retry-after': '10' } });
      }
      whenGone(reply.raw, free);
      const look = () => viewRun(deps, run);
      const events = runEvents(look, request.headers['last-event-id'] ?? null, deps.stopping);
      // Looked at before the answer begins: what goes wrong by then is a problem with a status.
      const first = await events.next();
      if (first.done === true) return await reply.code(204).send();
      return await reply
        .type('text/event-stream')
        .header('x-accel-buffering', 'no')
        // A server that ends waits for no connection that is kept.
        .header('connection', 'close')
        .send(Readable.from(startingWith(first.value, events)));
    },
  );
}
