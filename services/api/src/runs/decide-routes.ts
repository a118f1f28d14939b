/** POST /v1/runs/{run}/pause, resume, cancel and priority: what is decided about a run. */
import { prioritySchema } from '@camfleet/contracts';
import { decidedSchema, runPath } from '@camfleet/protocol';
import { type Decision, decideRun } from '@camfleet/runs';
import { inTime } from '@camfleet/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { problems } from '../problems.js';
import { ownRun } from './own-run.js';

/** A signal that takes longer is not waited for, in ms. */
const signalMs = 300;

const decidedAnswers = { 200: decidedSchema, ...problems('run-unknown', 'run-conflict') };

export function addDecideRoutes(app: Api, deps: ApiDependencies): void {
  const tags = ['runs'];

  for (const [verb, summary] of [
    ['pause', 'Feed no more of a run; shards at work are finished'],
    ['resume', 'Let a run go on that is paused or has failed'],
    ['cancel', 'End a run where it is: what is committed stays'],
  ] as const) {
    app.post(
      `/v1/runs/:run/${verb}`,
      { schema: { tags, summary, params: runPath, response: decidedAnswers } },
      async (request) => decide(request, { verb }),
    );
  }
  app.post(
    '/v1/runs/:run/priority',
    {
      schema: {
        tags,
        summary: 'Change the weight of a run among those of its tenant',
        params: runPath,
        body: z.strictObject({ priority: prioritySchema }),
        response: decidedAnswers,
      },
    },
    async (request) => decide(request, { verb: 'priority', ...request.body }),
  );

  type Asked = FastifyRequest & { readonly params: { readonly run: string } };

  async function decide(request: Asked, decision: Decision) {
    const { run } = request.params;
    const decided = await decideRun(deps.store, await ownRun(deps, request, run), decision);
    await inTime(signalMs, deps.tellLook(run)).catch(() => {});
    audit(request, decision.verb, { ...decided });
    return decided;
  }
}
