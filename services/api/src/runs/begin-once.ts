/** Begins a run, and the same one again where the same request comes again under the same Idempotency-Key. */
import { createHash } from 'node:crypto';
import { newRunId, type RunRequest } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import { claim, openRun, refuseDeleted } from '@camfleet/results';
import { findRun } from '@camfleet/runs';
import { inSpan, inTime } from '@camfleet/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiDependencies } from '../api-dependencies.js';
import { audit } from '../audit.js';
import { tenantOf } from '../principal.js';
import { Refusal } from '../refusal.js';
import { viewRun } from './view-run.js';

/** A signal that takes longer is not waited for, in ms: whoever looks after runs finds it without one. */
const signalMs = 300;

/** `begin` makes the run under the name it is given; what it refuses may be asked again under the same key. */
export async function beginOnce(
  deps: ApiDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  begin: (run: string) => Promise<RunRequest>,
): Promise<RunView> {
  const { run, isRepeated } = await nameOf(deps, request);
  if (isRepeated) await refuseDeleted(deps.store, run);
  const { traceparent } = request.headers;
  const begun =
    (isRepeated ? await findRun(deps.store, run).catch(() => null) : null) ??
    (await inSpan(
      'submit',
      { run },
      () => begin(run),
      typeof traceparent === 'string' ? traceparent : undefined,
    ));
  await openRun(deps.store, run);
  await inTime(signalMs, deps.tellLook(run)).catch(() => {});
  audit(request, 'begin', { run, kind: begun.parent?.kind ?? 'run' });
  reply.code(201).header('location', `/v1/runs/${run}`);
  return await viewRun(deps, begun);
}

async function nameOf({ store }: ApiDependencies, request: FastifyRequest) {
  const run = newRunId(new Date());
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return { run, isRepeated: false };
  const digest = createHash('sha256')
    .update(JSON.stringify([request.method, request.url, request.body ?? null]))
    .digest('hex');
  const standing = await claim(store, tenantOf(request), key, { run, digest, at: new Date().toISOString() });
  if (standing.digest !== digest) {
    const detail = 'was used for another request: take a new key';
    throw new Refusal('idempotency-key-reused', `The Idempotency-Key ${detail}.`, {
      mistakes: [{ in: 'header', pointer: '#/idempotency-key', detail }],
    });
  }
  return { run: standing.run, isRepeated: standing.run !== run };
}
