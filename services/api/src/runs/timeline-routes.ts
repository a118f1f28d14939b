/** GET /v1/runs/{run}/timeline: how fast a run goes or went, and how far its scores have moved. */
import { timelineSchema } from '@camfleet/contracts';
import { runPath } from '@camfleet/protocol';
import { runTimeline } from '@camfleet/runs';
import { inTime } from '@camfleet/runtime';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { ownRun } from './own-run.js';

/** What Redis knows is worth this long a wait, in ms. */
const liveMs = 500;

export function addTimelineRoutes(app: Api, deps: ApiDependencies): void {
  app.get(
    '/v1/runs/:run/timeline',
    {
      schema: {
        tags: ['runs'],
        summary: 'How many images a run did when, and how far its scores have moved',
        description:
          'Null until a shard is committed. A shard is told of when it is committed, spread over its time.',
        params: runPath,
        response: { 200: timelineSchema.meta({ id: 'Timeline' }).nullable(), ...problems('run-unknown') },
      },
    },
    async (request) => {
      const { run } = await ownRun(deps, request, request.params.run);
      const readLive = () => inTime(liveMs, deps.readLive(run)).catch(() => null);
      return await runTimeline(deps.store, run, async () => (await readLive())?.progress ?? null);
    },
  );
}
