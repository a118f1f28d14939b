/** Dashboards, rules and alerts without a fleet: current, well-formed, and about metrics that there are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MetricKind, metricCatalogue } from '@camfleet/runtime';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardFiles, dashboardPlans } from '../monitoring/src/dashboards.js';
import { findOnPath } from './support/find-on-path.js';
import { promtool } from './support/prometheus.js';
import { filledIn, readQuery } from './support/promql.js';

const monitoring = fileURLToPath(new URL('../monitoring/', import.meta.url));
const read = (file: string) => readFileSync(`${monitoring}${file}`, 'utf8');
const catalogue: Readonly<Record<string, MetricKind>> = metricCatalogue;

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity: string };
  readonly annotations?: { readonly runbook_url: string };
}
const rulesOf = (file: string) =>
  (parse(read(`prometheus/rules/${file}`)) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );
const recorded = rulesOf('camfleet.rules.yml');
const alerts = rulesOf('camfleet.alerts.yml');

/** What a scrape adds, and what Prometheus knows itself. */
const commonLabels = ['service', 'instance', 'job'];

/** What is wrong with a query, in words; nothing where it can be trusted. */
function faultsOf(expr: string): string[] {
  const { errors, metrics, labels } = readQuery(expr);
  const faults = errors.map((at) => `no PromQL at ${at}`);
  const known = new Set(commonLabels);
  for (const metric of metrics) {
    if (recorded.some(({ record }) => record === metric)) {
      for (const label of ['outcome', 'code', 'model', 'policy']) known.add(label);
      continue;
    }
    const base = metric.replace(/_(bucket|sum|count)$/, '');
    const kind = catalogue[metric] ?? (catalogue[base]?.type === 'histogram' ? catalogue[base] : undefined);
    if (kind === undefined) faults.push(`there is no metric ${metric}`);
    for (const label of Object.keys(kind?.labels ?? {})) known.add(label);
    if (metric.endsWith('_bucket')) known.add('le');
  }
  for (const label of labels) if (!known.has(label)) faults.push(`none of its metrics has a label ${label}`);
  return faults;
}

describe('the judge of queries', () => {
  it.each([
    ['sum(rate(camfleet_images_total[5m])', 'no PromQL at 35'],
    ['sum(camfleet_imagesss_total)', 'there is no metric camfleet_imagesss_total'],
    ['sum by (run) (camfleet_images_total)', 'none of its metrics has a label run'],
    ['camfleet_images_total_bucket', 'there is no metric camfleet_images_total_bucket'],
    ['camfleet_images_total{outcom="ok"}', 'none of its metrics has a label outcom'],
  ])('finds what is wrong in %s', (expr, fault) => expect(faultsOf(expr)).toContain(fault));
});

describe('dashboards', () => {
  it('are the files that their plans come to (npm run dashboards)', () => {
    const files = dashboardFiles();
    const there = readdirSync(`${monitoring}grafana/dashboards`).filter((name) => name.endsWith('.json'));
    expect(there.sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(read(`grafana/dashboards/${name}`) === text, name).toBe(true);
  });

  const queries = dashboardPlans.flatMap(({ id, rows, choices }) => [
    ...rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, queries }) => queries.map(({ expr }) => ({ at: `${id}: ${title}`, expr }))),
    ),
    ...choices.map(({ of, label }) => ({ at: `${id}: ${label}`, expr: `count by (${label}) (${of})` })),
  ]);

  it.each(queries)('$at asks for what there is', ({ expr }) => {
    expect(faultsOf(filledIn(expr, '5m'))).toEqual([]);
  });

  it('show every metric of the work, but those that only autoscalers and alerts ask for', () => {
    const shown = new Set(
      queries.flatMap(({ expr }) =>
        [...readQuery(filledIn(expr, '5m')).metrics].map((name) => name.replace(/_(bucket|sum|count)$/, '')),
      ),
    );
    const hidden = Object.keys(catalogue).filter((name) => !shown.has(name));
    expect(hidden.sort()).toEqual([
      'camfleet_queue_paused',
      'camfleet_watch_timestamp_seconds',
      'camfleet_worker_images_per_second',
      'process_start_time_seconds',
    ]);
  });

  it('are provisioned from the folder they lie in', () => {
    const provider = parse(read('grafana/provisioning/dashboards/camfleet.yaml'));
    expect(provider.providers[0].options.path).toBe('/etc/grafana/dashboards');
    const source = parse(read('grafana/provisioning/datasources/camfleet.yaml'));
    expect(source.datasources[0]).toMatchObject({ type: 'prometheus', isDefault: true });
  });
});

describe('rules and alerts', () => {
  it.each([...recorded, ...alerts].map((rule) => ({ name: rule.record ?? rule.alert, ...rule })))(
    '$name asks for what there is',
    ({ expr }) => expect(faultsOf(expr)).toEqual([]),
  );

  it.each(alerts)('$alert leads to a runbook of its name', ({ alert, annotations, labels }) => {
    const page = fileURLToPath(new URL(`../${annotations!.runbook_url}`, import.meta.url));
    expect(existsSync(page), annotations!.runbook_url).toBe(true);
    const text = readFileSync(page, 'utf8');
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    for (const [, link] of text.matchAll(/\]\(([^)]+)\)/g))
      expect(existsSync(new URL(link!, `file://${page}`)), link).toBe(true);
    expect(['page', 'ticket']).toContain(labels!.severity);
  });

  it('have no runbook without an alert', () => {
    const pages = readdirSync(fileURLToPath(new URL('../docs/runbooks', import.meta.url)));
    const linked = alerts.map(({ annotations }) => annotations!.runbook_url.split('/').at(-1));
    expect(pages.sort()).toEqual(linked.sort());
  });

  it('are tried out, each firing and silent', () => {
    const { tests } = parse(read('prometheus/tests/camfleet.alerts.test.yml')) as {
      tests: { name: string }[];
    };
    const names = tests.map(({ name }) => name);
    for (const { alert } of alerts)
      expect(names).toEqual(expect.arrayContaining([`${alert} fires`, `${alert} is silent`]));
  });

  it.skipIf(findOnPath('promtool') === null)('pass promtool', () => {
    const prometheus = (file: string) => `${monitoring}prometheus/${file}`;
    expect(promtool(['check', 'config', prometheus('prometheus.yml')])).toBeNull();
    expect(promtool(['test', 'rules', prometheus('tests/camfleet.alerts.test.yml')])).toBeNull();
  });
});
