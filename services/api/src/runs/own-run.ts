/** The run that a request is about, where it is the asker's. */
import { Problem, type RunRequest } from '@camfleet/contracts';
import { readRun } from '@camfleet/results';
import type { FastifyRequest } from 'fastify';
import type { ApiDependencies } from '../api-dependencies.js';
import { Refusal } from '../refusal.js';

/** Runs of other tenants are not there. Throws the Refusal 'run-unknown'. */
export async function ownRun(
  { store }: Pick<ApiDependencies, 'store'>,
  { principal }: Pick<FastifyRequest, 'principal'>,
  name: string,
): Promise<RunRequest> {
  const unknown = new Refusal('run-unknown', `There is no run ${name}: see GET /v1/runs.`);
  try {
    const request = await readRun(store, name);
    if (principal.tenant !== null && request.tenant !== principal.tenant) throw unknown;
    return request;
  } catch (error) {
    throw error instanceof Problem && error.code === 'run-unknown' ? unknown : error;
  }
}
