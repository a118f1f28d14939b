/** Requests to the API that served this page: to no other host. */
import { apiKey, keyWanted } from './api-key.js';
import { asProblem, problemOf } from './problem-error.js';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: Blob | FormData;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** `path`: "/v1/…". The answer, which is none of a problem. Throws ProblemError, and the signal's reason when that fires. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', json, body, headers = {}, signal } = options;
  const key = apiKey.peek();
  const sent = new Headers(headers);
  if (key !== null) sent.set('authorization', `Bearer ${key}`);
  if (json !== undefined) sent.set('content-type', 'application/json');
  const payload = json === undefined ? body : JSON.stringify(json);
  const init: RequestInit = { method, headers: sent, cache: 'no-store', redirect: 'error' };
  if (payload !== undefined) init.body = payload;
  if (signal !== undefined) init.signal = signal;
  const response = await fetch(addressOf(path), init).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw asProblem(error);
  });
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) keyWanted.value = key === null ? '' : problem.message;
  throw problem;
}

/** The answer as the API describes it in /openapi.json. Throws as `request` does. */
export async function requestJson<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await request(path, options);
  return (await response.json()) as Answer;
}

/** Beside the page: the server may lie below a path of its host. */
export function addressOf(path: string): string {
  return `.${path}`;
}
