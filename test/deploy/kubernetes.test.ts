/** Every overlay is made by kubectl, fits the types and keeps to the rules; no cluster is asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { compilerTrouble, schemaTrouble } from './kubernetes-types.js';
import { kustomize, overlays, type Resource, resourcesOf } from './kustomize.js';
import { lintKubernetes, settingOf, workloadsOf } from './lint-kubernetes.js';
import { root } from './root.js';
import { scaledObjectOf } from './scaled-object.js';
import { whyNoTools } from './tools.js';

describe.skipIf(whyNoTools !== null)('Kubernetes', () => {
  const made = Object.fromEntries(
    whyNoTools === null ? overlays.map((name) => [name, kustomize(`overlays/${name}`)]) : [],
  ) as Record<(typeof overlays)[number], string>;
  const resources = (name: (typeof overlays)[number]) => resourcesOf(made[name]);
  const worker = (name: (typeof overlays)[number]) =>
    workloadsOf(resources(name)).find(({ metadata }) => metadata.name === 'camfleet-worker')!;
  /** Each resource once, however many overlays have it. */
  const distinct = (): Resource[] => {
    const texts = new Set(overlays.flatMap((name) => resources(name).map((one) => JSON.stringify(one))));
    return [...texts].map((text) => JSON.parse(text) as Resource);
  };

  it('finds no wrong type and no missing field', async () => {
    const troubles = await Promise.all(distinct().map(schemaTrouble));
    expect(troubles.filter((trouble) => trouble !== null)).toEqual([]);
  });

  it('would find a wrong type and a missing field', async () => {
    const broken = (name: string, change: (spec: Record<string, unknown>) => void) => {
      const resource = structuredClone(distinct().find(({ kind }) => kind === name)!);
      change(resource.spec as Record<string, unknown>);
      return schemaTrouble(resource);
    };
    expect(await broken('Deployment', (spec) => Object.assign(spec, { replicas: 'two' }))).toMatch(
      /replicas/,
    );
    expect(await broken('Deployment', (spec) => delete spec.selector)).toMatch(/selector/);
    expect(await broken('ScaledObject', (spec) => Object.assign(spec, { triggers: {} }))).toMatch(/triggers/);
  });

  it('finds no misspelt field, and would find one', () => {
    const all = distinct();
    const misspelt = [
      'Deployment',
      'ScaledObject',
      'PodDisruptionBudget',
      'NetworkPolicy',
      'ServiceMonitor',
    ].map((name) => {
      const resource = structuredClone(all.find(({ kind }) => kind === name)!);
      Object.assign(resource.spec as object, { misspeltt: 1 });
      return resource;
    });
    const said = compilerTrouble([...all, ...misspelt]);
    expect(said.slice(0, all.length).filter((text) => text !== '')).toEqual([]);
    for (const text of said.slice(all.length)) expect(text).toMatch(/misspeltt.* does not exist/);
  });

  it.each(overlays)('%s keeps to the rules', (name) => expect(lintKubernetes(resources(name))).toEqual([]));

  it.each([
    ['a moving tag', /camfleet:0\.1\.0-cpu/g, 'camfleet:latest', /no exact tag/],
    ['root', /runAsNonRoot: true/g, 'runAsNonRoot: false', /run as root/],
    [
      'a root that can be written',
      /readOnlyRootFilesystem: true/g,
      'readOnlyRootFilesystem: false',
      /can be written/,
    ],
    ['a token', /automountServiceAccountToken: false/g, 'automountServiceAccountToken: true', /token/],
    ['a probe that asks Redis', /path: \/livez/g, 'path: /readyz', /livenessProbe/],
    [
      'a grace that is cut off',
      /terminationGracePeriodSeconds: 90/g,
      'terminationGracePeriodSeconds: 60',
      /killed before/,
    ],
    ['a budget that blocks', /maxUnavailable: 25%\n {2}selector/g, 'minAvailable: 1\n  selector', /drained/],
    [
      'a lost selector',
      /^ {2}selector:\n {4}matchLabels:\n {6}app.kubernetes.io\/name: camfleet-producer$/gm,
      '  selector:\n    matchLabels:\n      app.kubernetes.io/name: nobody',
      /no pod/,
    ],
  ])('the rules find %s', (_, from, to, sentence) => {
    expect(made.cpu).toMatch(from);
    expect(lintKubernetes(resourcesOf(made.cpu.replace(from, to))).join('\n')).toMatch(sentence);
  });

  it('gives a worker time for the shards that it may hold', () => {
    const graceMs = Number(settingOf('STOP_GRACE_MS', worker('cpu'), resources('cpu')));
    // Shards are cut to twenty seconds of a worker's measured rate, and it holds two at a time.
    expect(graceMs).toBeGreaterThan(2 * 20_000);
  });

  it('leaves the number of workers to what scales them', () => {
    for (const name of overlays) expect(worker(name).spec.replicas).toBeUndefined();
  });

  it('spreads what there is more than one of', () => {
    for (const { metadata, spec } of workloadsOf(resources('cpu'))) {
      if (spec.replicas === 1) continue;
      expect(spec.template.spec.topologySpreadConstraints, metadata.name).toHaveLength(2);
    }
  });

  it.each([
    ['gpu', 'nvidia.com/gpu'],
    ['gpu-mig', 'nvidia.com/mig-1g.10gb'],
  ] as const)('%s asks for %s alone, on nodes that are kept for it', (name, resource) => {
    const { spec } = worker(name);
    const [{ image, resources: asked }] = spec.template.spec.containers;
    expect(image).toMatch(/-gpu$/);
    expect(Object.keys(asked.limits).filter((one) => one.startsWith('nvidia.com/'))).toEqual([resource]);
    expect(spec.template.spec.tolerations).toContainEqual({
      key: 'nvidia.com/gpu',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
    // A pod more would wait for a GPU that the old one holds.
    expect(spec.strategy?.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(settingOf('PROVIDER', worker(name), resources(name))).toBe('cuda');
  });

  it.each(overlays)('%s scales to nothing, falls back and takes its time to shrink', (name) => {
    const { spec } = scaledObjectOf(resources(name));
    expect(spec.scaleTargetRef.name).toBe('camfleet-worker');
    expect(spec.minReplicaCount).toBe(0);
    expect(spec.fallback).toEqual({ failureThreshold: 3, replicas: 2, behavior: 'currentReplicasIfHigher' });
    const { scaleDown } = spec.advanced.horizontalPodAutoscalerConfig.behavior;
    expect(scaleDown.stabilizationWindowSeconds).toBeGreaterThanOrEqual(300);
    const metrics = workloadsOf(resources(name)).find(
      ({ metadata }) => metadata.name === 'camfleet-metrics',
    )!;
    expect(String(spec.maxReplicaCount)).toBe(settingOf('WORKERS_MAX', metrics, resources(name)));
    // KEDA falls back on averages alone.
    expect(spec.triggers.map(({ metricType }) => metricType)).toEqual(['AverageValue']);
  });

  it('has the rules of Prometheus as they are tested', () => {
    const rule = resources('prometheus').find(({ kind }) => kind === 'PrometheusRule')!;
    const folder = `${root}monitoring/prometheus/rules`;
    const groups = readdirSync(folder)
      .sort()
      .flatMap((file) => {
        const { groups } = parse(readFileSync(`${folder}/${file}`, 'utf8')) as { groups: object[] };
        return groups;
      });
    expect(
      z.object({ spec: z.object({ groups: z.unknown() }) }).parse(rule).spec.groups,
      'npm run k8s:rules',
    ).toEqual(groups);
  });

  it('has the images of compose', () => {
    const compose = readFileSync(`${root}docker-compose.yml`, 'utf8');
    for (const { spec } of workloadsOf(resources('cpu'))) {
      expect(compose).toContain(spec.template.spec.containers[0].image);
    }
  });
});
