/** What every service tells of its own process. */
import { type Catalogue, meteredServices } from '../metric-kind.js';

export const processMetrics = {
  camfleet_build_info: {
    type: 'gauge',
    unit: 'info',
    labels: { version: null, node: null },
    help: 'Always 1: the build and the version of Node.js that run.',
    services: meteredServices,
  },
  camfleet_event_loop_delay_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { percentile: ['50', '99', '100'] },
    help: 'How late the event loop was since the last scrape; leases are in danger beyond half their length.',
    services: meteredServices,
  },
  nodejs_heap_size_used_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    help: 'Memory of JavaScript objects.',
    services: meteredServices,
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: {},
    help: 'Processor time, of all threads.',
    services: meteredServices,
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    help: 'Memory of the process, pictures and networks included.',
    services: meteredServices,
  },
  process_start_time_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    help: 'When the process started, since the epoch.',
    services: meteredServices,
  },
  camfleet_s3_requests_total: {
    type: 'counter',
    unit: 'requests',
    labels: { of: ['store', 'sources'], operation: null, code: null },
    help: 'Requests to S3, each try by itself: those to our store, and those to buckets that manifests name. By the answer\'s status; "none" where none came, "aborted" where we gave it up.',
    services: meteredServices,
  },
  camfleet_s3_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { operation: null },
    help: 'Time until an answer of S3 began, each try by itself.',
    services: meteredServices,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
} as const satisfies Catalogue;
