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
    /** A page that people open: their browser may send the key as the password of its own dialogue. */
    asksBrowser?: boolean;
    /** One of many requests that a single look at a page makes: so many times as many are allowed, counted apart. */
    allowance?: number;
  }
}

export interface AuthoriseSettings {
  readonly keys: KeyRing;
  /** Requests of one key in a minute, and keys from one address that are not known. */
  readonly requestsPerMinute: number;
  countRequest(key: string): Promise<RequestCount>;
}

/** A Redis that takes longer to count, in ms, is not waited for: then nobody is refused. */
const countMs = 200;
const challenges = {
  program: { 'www-authenticate': 'Bearer' },
  browser: { 'www-authenticate': 'Basic realm="camfleet", charset="UTF-8"' },
};

/** Sets the request's principal. Throws the Refusals 'key-missing', 'key-unknown', 'scope-missing' and 'rate-exceeded'. */
export async function authorise(request: FastifyRequest, settings: AuthoriseSettings): Promise<void> {
  const { config } = request.routeOptions;
  const looks = request.method === 'GET' || request.method === 'HEAD';
  const needed = config.scope ?? (looks ? 'read' : 'submit');
  if (needed === 'none') return;
  const isBrowser = config.asksBrowser === true;
  const challenge = isBrowser ? challenges.browser : challenges.program;
  const key = keyOf(request.headers.authorization ?? '', isBrowser);
  if (key === undefined) {
    const message = 'Send an API key: Authorization: Bearer cf_…';
    throw new Refusal('key-missing', message, { headers: challenge });
  }
  // Strangers are counted by where they come from: whoever tries keys is not to keep the store busy.
  const known = await settings.keys.find(key, () => checkRate(`from-${request.ip}`, 1, settings));
  if (known === null) {
    const message = 'The API key is unknown or was revoked: ask the operator for another.';
    throw new Refusal('key-unknown', message, { headers: challenge });
  }
  const id = known.sha256.slice(0, 16);
  request.principal = { id, name: known.name, tenant: known.tenant, scope: known.scope };
  await checkRate(id, config.allowance ?? 1, settings);
  if (scopes.indexOf(known.scope) < scopes.indexOf(needed)) {
    throw new Refusal('scope-missing', `This takes a key of scope ${needed}; yours has ${known.scope}.`);
  }
}

/** A browser would send a password wherever a page of any site asks it to: it counts where nothing can be changed, and nowhere else. */
function keyOf(header: string, isBrowser: boolean): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (bearer !== undefined || !isBrowser) return bearer;
  const basic = /^Basic +(\S+)$/i.exec(header)?.[1];
  if (basic === undefined) return undefined;
  const text = Buffer.from(basic, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

async function checkRate(
  key: string,
  allowance: number,
  { countRequest, requestsPerMinute }: AuthoriseSettings,
): Promise<void> {
  const counter = allowance === 1 ? key : `${key}-${allowance}`;
  const counted = await inTime(countMs, countRequest(counter)).catch(() => null);
  const allowed = allowance * requestsPerMinute;
  if (counted === null || counted.count <= allowed) return;
  const seconds = Math.max(1, Math.ceil(counted.leftMs / 1_000));
  throw new Refusal('rate-exceeded', `More than ${allowed} requests in a minute: wait ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
