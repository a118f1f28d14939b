/** What the API tells of its requests. */
import type { Catalogue } from '../metric-kind.js';

export const apiMetrics = {
  camfleet_http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { method: null, route: null, status: null },
    help: 'Time of a request until its answer was sent, by route pattern; streams of events last as long as they are watched.',
    services: ['api'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Catalogue;
