/** GET /v1/runs and what there is to see and to decide of one run. */
import { failureCodes, prioritySchema } from '@camfleet/contracts';
import {
  decidedSchema,
  idempotencyHeaders,
  mergedSummarySchema,
  pageQuery,
  policySchema,
  type RunView,
  runPageSchema,
  runPath,
  runSchema,
} from '@camfleet/protocol';
import { listedPlace, listTenantRuns, readMergedSummary } from '@camfleet/results';
import { type Decision, decideRun, deleteRun, reboxRun, retryRun } from '@camfleet/runs';
import { inTime } from '@camfleet/runtime';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { cursorOf, placeOf } from '../cursor.js';
import { problems } from '../problems.js';
import { blaming, Refusal } from '../refusal.js';
import { beginOnce } from './begin-once.js';
import { choosePolicy } from './choose-policy.js';
import { ownRun } from './own-run.js';
import { viewRun } from './view-run.js';

/** A signal that takes longer is not waited for, in ms. */
const signalMs = 300;
const listedForm = /^\d{14}-[a-z0-9-]+$/;

export function addRunRoutes(app: Api, deps: ApiDependencies): void {
  const { store } = deps;
  const tags = ['runs'];

  app.get(
    '/v1/runs',
    {
      schema: {
        tags,
        summary: 'Runs, the newest first',
        querystring: pageQuery.extend({
          tenant: z
            .string()
            .optional()
            .describe('Without API keys: whose runs; "default" where it is left out.'),
        }),
        response: { 200: runPageSchema, ...problems() },
      },
    },
    async (request) => {
      const { limit, cursor, tenant = 'default' } = request.query;
      const whose = request.principal.tenant ?? tenant;
      const runs: RunView[] = [];
      let last: string | null = null;
      for await (const { run, place } of listTenantRuns(store, whose, placeOf(cursor, listedForm))) {
        if (runs.length === limit) return { runs, next: cursorOf(last!) };
        last = place;
        const view = await viewListed(run, place);
        if (view !== null) runs.push(view);
      }
      return { runs, next: null };

      /** Null where it was listed and never begun, or is being deleted. */
      async function viewListed(run: string, place: string): Promise<RunView | null> {
        try {
          const listed = await ownRun(deps, request, run);
          return listedPlace(listed) === place ? await viewRun(deps, listed) : null;
        } catch (error) {
          if (error instanceof Refusal && error.code === 'run-unknown') return null;
          throw error;
        }
      }
    },
  );

  app.get(
    '/v1/runs/:run',
    {
      schema: {
        tags,
        summary: 'How a run stands',
        params: runPath,
        response: { 200: runSchema, ...problems('run-unknown') },
      },
    },
    async (request) => viewRun(deps, await ownRun(deps, request, request.params.run)),
  );

  app.delete(
    '/v1/runs/:run',
    {
      schema: {
        tags,
        summary: 'Delete a run that has ended, and all that it wrote',
        params: runPath,
        response: { 204: z.undefined().describe('It is gone.'), ...problems('run-unknown', 'run-conflict') },
      },
    },
    async (request, reply) => {
      const { run } = request.params;
      await deleteRun(store, await ownRun(deps, request, run));
      audit(request, 'delete', { run });
      return await reply.code(204).send();
    },
  );

  app.get(
    '/v1/runs/:run/summary',
    {
      schema: {
        tags,
        summary: 'How a run ended, with what was tried again',
        params: runPath,
        response: { 200: mergedSummarySchema, ...problems('run-unknown', 'run-conflict') },
      },
    },
    async (request) => {
      const { run } = await ownRun(deps, request, request.params.run);
      return await readMergedSummary(store, run);
    },
  );

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

  type Asked = Parameters<typeof ownRun>[1] & { readonly params: { readonly run: string } };

  async function decide(request: Asked, decision: Decision) {
    const { run } = request.params;
    const decided = await decideRun(store, await ownRun(deps, request, run), decision);
    await inTime(signalMs, deps.tellLook(run)).catch(() => {});
    audit(request, decision.verb, { ...decided });
    return decided;
  }

  app.post(
    '/v1/runs/:run/retry-failed',
    {
      schema: {
        tags,
        summary: 'Try the failed rows of a run again, as a run of their own',
        description: 'The results of the two are read together.',
        headers: idempotencyHeaders,
        params: runPath,
        body: z.strictObject({ codes: z.array(z.enum(failureCodes)).min(1).optional() }).nullish(),
        response: {
          201: runSchema,
          ...problems('usage', 'run-unknown', 'run-conflict', 'idempotency-key-reused', 'body-malformed'),
        },
      },
    },
    async (request, reply) =>
      beginOnce(deps, request, reply, async (run) => {
        const parent = await ownRun(deps, request, request.params.run);
        return await retryRun(store, parent, { run, codes: request.body?.codes ?? null });
      }),
  );

  app.post(
    '/v1/runs/:run/rebox',
    {
      schema: {
        tags,
        summary: 'Draw other boxes from the maps of a complete run, as a run of its own',
        headers: idempotencyHeaders,
        params: runPath,
        body: z.strictObject({ policy: policySchema }),
        response: {
          201: runSchema,
          ...problems(
            'usage',
            'run-unknown',
            'run-conflict',
            'policy-unknown',
            'policy-refused',
            'idempotency-key-reused',
            'body-malformed',
          ),
        },
      },
    },
    async (request, reply) =>
      beginOnce(deps, request, reply, async (run) => {
        const parent = await ownRun(deps, request, request.params.run);
        const policy = await blaming(['policy'], () => choosePolicy(request.body.policy));
        return await reboxRun(store, parent, { run, policy });
      }),
  );
}

const decidedAnswers = { 200: decidedSchema, ...problems('run-unknown', 'run-conflict') };
