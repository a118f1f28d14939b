/** What a worker tells of the images and shards that go through it. */
import { failureCodes } from '@camfleet/contracts';
import type { Catalogue } from '../metric-kind.js';

const services = ['worker'] as const;

export const workerMetrics = {
  camfleet_images_total: {
    type: 'counter',
    unit: 'images',
    labels: { outcome: ['ok', 'failed'] },
    help: 'Images that came to an outcome here, in attempts that were lost or ended as well.',
    services,
  },
  camfleet_image_failures_total: {
    type: 'counter',
    unit: 'images',
    labels: { code: failureCodes },
    help: 'Images that failed, by the code of their outcome.',
    services,
  },
  camfleet_fetched_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: {},
    help: 'Bytes of image files read.',
    services,
  },
  camfleet_stage_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { stage: ['fetch', 'decode', 'infer', 'locate', 'write'] },
    help: 'Time of one image in each stage, waiting included; of one shard for write, which is part and commit.',
    services,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  camfleet_batch_images: {
    type: 'histogram',
    unit: 'images',
    labels: {},
    help: 'Images in a batch, padding not counted.',
    services,
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  camfleet_padding_images_total: {
    type: 'counter',
    unit: 'images',
    labels: {},
    help: 'Empty images that filled batches up to a size the network is warm for; they cost what real ones do.',
    services,
  },
  camfleet_network_busy_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: {},
    help: 'Time that the sessions of the network had a batch, summed over them.',
    services,
  },
  camfleet_network_starved_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: {},
    help: 'Time that sessions stood idle although shards were in hand: fetching or decoding was too slow for them.',
    services,
  },
  camfleet_shards_total: {
    type: 'counter',
    unit: 'shards',
    labels: { result: ['committed', 'lost', 'done', 'failed', 'returned'] },
    help: 'Attempts at shards by how they ended: lost to another attempt, done before, returned on a stop or a cancel.',
    services,
  },
  camfleet_shard_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    help: 'Time of an attempt that committed its shard.',
    services,
    buckets: [0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600],
  },
  camfleet_shards_in_hand: {
    type: 'gauge',
    unit: 'shards',
    labels: {},
    help: 'Shards at work now.',
    services,
  },
  camfleet_suspect_shards_total: {
    type: 'counter',
    unit: 'shards',
    labels: {},
    help: 'Shards that had ended workers, and were run in pieces here.',
    services,
  },
  camfleet_leases_lost_total: {
    type: 'counter',
    unit: 'events',
    labels: {},
    help: 'Leases of this worker that could not be renewed; it then asks to be replaced, often before the next scrape.',
    services,
  },
  camfleet_models_loaded: {
    type: 'gauge',
    unit: 'info',
    labels: {},
    help: '1 while a model is loaded and shards of it are taken.',
    services,
  },
  camfleet_model_loads_total: {
    type: 'counter',
    unit: 'events',
    labels: {},
    help: 'Models loaded; more than one where the worker swaps.',
    services,
  },
} as const satisfies Catalogue;
