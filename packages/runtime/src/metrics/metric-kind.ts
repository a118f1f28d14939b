/** What a catalogue says of one metric. */

/** Services that export metrics. */
export const meteredServices = ['worker', 'producer', 'api', 'metrics'] as const;
export type MeteredService = (typeof meteredServices)[number];

export interface MetricKind {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** In the plural, as the name ends; `ratio` and `info` have none. */
  readonly unit:
    | 'seconds'
    | 'bytes'
    | 'images'
    | 'shards'
    | 'jobs'
    | 'runs'
    | 'rows'
    | 'workers'
    | 'requests'
    | 'events'
    | 'ratio'
    | 'info';
  /** By name: the values a label may have, or null for any. A run's id is never one. */
  readonly labels: Readonly<Record<string, readonly string[] | null>>;
  /** One sentence for people, which is also the metric's HELP line. */
  readonly help: string;
  readonly services: readonly MeteredService[];
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

export type Catalogue = Readonly<Record<string, MetricKind>>;
