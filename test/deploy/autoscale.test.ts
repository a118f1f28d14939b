/** What KEDA would ask is what the metrics service answers: the ScaledObject's address, port and place in the JSON. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../packages/queue/src/free-port.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { waitUntil } from '../support/wait-until.js';
import { kustomize, resourcesOf } from './kustomize.js';
import { settingOf, workloadsOf } from './lint-kubernetes.js';
import { root } from './root.js';
import { scaledObjectOf } from './scaled-object.js';
import { whyNoTools } from './tools.js';

const redis = inject('redis');
const serviceSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.array(z.object({ name: z.string(), port: z.number(), targetPort: z.string() })),
  }),
});

it.skipIf(redis === null || whyNoTools !== null)('is answered', { timeout: 60_000 }, async () => {
  const resources = resourcesOf(kustomize('overlays/cpu'));
  const [trigger] = scaledObjectOf(resources).spec.triggers;
  if (trigger?.type !== 'metrics-api') throw new Error('the overlay cpu asks the metrics service itself');
  const url = new URL(trigger.metadata.url);

  // The name leads to the Service, its port to the container's, and the service listens there.
  const [name, namespace] = url.hostname.split('.');
  const service = resources
    .filter(({ kind }) => kind === 'Service')
    .map((resource) => serviceSchema.parse(resource))
    .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)!;
  expect(url.hostname).toBe(`${name}.${namespace}.svc.cluster.local`);
  expect(service.spec.ports.find(({ port }) => String(port) === url.port)?.targetPort).toBe('metrics');
  const deployment = workloadsOf(resources).find(({ metadata }) => metadata.name === name)!;
  expect(deployment.spec.template.metadata.labels).toMatchObject(service.spec.selector);
  expect(settingOf('METRICS_PORT', deployment, resources)).toBe(url.port);

  const port = await freePort();
  const settings = ['DRAIN_SECONDS', 'WORKERS_MIN', 'WORKERS_MAX'].map((variable) => [
    variable,
    settingOf(variable, deployment, resources)!,
  ]);
  const child = spawn(process.execPath, [join(root, 'services/metrics/dist/main.js')], {
    env: {
      ...process.env,
      ...Object.fromEntries(settings),
      REDIS_URL: redis!.url,
      STORE: join(await temporaryFolder(), 'store'),
      METRICS_PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  afterAll(() => child.kill('SIGKILL'));
  const answer = await waitUntil('an answer', async () => {
    const got = await fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`).catch(() => null);
    return got?.ok === true ? ((await got.json()) as Record<string, unknown>) : null;
  });
  // Nothing waits: KEDA would scale to nothing, which takes a number that is not above the threshold.
  const place = trigger.metadata.valueLocation;
  expect(answer[place]).toBe(Number(trigger.metadata.activationTargetValue));
  child.kill('SIGTERM');
  expect((await once(child, 'close'))[0]).toBe(0);
});
