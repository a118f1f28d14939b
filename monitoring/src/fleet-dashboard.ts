/** Fleet: whether all is well, at one look. */
import { type DashboardPlan, lines, number } from './panel.js';

export const fleetDashboard: DashboardPlan = {
  id: 'camfleet-fleet',
  title: 'Camfleet / Fleet',
  description: 'Throughput, queues, workers, the store and the API of one fleet.',
  choices: [],
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Images per second',
          'ops',
          'sum(rate(camfleet_images_total{outcome="ok"}[$__rate_interval]))',
          'Images that came to a result, of all workers.',
        ),
        number(
          'Backlog',
          'short',
          'sum(camfleet_backlog_images)',
          'Images of running runs that are not committed.',
        ),
        number('Workers', 'short', 'sum(camfleet_workers)', 'Workers that were heard of lately.'),
        number(
          'Oldest waiting job',
          's',
          'max(camfleet_queue_oldest_age_seconds{state="waiting"})',
          'The best single sign: it grows where nobody takes what waits.',
        ),
        number(
          'Failed images',
          'percentunit',
          'sum(rate(camfleet_images_total{outcome="failed"}[$__rate_interval])) / sum(rate(camfleet_images_total[$__rate_interval]))',
          'Share of images whose outcome is a failure.',
        ),
        number(
          'Producers that lead',
          'short',
          'sum(camfleet_leading)',
          'One, but for the moments of a change.',
        ),
      ],
    },
    {
      title: 'Work',
      panels: [
        lines(
          'Images by outcome',
          'ops',
          { 'sum by (outcome) (rate(camfleet_images_total[$__rate_interval]))': '{{outcome}}' },
          'Outcomes per second.',
        ),
        lines(
          'Failures by code',
          'ops',
          { 'sum by (code) (rate(camfleet_image_failures_total[$__rate_interval]))': '{{code}}' },
          'A code that rises alone names the cause: a source that refuses, a kind of file that is not read.',
        ),
        lines(
          'Jobs by state',
          'short',
          { 'sum by (state) (camfleet_queue_jobs)': '{{state}}' },
          'The queue holds a window of the open shards, about two for each slot of the fleet.',
        ),
        lines(
          'Oldest job',
          's',
          { 'max by (state) (camfleet_queue_oldest_age_seconds)': '{{state}}' },
          'An active job as old as minutes is a slow source or a stuck worker.',
        ),
        lines(
          'Runs by state',
          'short',
          { 'sum by (state) (camfleet_runs)': '{{state}}' },
          'Runs that have not ended.',
        ),
        lines(
          'Workers',
          'short',
          {
            'sum(camfleet_workers)': 'live',
            'sum(camfleet_workers_busy)': 'busy',
            'sum(camfleet_workers_wished)': 'wished',
          },
          'What /autoscale wishes for, beside what there is.',
        ),
      ],
    },
    {
      title: 'Trouble',
      panels: [
        lines(
          'Leases and stalls',
          'short',
          {
            'sum(increase(camfleet_leases_lost_total[$__rate_interval]))': 'leases lost',
            'sum(increase(camfleet_stalls_total[$__rate_interval]))': 'stalls',
          },
          'Stalls: leases that ran out, since their workers froze or were killed. Lost: those that workers lived to see.',
        ),
        lines(
          'Repairs',
          'short',
          { 'sum by (kind) (increase(camfleet_repairs_total[$__rate_interval]))': '{{kind}}' },
          'What the reconciler mended. A few after a loss of Redis are well; steady ones are not.',
        ),
        lines(
          'S3 requests by operation',
          'reqps',
          {
            'sum by (of, operation) (rate(camfleet_s3_requests_total[$__rate_interval]))':
              '{{of}}: {{operation}}',
          },
          'To the store, and to buckets that manifests name as sources.',
        ),
        lines(
          'S3 answers',
          'reqps',
          { 'sum by (of, code) (rate(camfleet_s3_requests_total[$__rate_interval]))': '{{of}}: {{code}}' },
          '404 and 412 are daily bread: is it there, was somebody first. 401, 403, 5xx and none are trouble; aborted is not.',
        ),
        lines(
          'S3 latency, 95 %',
          's',
          {
            'histogram_quantile(0.95, sum by (le, operation) (rate(camfleet_s3_request_duration_seconds_bucket[$__rate_interval])))':
              '{{operation}}',
          },
          'Until the answer began, each try by itself.',
        ),
        lines(
          'Looks that failed',
          'short',
          { 'sum by (source) (increase(camfleet_watch_errors_total[$__rate_interval]))': '{{source}}' },
          'Of the metrics service: while it sees nothing, its gauges stand still.',
        ),
      ],
    },
    {
      title: 'API',
      panels: [
        lines(
          'Requests by status',
          'reqps',
          {
            'sum by (status) (rate(camfleet_http_request_duration_seconds_count[$__rate_interval]))':
              '{{status}}',
          },
          'All routes together.',
        ),
        lines(
          'Latency by route, 95 %',
          's',
          {
            'histogram_quantile(0.95, sum by (le, route) (rate(camfleet_http_request_duration_seconds_bucket[$__rate_interval])))':
              '{{route}}',
          },
          'Streams of events last as long as they are watched.',
        ),
      ],
    },
    {
      title: 'Processes',
      panels: [
        lines(
          'Memory',
          'bytes',
          { 'max by (service) (process_resident_memory_bytes)': '{{service}}' },
          'The largest process of each service.',
        ),
        lines(
          'Event loop delay, 99 %',
          's',
          { 'max by (service) (camfleet_event_loop_delay_seconds{percentile="99"})': '{{service}}' },
          'Above a second, leases are in danger.',
        ),
        lines(
          'Builds',
          'short',
          { 'count by (service, version) (camfleet_build_info)': '{{service}} {{version}}' },
          'Two versions of workers at a time refuse each other’s runs.',
        ),
      ],
    },
  ],
};
