/** GET and DELETE /v1/runs/{run}: how one run stands and how it ended, and the end of it. */
import { mergedSummarySchema, runPath, runSchema } from '@camfleet/protocol';
import { readMergedSummary } from '@camfleet/results';
import { deleteRun } from '@camfleet/runs';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { problems } from '../problems.js';
import { ownRun } from './own-run.js';
import { viewRun } from './view-run.js';

export function addRunRoutes(app: Api, deps: ApiDependencies): void {
  const { store } = deps;
  const tags = ['runs'];

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
        summary: 'Delete a run that has ended, or cannot, and all that it wrote',
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
}
