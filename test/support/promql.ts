/** What a query of PromQL asks for, read by Prometheus' own grammar. */
import { parser } from '@prometheus-io/lezer-promql';

export interface ReadQuery {
  /** Where the grammar was broken, as offsets. */
  readonly errors: readonly number[];
  readonly metrics: ReadonlySet<string>;
  /** Of matchers and groupings. */
  readonly labels: ReadonlySet<string>;
}

export function readQuery(text: string): ReadQuery {
  const errors: number[] = [];
  const metrics = new Set<string>();
  const labels = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) errors.push(from);
      const word = text.slice(from, to);
      if (type.name === 'LabelName') labels.add(word);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(word);
    },
  });
  return { errors, metrics, labels };
}

/** The query as Grafana sends it: its variables filled in. */
export function filledIn(expr: string, rateInterval: string): string {
  return expr.replaceAll('$__rate_interval', rateInterval).replace(/"\$\w+"/g, '".*"');
}
