/** POST /v1/runs/{run}/retry-failed and rebox: runs that are made of another. */
import { failureCodes } from '@camfleet/contracts';
import { idempotencyHeaders, policySchema, runPath, runSchema } from '@camfleet/protocol';
import { reboxRun, retryRun } from '@camfleet/runs';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { blaming } from '../refusal.js';
import { beginOnce } from './begin-once.js';
import { choosePolicy } from './choose-policy.js';
import { ownRun } from './own-run.js';

export function addDeriveRoutes(app: Api, deps: ApiDependencies): void {
  const { store } = deps;
  const tags = ['runs'];

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
