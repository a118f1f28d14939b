/** The catalogue and what is made of it: names, values from the start, and nothing beside it. */
import { readFileSync } from 'node:fs';
import {
  describeCatalogue,
  type MetricKind,
  type MetricOf,
  meteredServices,
  metricCatalogue,
} from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { describe, expect, it } from 'vitest';

const catalogue = Object.entries<MetricKind>(metricCatalogue);

describe('the catalogue', () => {
  it.each(catalogue)('%s is named as Prometheus wants it', (name, { type, unit, labels, buckets, help }) => {
    expect(name).toMatch(/^(camfleet|process|nodejs)_[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    if (unit === 'seconds' || unit === 'bytes') expect(name).toContain(unit);
    expect(help).toMatch(/\.$/);
    expect(buckets !== undefined).toBe(type === 'histogram');
    for (const label of Object.keys(labels)) expect(label).toMatch(/^[a-z]+$/);
    // There is no end of runs, images and processes.
    expect(Object.keys(labels)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(run|shard|uri|worker|instance|service)$/)]),
    );
  });

  it('is on its page', () => {
    const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    expect(page, 'npm run docs:metrics').toBe(describeCatalogue());
  });
});

describe('metrics', () => {
  it('has nothing for a service that the catalogue has not', () => {
    const metrics = createMetrics('api');
    expect(() => metrics.add('camfleet_leases_lost_total', {})).toThrow('the catalogue does not have');
    expect(() => metrics.set('camfleet_unheard_of' as MetricOf<'gauge'>, {} as never, 1)).toThrow();
  });

  it.each(meteredServices)('of a %s are those of the catalogue, counters from 0', async (service) => {
    const text = await createMetrics(service).render();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]!);
    const expected = catalogue.filter(([, { services }]) => services.includes(service)).map(([name]) => name);
    expect(names.sort()).toEqual(expected.sort());
    expect(text).toMatch(new RegExp(`^process_cpu_seconds_total\\{service="${service}"\\} 0$`, 'm'));
  });

  it('are looked at anew for every answer', async () => {
    const metrics = createMetrics('worker');
    let looks = 0;
    metrics.beforeScrape(() => metrics.set('camfleet_shards_in_hand', {}, ++looks));
    await metrics.render();
    expect(await metrics.render()).toContain('camfleet_shards_in_hand{service="worker"} 2');
    metrics.observe('camfleet_stage_duration_seconds', { stage: 'fetch' }, 0.02);
    expect(await metrics.render()).toContain(
      'stage_duration_seconds_count{service="worker",stage="fetch"} 1',
    );
  });
});
