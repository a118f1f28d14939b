/** What a service counts with. */
import type { LabelsOf, MetricOf } from './metric-catalogue.js';

export interface Metrics {
  /** Raises a counter. */
  add<Name extends MetricOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** Sets a gauge. */
  set<Name extends MetricOf<'gauge'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Takes one value into a histogram. */
  observe<Name extends MetricOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Forgets all values of a gauge, whose labels may be others from now on. */
  clear(name: MetricOf<'gauge'>): void;
  /** Called before every answer, for what is only worth looking at then. */
  beforeScrape(update: () => void): void;
  /** All of it, in Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** For a process that nobody asks: it counts nothing, and costs nothing. */
export const silentMetrics: Metrics = {
  add: () => {},
  set: () => {},
  observe: () => {},
  clear: () => {},
  beforeScrape: () => {},
  render: async () => '',
  contentType: 'text/plain',
};
