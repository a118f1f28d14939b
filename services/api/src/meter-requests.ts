/** Times every request, by the pattern of its route: addresses themselves would be without end. */
import type { Metrics } from '@camfleet/runtime';
import type { Api } from './api.js';

export function meterRequests(app: Api, metrics: Metrics): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const labels = { method, route: routeOptions.url ?? 'none', status: String(reply.statusCode) };
    metrics.observe('camfleet_http_request_duration_seconds', labels, reply.elapsedTime / 1_000);
  });
}
