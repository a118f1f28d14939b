/** The one place that knows the metrics client: another one is a change of this file. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricName, metricCatalogue } from './metric-catalogue.js';
import type { MeteredService, MetricKind } from './metric-kind.js';
import type { Metrics } from './metrics.js';

/**
 * The metrics of one service: those that the catalogue has for it, and no others. Every series carries the label
 * `service`. Counters whose labels have few values begin at 0, so that their first event is seen as a rise.
 */
export function createMetrics(service: MeteredService): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const counters = new Map<MetricName, Counter>();
  const gauges = new Map<MetricName, Gauge>();
  const histograms = new Map<MetricName, Histogram>();
  const updates: (() => void)[] = [];
  for (const [key, kind] of Object.entries<MetricKind>(metricCatalogue)) {
    if (!kind.services.includes(service)) continue;
    const name = key as MetricName;
    const { help, type, buckets } = kind;
    const common = { name, help, labelNames: Object.keys(kind.labels), registers: [registry] };
    if (type === 'histogram') histograms.set(name, new Histogram({ ...common, buckets: [...buckets!] }));
    else if (type === 'gauge') gauges.set(name, new Gauge(common));
    else {
      const counter = new Counter(common);
      counters.set(name, counter);
      for (const labels of knownLabels(kind)) counter.inc(labels, 0);
    }
  }
  return {
    add: (name, labels, by = 1) => of(counters, name).inc(plain(labels), by),
    set: (name, labels, value) => of(gauges, name).set(plain(labels), value),
    observe: (name, labels, value) => of(histograms, name).observe(plain(labels), value),
    clear: (name) => of(gauges, name).reset(),
    beforeScrape: (update) => {
      updates.push(update);
    },
    render: () => {
      for (const update of updates) update();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** The client knows labels as strings by name. */
function plain(labels: object): Record<string, string> {
  return labels as Record<string, string>;
}

function of<Kind>(kinds: ReadonlyMap<MetricName, Kind>, name: MetricName): Kind {
  const kind = kinds.get(name);
  if (kind === undefined) throw new Error(`the catalogue does not have ${name} for this service`);
  return kind;
}

/** The label sets of a metric that has no label, or one of known values; none where they are not known beforehand. */
function knownLabels({ labels }: MetricKind): Record<string, string>[] {
  const [first, ...more] = Object.entries(labels);
  if (first === undefined) return [{}];
  const [label, values] = first;
  return values === null || more.length > 0 ? [] : values.map((value) => ({ [label]: value }));
}
