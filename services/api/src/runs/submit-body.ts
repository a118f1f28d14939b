/** What a submitter has written → a run. */
import { Problem, type RunRequest } from '@camfleet/contracts';
import type { ProblemTypeCode, SubmissionBody } from '@camfleet/protocol';
import { readRun } from '@camfleet/results';
import { readEstimate, submitRun } from '@camfleet/runs';
import type { FastifyRequest } from 'fastify';
import type { ApiDependencies } from '../api-dependencies.js';
import { knownModel } from '../models/known-model.js';
import { tenantOf } from '../principal.js';
import { blaming } from '../refusal.js';
import { chooseManifest } from './choose-manifest.js';
import { choosePolicy } from './choose-policy.js';

export const submitProblems: readonly ProblemTypeCode[] = [
  'usage',
  'body-malformed',
  'body-too-large',
  'media-type-unsupported',
  'manifest-not-found',
  'manifest-unreadable',
  'manifest-empty',
  'model-unknown',
  'model-damaged',
  'policy-unknown',
  'policy-refused',
  'run-unknown',
  'run-conflict',
  'idempotency-key-reused',
];

/** `sample`: of a probe, how many rows are tried. Throws the Refusals that name the field. */
export async function submitBody(
  deps: ApiDependencies,
  request: FastifyRequest,
  body: SubmissionBody,
  { run, sample }: { readonly run: string; readonly sample?: number },
): Promise<RunRequest> {
  const { store } = deps;
  const tenant = tenantOf(request);
  const policy = await blaming(['policy'], () => choosePolicy(body.policy));
  const model = await blaming(['model'], () => knownModel(store, body.model));
  const estimate =
    body.estimate === undefined
      ? undefined
      : await blaming(['estimate'], () => endedEstimate(deps, tenant, body.estimate!));
  const manifest = await blaming(['manifest'], () => chooseManifest(deps, body, { run, tenant }));
  const { priority, maxFailed, boxFormat, classifyOnly, exif, colour, shardRows } = body;
  const parameters = { policy, boxFormat, classifyOnly, exif, colour, shardRows };
  return await submitRun(store, {
    run,
    tenant,
    priority,
    maxFailed,
    manifest,
    model,
    parameters,
    ...(sample !== undefined && { sample }),
    ...(estimate !== undefined && { estimate }),
  });
}

async function endedEstimate({ store }: ApiDependencies, tenant: string, id: string) {
  const unknown = new Problem('run-unknown', `there is no estimate ${id}: POST /v1/estimates makes one`);
  const probe = await readRun(store, id).catch((error: unknown) => {
    throw error instanceof Problem && error.code === 'run-unknown' ? unknown : error;
  });
  if (probe.tenant !== tenant || probe.sample === undefined) throw unknown;
  const estimate = await readEstimate(store, probe);
  if (estimate !== null) return estimate;
  throw new Problem('run-conflict', `the estimate ${id} is not complete: wait for it, or leave it out`);
}
