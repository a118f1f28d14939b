/** GET /v1/runs: the runs of a tenant, page by page. */
import { pageQuery, type RunView, runPageSchema } from '@camfleet/protocol';
import { listedPlace, listTenantRuns } from '@camfleet/results';
import { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { cursorOf, placeOf } from '../cursor.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { ownRun } from './own-run.js';
import { viewRun } from './view-run.js';

const listedForm = /^\d{14}-[a-z0-9-]+$/;

export function addListRoutes(app: Api, deps: ApiDependencies): void {
  app.get(
    '/v1/runs',
    {
      schema: {
        tags: ['runs'],
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
      for await (const { run, place } of listTenantRuns(deps.store, whose, placeOf(cursor, listedForm))) {
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
}
