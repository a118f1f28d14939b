/** What a producer tells of its scheduling. */
import type { Catalogue } from '../metric-kind.js';

const services = ['producer'] as const;

export const producerMetrics = {
  camfleet_leading: {
    type: 'gauge',
    unit: 'info',
    labels: {},
    help: '1 while this producer has the leadership.',
    services,
  },
  camfleet_shards_fed_total: {
    type: 'counter',
    unit: 'shards',
    labels: {},
    help: 'Shards put into the queue, again after a loss or a pause as well.',
    services,
  },
  camfleet_shards_committed_total: {
    type: 'counter',
    unit: 'shards',
    labels: {},
    help: 'Commit records taken into the sums; those that stood before their run was taken up are not counted.',
    services,
  },
  camfleet_rows_committed_total: {
    type: 'counter',
    unit: 'rows',
    labels: { outcome: ['ok', 'failed', 'skipped'] },
    help: 'Rows of those records by outcome.',
    services,
  },
  camfleet_stalls_total: {
    type: 'counter',
    unit: 'events',
    labels: {},
    help: 'Leases that ran out, as the leading producer hears of each once: the queue put the shard back, since whoever had it renewed no more.',
    services,
  },
  camfleet_repairs_total: {
    type: 'counter',
    unit: 'events',
    labels: { kind: ['job-lost', 'job-stray', 'job-adopted', 'part-orphaned'] },
    help: 'What the reconciler mended: jobs lost by the queue, strangers in it, jobs taken over, parts no record names.',
    services,
  },
  camfleet_runs_ended_total: {
    type: 'counter',
    unit: 'runs',
    labels: { state: ['complete', 'cancelled', 'failed', 'paused'] },
    help: 'Runs that ended, and those that stopped by themselves: failed, or paused by their breaker.',
    services,
  },
} as const satisfies Catalogue;
