/** Every metric there is, by name: one that is not in here cannot be made. docs/metrics.md is generated from it. */
import { apiMetrics } from './catalogue/api-metrics.js';
import { fleetMetrics } from './catalogue/fleet-metrics.js';
import { processMetrics } from './catalogue/process-metrics.js';
import { producerMetrics } from './catalogue/producer-metrics.js';
import { workerMetrics } from './catalogue/worker-metrics.js';

export const metricCatalogue = {
  ...processMetrics,
  ...workerMetrics,
  ...producerMetrics,
  ...apiMetrics,
  ...fleetMetrics,
};

type Entries = typeof metricCatalogue;
export type MetricName = keyof Entries;
/** Names of one type. */
export type MetricOf<Type extends 'counter' | 'gauge' | 'histogram'> = {
  [Name in MetricName]: Entries[Name]['type'] extends Type ? Name : never;
}[MetricName];

/** The labels of a metric, each with the values it may have. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof Entries[Name]['labels']]: Entries[Name]['labels'][Label] extends readonly (infer Value)[]
    ? Value
    : string;
};
