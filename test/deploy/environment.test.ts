/** What compose and Kubernetes set, and what the services read, are the same variables. */
import { allocatorSettings } from '@camfleet/runtime';
import { describe, expect, it } from 'vitest';
import { apiConfigSchema } from '../../services/api/src/config.js';
import { metricsConfigSchema } from '../../services/metrics/src/config.js';
import { producerConfigSchema } from '../../services/producer/src/config.js';
import { workerConfigSchema } from '../../services/worker/src/config.js';
import { readCompose } from './compose.js';
import { readDockerfile, startOf } from './dockerfile.js';
import { readBaseEnvironments } from './kustomize.js';
import { whyNoTools } from './tools.js';

const schemas = {
  api: apiConfigSchema,
  metrics: metricsConfigSchema,
  producer: producerConfigSchema,
  worker: workerConfigSchema,
};
const services = Object.keys(schemas) as (keyof typeof schemas)[];
const known = (service: keyof typeof schemas) => Object.keys(schemas[service].shape);

/** Read by what a service stands on, not by itself. */
const ofTheRuntime = [...Object.keys(allocatorSettings), 'NODE_ENV', 'UV_THREADPOOL_SIZE', 'XDG_CACHE_HOME'];

/** What is left out on purpose, by where. */
const inNeither: Record<string, string> = {
  RUN: 'ties a producer to the one run of a command',
  PROBE: 'set by a worker for its own child',
  FAULT_CRASH_URI: 'a fault for tests',
  AWS_REGION: 'S3_REGION says the same for the store alone',
};
const notInCompose: Record<string, string> = {
  AWS_ACCESS_KEY_ID: 'the keys are in a file: AWS_SHARED_CREDENTIALS_FILE',
  AWS_SECRET_ACCESS_KEY: 'the same',
};
const notInKubernetes: Record<string, string> = {
  AWS_SHARED_CREDENTIALS_FILE: 'the keys are in a Secret, or the pod has a role',
  API_FIRST_KEY_FILE: 'two pods would each make a key: API_KEYS comes from a Secret',
};

const image = Object.keys(startOf(readDockerfile().find(({ name }) => name === 'cpu')!).environment);
const compose = Object.fromEntries(
  Object.entries(readCompose().services).map(([name, { environment }]) => [
    name,
    [...new Set([...image, ...Object.keys(environment)])],
  ]),
);

function compare(set: readonly string[], service: keyof typeof schemas, left: Record<string, string>) {
  const read = known(service);
  return {
    unknown: set.filter((name) => !read.includes(name) && !ofTheRuntime.includes(name)),
    unset: read.filter((name) => !set.includes(name) && !(name in inNeither) && !(name in left)),
    needless: Object.keys(left).filter((name) => set.includes(name)),
  };
}
const same = { unknown: [], unset: [], needless: [] };

it.each(['cpu', 'gpu'])('the %s image keeps memory as a local worker does', (name) => {
  const stage = readDockerfile().find((one) => one.name === name)!;
  expect(startOf(stage).environment).toMatchObject(allocatorSettings);
});

describe.each(services)('%s', (service) => {
  it('reads what compose sets, and the reverse', () => {
    expect(compare(compose[service]!, service, notInCompose)).toEqual(same);
  });

  it.skipIf(whyNoTools !== null)('reads what Kubernetes sets, and the reverse', () => {
    const set = readBaseEnvironments()[`camfleet-${service}`]!;
    expect(compare([...set, ...image], service, notInKubernetes)).toEqual(same);
  });
});

it('holds for the worker without a network, too', () => {
  expect(compose.reboxer).toEqual(compose.worker);
});

it('leaves out nothing that no service reads', () => {
  const all = services.flatMap(known);
  const left = [...Object.keys(inNeither), ...Object.keys(notInCompose), ...Object.keys(notInKubernetes)];
  expect(left.filter((name) => !all.includes(name))).toEqual([]);
});
