/** Who asks, and whether they may. */
import { type Scope, scopes } from '@camfleet/contracts';
import type { RequestCount } from '@camfleet/queue';
import { inTime } from '@camfleet/runtime';
import type { FastifyRequest } from 'fastify';
import type { KeyRing } from './key-ring.js';
import { Refusal } from './refusal.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow; without it, `read` to look and `submit` to change. `none`: for anybody. */
    scope?: Scope | 'none';
  }
}

export interface AuthoriseSettings {
  readonly keys: KeyRing;
  /** Requests of one key in a minute. */
  readonly requestsPerMinute: number;
  countRequest(key: string): Promise<RequestCount>;
}

/** A Redis that takes longer to count, in ms, is not waited for: then nobody is refused. */
const countMs = 200;
const challenge = { 'www-authenticate': 'Bearer' };

/** Sets the request's principal. Throws the Refusals 'key-missing', 'key-unknown', 'scope-missing' and 'rate-exceeded'. */
export async function authorise(request: FastifyRequest, settings: AuthoriseSettings): Promise<void> {
  const { config } = request.routeOptions;
  const looks = request.method === 'GET' || request.method === 'HEAD';
  const needed = config.scope ?? (looks ? 'read' : 'submit');
  if (needed === 'none') return;
  const key = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) {
    const message = 'Send an API key: Authorization: Bearer cf_…';
    throw new Refusal('key-missing', message, { headers: challenge });
  }
  const known = await settings.keys.find(key);
  if (known === null) {
    const message = 'The API key is unknown or was revoked: ask the operator for another.';
    throw new Refusal('key-unknown', message, { headers: challenge });
  }
  request.principal = { name: known.name, tenant: known.tenant };
  const counted = await inTime(countMs, settings.countRequest(known.sha256.slice(0, 16))).catch(() => null);
  if (counted !== null && counted.count > settings.requestsPerMinute) {
    const seconds = Math.max(1, Math.ceil(counted.leftMs / 1_000));
    throw new Refusal(
      'rate-exceeded',
      `More than ${settings.requestsPerMinute} requests in a minute: wait ${seconds} s.`,
      { headers: { 'retry-after': String(seconds) } },
    );
  }
  if (scopes.indexOf(known.scope) < scopes.indexOf(needed)) {
    throw new Refusal('scope-missing', `This takes a key of scope ${needed}; yours has ${known.scope}.`);
  }
}
