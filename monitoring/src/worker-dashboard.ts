/** Worker anatomy: where the time of an image goes. */
import { type DashboardPlan, lines } from './panel.js';

const chosen = 'instance=~"$instance"';
const rate = (name: string, more = '') => `rate(${name}{${chosen}${more}}[$__rate_interval])`;
const network = ['busy', 'starved'].map((what) => `sum(${rate(`camfleet_network_${what}_seconds_total`)})`);

export const workerDashboard: DashboardPlan = {
  id: 'camfleet-worker',
  title: 'Camfleet / Worker anatomy',
  description: 'Stages, batches and the network of workers: which of them is the bottleneck.',
  choices: [{ label: 'instance', of: 'camfleet_models_loaded' }],
  rows: [
    {
      title: 'Stages',
      panels: [
        lines(
          'Time of a stage, mean',
          's',
          {
            [`sum by (stage) (${rate('camfleet_stage_duration_seconds_sum')}) / sum by (stage) (${rate('camfleet_stage_duration_seconds_count')})`]:
              '{{stage}}',
          },
          'Waiting included: images wait in the stage before the narrowest.',
        ),
        lines(
          'Time of a stage, 95 %',
          's',
          {
            [`histogram_quantile(0.95, sum by (le, stage) (${rate('camfleet_stage_duration_seconds_bucket')}))`]:
              '{{stage}}',
          },
          'A long tail of fetch alone is a slow source.',
        ),
        lines(
          'Images per second',
          'ops',
          { [`sum by (instance) (${rate('camfleet_images_total')})`]: '{{instance}}' },
          'Of each worker.',
        ),
        lines(
          'Image files read',
          'Bps',
          { [`sum by (instance) (${rate('camfleet_fetched_bytes_total')})`]: '{{instance}}' },
          'Against the bandwidth of machine and source.',
        ),
      ],
    },
    {
      title: 'The network',
      panels: [
        lines(
          'Share of time starved',
          'percentunit',
          { [`${network[1]} / (${network.join(' + ')})`]: 'starved' },
          'Idle for want of images: fetch and decode are too slow for the network. More decoding threads, or smaller files, help.',
        ),
        lines(
          'Sessions busy',
          'short',
          { [`sum by (instance) (${rate('camfleet_network_busy_seconds_total')})`]: '{{instance}}' },
          'Of the lanes that each worker has.',
        ),
        lines(
          'Images in a batch, mean',
          'short',
          {
            [`sum(${rate('camfleet_batch_images_sum')}) / sum(${rate('camfleet_batch_images_count')})`]:
              'images',
          },
          'Far below the batch size: images come too slowly to fill batches.',
        ),
        lines(
          'Padding',
          'percentunit',
          {
            [`sum(${rate('camfleet_padding_images_total')}) / (sum(${rate('camfleet_padding_images_total')}) + sum(${rate('camfleet_batch_images_sum')}))`]:
              'padding',
          },
          'Share of the network’s work that went into empty images.',
        ),
      ],
    },
    {
      title: 'Shards',
      panels: [
        lines(
          'Attempts by result',
          'ops',
          { [`sum by (result) (${rate('camfleet_shards_total')})`]: '{{result}}' },
          'Lost and done are work for nothing; failed is tried again.',
        ),
        lines(
          'Time of a shard, 95 %',
          's',
          {
            [`histogram_quantile(0.95, sum by (le) (${rate('camfleet_shard_duration_seconds_bucket')}))`]:
              'shard',
          },
          'About twenty seconds by design; a stop hands back what takes longer than its grace.',
        ),
        lines(
          'Shards in hand',
          'short',
          { [`sum by (instance) (camfleet_shards_in_hand{${chosen}})`]: '{{instance}}' },
          'Two at most.',
        ),
        lines(
          'Models',
          'short',
          {
            [`sum by (instance) (camfleet_models_loaded{${chosen}})`]: 'loaded, {{instance}}',
            [`sum by (instance) (increase(camfleet_model_loads_total{${chosen}}[$__rate_interval]))`]:
              'loads, {{instance}}',
          },
          'Many loads: too few workers for the models that have work.',
        ),
        lines(
          'Trouble',
          'short',
          {
            [`sum(increase(camfleet_leases_lost_total{${chosen}}[$__rate_interval]))`]: 'leases lost',
            [`sum(increase(camfleet_suspect_shards_total{${chosen}}[$__rate_interval]))`]: 'suspect shards',
          },
          'A suspect shard has ended workers: one of its pictures is looked for.',
        ),
      ],
    },
    {
      title: 'The process',
      panels: [
        lines(
          'Processor',
          'short',
          {
            [`rate(process_cpu_seconds_total{service="worker",${chosen}}[$__rate_interval])`]: '{{instance}}',
          },
          'In cores.',
        ),
        lines(
          'Memory',
          'bytes',
          {
            [`process_resident_memory_bytes{service="worker",${chosen}}`]: '{{instance}}',
            [`nodejs_heap_size_used_bytes{service="worker",${chosen}}`]: 'objects, {{instance}}',
          },
          'It rises to a level and stays there; one that goes on asks to be replaced at its limit.',
        ),
        lines(
          'Event loop delay',
          's',
          {
            [`camfleet_event_loop_delay_seconds{service="worker",percentile="99",${chosen}}`]:
              '99 %, {{instance}}',
            [`camfleet_event_loop_delay_seconds{service="worker",percentile="100",${chosen}}`]:
              'most, {{instance}}',
          },
          'Leases are renewed on this loop.',
        ),
      ],
    },
  ],
};
