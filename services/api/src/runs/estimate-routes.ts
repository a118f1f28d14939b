/** POST /v1/estimates and what it comes to: some rows are tried before all of them are. */
import { Problem } from '@camfleet/contracts';
import {
  estimateBody,
  estimatePath,
  estimateViewSchema,
  idempotencyHeaders,
  judgedEstimateSchema,
  runPath,
} from '@camfleet/protocol';
import { readSummary } from '@camfleet/results';
import { estimateOutcome, readEstimate } from '@camfleet/runs';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { beginOnce } from './begin-once.js';
import { ownRun } from './own-run.js';
import { submitBody, submitProblems } from './submit-body.js';
import { viewRun } from './view-run.js';

export function addEstimateRoutes(app: Api, deps: ApiDependencies): void {
  const tags = ['estimates'];

  app.post(
    '/v1/estimates',
    {
      schema: {
        tags,
        summary: 'Try some rows, to say what all of them will take',
        description:
          'Takes what POST /v1/runs takes. The manifest is read to its end, rows from all over it are run as a probe, and GET /v1/estimates/{estimate} tells what it comes to.',
        headers: idempotencyHeaders,
        body: estimateBody,
        response: { 201: estimateViewSchema, ...problems(...submitProblems) },
      },
    },
    async (request, reply) => {
      const { sample, ...body } = request.body;
      const { run } = await beginOnce(deps, request, reply, (name) =>
        submitBody(deps, request, body, { run: name, sample }),
      );
      reply.header('location', `/v1/estimates/${run}`);
      return await view(request, run);
    },
  );

  app.get(
    '/v1/estimates/:estimate',
    {
      schema: {
        tags,
        summary: 'What a run will take',
        params: estimatePath,
        response: { 200: estimateViewSchema, ...problems('run-unknown') },
      },
    },
    async (request) => view(request, request.params.estimate),
  );

  app.get(
    '/v1/runs/:run/estimate',
    {
      schema: {
        tags,
        summary: 'What was expected of a run, and what came of it',
        params: runPath,
        response: { 200: judgedEstimateSchema.nullable(), ...problems('run-unknown') },
      },
    },
    async (request) => {
      const { run, estimate } = await ownRun(deps, request, request.params.run);
      if (estimate === undefined) return null;
      return { ...estimate, actual: estimateOutcome(await readSummary(deps.store, run)) };
    },
  );

  async function view(request: FastifyRequest, id: string): Promise<z.infer<typeof estimateViewSchema>> {
    const run = await ownRun(deps, request, id);
    if (run.sample === undefined) throw new Problem('run-unknown', `there is no estimate ${id}`);
    const [{ state, reason }, found] = await Promise.all([viewRun(deps, run), readEstimate(deps.store, run)]);
    return {
      id,
      state,
      reason,
      rows: found?.rows ?? null,
      sampled: found?.sampled ?? null,
      imagesPerSecond: found?.imagesPerSecond ?? null,
      seconds: found?.seconds ?? null,
      failures: found?.failures ?? null,
      bytes: found?.bytes ?? null,
    };
  }
}
