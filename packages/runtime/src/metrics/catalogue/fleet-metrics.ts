/** What the metrics service tells of the fleet as a whole, from one place, so that nothing is counted twice. */
import { runStates } from '@camfleet/contracts';
import type { Catalogue } from '../metric-kind.js';

const services = ['metrics'] as const;
const kinds = ['localise', 'rebox'] as const;

export const fleetMetrics = {
  camfleet_queue_jobs: {
    type: 'gauge',
    unit: 'jobs',
    labels: { queue: null, state: ['waiting', 'active', 'delayed', 'failed'] },
    help: 'Jobs by queue and state. The queue holds a window of the open shards: camfleet_backlog_images has them all.',
    services,
  },
  camfleet_queue_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { queue: null, state: ['waiting', 'active'] },
    help: 'Age of the oldest job that waits, and of the oldest at work since it was taken; 0 where there is none.',
    services,
  },
  camfleet_queue_paused: {
    type: 'gauge',
    unit: 'info',
    labels: { queue: null },
    help: '1 while the queue itself is paused, which only an operator does.',
    services,
  },
  camfleet_backlog_images: {
    type: 'gauge',
    unit: 'images',
    labels: { kind: kinds, model: null },
    help: 'Images of running runs that are not committed; paused runs have none.',
    services,
  },
  camfleet_runs: {
    type: 'gauge',
    unit: 'runs',
    labels: { state: runStates },
    help: 'Runs that have not ended, by state.',
    services,
  },
  camfleet_workers: {
    type: 'gauge',
    unit: 'workers',
    labels: { kind: kinds },
    help: 'Workers that were heard of lately, by what they can do: run a network, or only draw boxes.',
    services,
  },
  camfleet_workers_busy: {
    type: 'gauge',
    unit: 'workers',
    labels: { kind: kinds },
    help: 'Those of them with a shard in hand.',
    services,
  },
  camfleet_workers_wished: {
    type: 'gauge',
    unit: 'workers',
    labels: { kind: kinds },
    help: 'Workers wished for, as /autoscale answers.',
    services,
  },
  camfleet_worker_images_per_second: {
    type: 'gauge',
    unit: 'images',
    labels: { kind: kinds },
    help: 'What one busy worker was measured to do in the last minutes; absent until it was measured.',
    services,
  },
  camfleet_accuracy_ratio: {
    type: 'gauge',
    unit: 'ratio',
    labels: {
      model: null,
      policy: null,
      figure: [
        'top1Cls',
        'top5Cls',
        'top1Loc',
        'top5Loc',
        'gtKnown',
        'maxBoxAcc',
        'maxBoxAccV2',
        'centre',
        'whole',
      ],
    },
    help: 'Share that is right, of the rows with truth of runs that are open or ended within the hour; exact sums of their commit records. centre and whole are the baselines without a network.',
    services,
  },
  camfleet_evaluated_images: {
    type: 'gauge',
    unit: 'images',
    labels: { model: null, policy: null },
    help: 'Images with truth behind those shares.',
    services,
  },
  camfleet_score_drift_psi: {
    type: 'gauge',
    unit: 'ratio',
    labels: { model: null },
    help: "Population stability index of the best scores of the last hour against the run's first hour, of the run that drifts most; above 0.25 is a large shift. Absent where either has fewer than 200 images.",
    services,
  },
  camfleet_watch_errors_total: {
    type: 'counter',
    unit: 'events',
    labels: { source: ['redis', 'store'] },
    help: 'Looks at Redis or the store that failed; the gauges then show what was seen last.',
    services,
  },
  camfleet_watch_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { source: ['redis', 'store'] },
    help: 'When Redis and the store were last seen, since the epoch.',
    services,
  },
} as const satisfies Catalogue;
