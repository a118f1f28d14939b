/** One line of the log for every change: who did what, from where. */
import type { FastifyRequest } from 'fastify';

export function audit(
  request: FastifyRequest,
  action: string,
  what: Readonly<Record<string, unknown>>,
): void {
  const { name, tenant } = request.principal;
  // Whatever else the operator wants to hear: who changed something is written down.
  request.log
    .child({}, { level: 'info' })
    .info({ audit: action, by: name, tenant, from: request.ip, request: request.id, ...what }, 'audit');
}
