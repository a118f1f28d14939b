/** Opens an http(s) address, following redirects by hand so that every one is checked. */
import { type Failure, failure } from '@camfleet/contracts';
import { type Dispatcher, request } from 'undici';
import type { Access } from './access.js';
import { checkTarget } from './check-target.js';
import { NetworkRefused } from './guarded-connector.js';
import type { Opened } from './opened.js';
import { PassingTrouble } from './passing-trouble.js';
import { describeTarget, type Target } from './target.js';

export type HttpTarget = Extract<Target, { url: URL }>;

export interface HttpContext {
  readonly dispatcher: Dispatcher;
  readonly access: Access;
  /** How many bytes at the beginning are had already; a server may send them all the same. */
  readonly had?: number;
}

const redirectsMax = 5;
const redirects = [301, 302, 303, 307, 308];
/** What nothing here unpacks, so that a small answer cannot become a large one. */
const compressions = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'compress'];
/** 4xx answers that pass: the server was slow, locked, early or busy. */
const passing = [408, 423, 425, 429];

/**
 * The answer's body, or a Failure that will not pass. Throws PassingTrouble, or what the socket says, where it may.
 * `checkTarget` must have been asked about `target` itself.
 */
export async function openHttp(
  context: HttpContext,
  target: HttpTarget,
  signal?: AbortSignal,
): Promise<Opened | Failure> {
  let at = target;
  for (let hops = 0; hops <= redirectsMax; hops++) {
    const answer = await ask(context, at, signal);
    if ('code' in answer) return answer;
    if (!redirects.includes(answer.statusCode)) return openedOf(answer, at);
    await discard(answer);
    const next = nextTarget(at, answer.headers.location);
    if ('code' in next) return next;
    const refused = checkTarget(context.access, next);
    if (refused !== null) return refused;
    at = next;
  }
  return failure('source-not-found', `${describeTarget(target)} redirects more than ${redirectsMax} times`);
}

async function ask(
  { dispatcher, had = 0 }: HttpContext,
  target: HttpTarget,
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData | Failure> {
  const { url } = target;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  // Identity, so that the announced length is that of the image.
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'camfleet',
  };
  const authorization = basicAuthorization(url);
  if (authorization !== null) headers.authorization = authorization;
  if (had > 0) headers.range = `bytes=${had}-`;
  try {
    return await request(bare, { dispatcher, headers, ...(signal !== undefined && { signal }) });
  } catch (error) {
    if (!(error instanceof NetworkRefused)) throw error;
    const message = `${describeTarget(target)} is refused: its host lies in a network that is not allowed here`;
    return failure('source-network-refused', message);
  }
}

function basicAuthorization(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  try {
    const words = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(words).toString('base64')}`;
  } catch {
    // A stray "%": there is no telling what was meant, and the server will ask for a password.
    return null;
  }
}

async function openedOf(answer: Dispatcher.ResponseData, at: HttpTarget): Promise<Opened | Failure> {
  const { statusCode: status, headers, body } = answer;
  if (status >= 200 && status < 300) {
    const coding = String(headers['content-encoding'] ?? '').toLowerCase();
    if (compressions.includes(coding)) {
      await discard(answer);
      return failure('source-unsupported', `${describeTarget(at)} is sent ${coding}-compressed, unasked`);
    }
    const length = Number(headers['content-length'] ?? Number.NaN);
    const version = headers.etag ?? headers['last-modified'];
    // It may break off before anybody reads it, who is told then; unheard, it would end the process.
    body.on('error', () => {});
    return {
      body,
      bytes: Number.isSafeInteger(length) ? length : undefined,
      version: version === undefined ? undefined : String(version),
      offset: status === 206 ? Number(/^bytes (\d+)-/.exec(String(headers['content-range']))?.[1]) : 0,
    };
  }
  await discard(answer);
  if (status >= 500 || passing.includes(status)) throw new PassingTrouble(`answered ${status}`);
  const code = status === 404 || status === 410 ? 'source-not-found' : 'source-forbidden';
  return failure(code, `${describeTarget(at)} answered ${status}`);
}

function nextTarget(from: HttpTarget, location: string | string[] | undefined): HttpTarget | Failure {
  const where = describeTarget(from);
  if (typeof location !== 'string') return failure('source-not-found', `${where} redirects to nowhere`);
  try {
    const url = new URL(location, from.url);
    if (url.protocol === 'http:') return { scheme: 'http', url };
    if (url.protocol === 'https:') return { scheme: 'https', url };
    return failure('source-unsupported', `${where} redirects to ${url.protocol}, which is not followed`);
  } catch {
    return failure('source-not-found', `${where} redirects to an address that is none`);
  }
}

/** Small bodies are read, so that the connection can be used again; it is closed on large ones. */
async function discard(answer: Dispatcher.ResponseData): Promise<void> {
  await answer.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}
