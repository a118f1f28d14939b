/** What every workload of ours has to keep to in Kubernetes, each rule with the sentence that breaking it earns. */
import { limits } from '@camfleet/contracts';
import { z } from 'zod';
import type { Resource } from './kustomize.js';
import { exactImage } from './lint-dockerfile.js';

const text = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }).optional() }).loose();
const container = z.object({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
  resources: z
    .object({ requests: text.default({}), limits: text.default({}) })
    .default({ requests: {}, limits: {} }),
  securityContext: z
    .object({
      allowPrivilegeEscalation: z.boolean(),
      readOnlyRootFilesystem: z.boolean(),
      capabilities: z.object({ drop: z.array(z.string()) }),
    })
    .optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
});
const workloadSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number().optional(),
    strategy: z
      .object({ type: z.string().optional(), rollingUpdate: z.record(z.string(), z.unknown()).optional() })
      .optional(),
    template: z.object({
      metadata: z.object({ labels: text }),
      spec: z.object({
        automountServiceAccountToken: z.boolean().optional(),
        serviceAccountName: z.string().optional(),
        terminationGracePeriodSeconds: z.number().default(30),
        securityContext: z.object({
          runAsNonRoot: z.boolean(),
          seccompProfile: z.object({ type: z.string() }),
        }),
        tolerations: z.array(z.object({ key: z.string() }).loose()).default([]),
        topologySpreadConstraints: z.array(z.unknown()).default([]),
        containers: z.tuple([container]),
      }),
    }),
  }),
});
export type Workload = z.infer<typeof workloadSchema>;

export function workloadsOf(resources: readonly Resource[]): Workload[] {
  return resources
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map((resource) => workloadSchema.parse(resource));
}

export function lintKubernetes(resources: readonly Resource[]): string[] {
  const workloads = workloadsOf(resources);
  const pods = workloads.map(({ spec }) => spec.template.metadata.labels);
  return [
    ...workloads.flatMap((workload) => lintWorkload(workload, resources)),
    ...resources.flatMap((resource) => lintResource(resource, pods)),
  ];
}

function lintWorkload({ kind, metadata, spec }: Workload, resources: readonly Resource[]): string[] {
  const found: string[] = [];
  const say = (broken: boolean, sentence: string) => {
    if (broken) found.push(`${metadata.name}: ${sentence}`);
  };
  const pod = spec.template.spec;
  const [main] = pod.containers;
  const rights = main.securityContext;
  say(pod.automountServiceAccountToken !== false, 'it is given a token');
  say(!pod.securityContext.runAsNonRoot, 'it may run as root');
  say(pod.securityContext.seccompProfile.type !== 'RuntimeDefault', 'any system call is open to it');
  say(rights?.allowPrivilegeEscalation !== false, 'it may gain rights');
  say(rights?.readOnlyRootFilesystem !== true, 'its root can be written');
  say(rights?.capabilities.drop.includes('ALL') !== true, 'it keeps capabilities');
  say(!exactImage.test(main.image), `${main.image} is no exact tag`);
  say(!('cpu' in main.resources.requests && 'memory' in main.resources.requests), 'it requests nothing');
  say(!('memory' in main.resources.limits), 'its memory has no limit');
  if (kind === 'StatefulSet') return found;
  for (const [name, path] of Object.entries({
    startupProbe: '/startupz',
    livenessProbe: '/livez',
    readinessProbe: '/readyz',
  })) {
    const asks = main[name as 'livenessProbe']?.httpGet;
    say(asks?.path !== path || asks.port !== 'metrics', `its ${name} does not ask ${path}`);
  }
  const graceMs = Number(
    settingOf('STOP_GRACE_MS', { kind, metadata, spec }, resources) ?? limits.stopGraceMs,
  );
  const graceMsMax = pod.terminationGracePeriodSeconds * 1_000;
  say(graceMsMax <= graceMs + limits.stopForceMs, 'it is killed before its shards have had their time');
  return found;
}

/** What a Deployment's container finds in a variable. */
export function settingOf(
  name: string,
  { spec }: Workload,
  resources: readonly Resource[],
): string | undefined {
  const [{ env, envFrom }] = spec.template.spec.containers;
  const own = env.find((one) => one.name === name);
  if (own !== undefined) return own.value;
  for (const { configMapRef } of envFrom) {
    const map = resources.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef.name,
    );
    const value = (map?.data as Record<string, string> | undefined)?.[name];
    if (value !== undefined) return value;
  }
  return undefined;
}

const selecting = z.object({
  spec: z.object({
    minAvailable: z.unknown().optional(),
    selector: z.union([z.object({ matchLabels: text }), text]).optional(),
    podSelector: z.object({ matchLabels: text.optional() }).optional(),
  }),
});

function lintResource(resource: Resource, pods: readonly Record<string, string>[]): string[] {
  const found: string[] = [];
  const say = (broken: boolean, sentence: string) => {
    if (broken) found.push(`${resource.kind} ${resource.metadata.name}: ${sentence}`);
  };
  say(resource.kind === 'Secret', 'secrets are made by the operator, not by a file');
  if (resource.kind === 'ServiceAccount') {
    say(resource.automountServiceAccountToken !== false, 'its token is given to every pod');
  }
  if (!['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(resource.kind)) return found;
  const { spec } = selecting.parse(resource);
  say(spec.minAvailable !== undefined, 'minAvailable keeps nodes from being drained');
  const labels =
    spec.podSelector?.matchLabels ??
    (spec.selector as { matchLabels?: Record<string, string> } | undefined)?.matchLabels ??
    (spec.selector as Record<string, string> | undefined);
  if (labels !== undefined) {
    const fits = pods.some((pod) => Object.entries(labels).every(([name, value]) => pod[name] === value));
    say(!fits, 'it selects no pod');
  }
  return found;
}
