/** A panel as data: what it asks Prometheus, and how the answer is shown. */

interface Query {
  /** PromQL; rates are taken over `$__rate_interval`. */
  readonly expr: string;
  /** What a series is called. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** What to look for, for who has not seen it before. */
  readonly help: string;
  /** One number, or lines over time. */
  readonly kind: 'number' | 'lines';
  /** Grafana's name of the unit. */
  readonly unit: 's' | 'bytes' | 'Bps' | 'percentunit' | 'short' | 'ops' | 'reqps';
  readonly queries: readonly Query[];
}

interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A choice at the top of the page: all values that a metric's label has. */
export interface Choice {
  readonly label: string;
  readonly of: string;
}

export interface DashboardPlan {
  /** Part of its address, and the file's name. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly choices: readonly Choice[];
  readonly rows: readonly Row[];
}

export function number(title: string, unit: Panel['unit'], expr: string, help: string): Panel {
  return { title, help, kind: 'number', unit, queries: [{ expr, legend: title }] };
}

/** `queries`: legend by expression. */
export function lines(
  title: string,
  unit: Panel['unit'],
  queries: Readonly<Record<string, string>>,
  help: string,
): Panel {
  const all = Object.entries(queries).map(([expr, legend]) => ({ expr, legend }));
  return { title, help, kind: 'lines', unit, queries: all };
}
