/** What protects who runs the server without keys from the pages that their own browser shows. */
import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A page of another site can send requests to loopback, under its own name (then the Origin or Sec-Fetch-Site tells) or under
 * one that resolves to it (DNS rebinding: then the Host tells).
 */
export function guardBrowser({ headers, method }: FastifyRequest): void {
  const host = headers.host ?? '';
  if (!ownNames.has(host.replace(/:\d+$/, '').toLowerCase())) {
    throw new Refusal(
      'host-refused',
      'Without API keys the server answers on this machine only: address it as 127.0.0.1 or localhost.',
    );
  }
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  // A link that somebody follows to the page changes nothing here; pictures and scripts of other sites are refused.
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink)) {
    throw new Refusal(
      'origin-refused',
      'Pages of other sites get no answer here: use the page that this server serves.',
    );
  }
}
