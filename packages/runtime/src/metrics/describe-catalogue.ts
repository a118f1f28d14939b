/** docs/metrics.md: the catalogue, for people. */
import { metricCatalogue } from './metric-catalogue.js';
import { type MeteredService, type MetricKind, meteredServices } from './metric-kind.js';

const intro = `# Metrics

Every service serves \`/metrics\` where \`METRICS_PORT\` says. Each series carries the label \`service\` besides those named
here. A run's id is no label: there is no end of runs, and figures of one run are the API's to give.

This page is written by \`npm run docs:metrics\` from
[metric-catalogue.ts](../packages/runtime/src/metrics/metric-catalogue.ts): a metric that is not there cannot be made.
`;

const titles: Readonly<Record<MeteredService, string>> = {
  worker: 'Workers',
  producer: 'Producers',
  api: 'The API',
  metrics: 'The metrics service: the fleet as a whole',
};

export function describeCatalogue(): string {
  const all = Object.entries<MetricKind>(metricCatalogue);
  const common = all.filter(([, { services }]) => services.length === meteredServices.length);
  const sections = meteredServices.map((service) => {
    const own = all.filter((entry) => !common.includes(entry) && entry[1].services.includes(service));
    return section(titles[service], own);
  });
  return [intro, section('Every service', common), ...sections].join('\n');
}

function section(title: string, metrics: [string, MetricKind][]): string {
  const rows = metrics.map(
    ([name, { type, unit, labels, help }]) =>
      `| \`${name}\` | ${type} | ${unit} | ${labelsOf(labels)} | ${help.replaceAll('|', '\\|')} |`,
  );
  const head = ['| name | type | unit | labels | what |', '|---|---|---|---|---|'];
  return `## ${title}\n\n${[...head, ...rows].join('\n')}\n`;
}

/** More values than this are in the code, not on the page. */
const valuesShownMax = 10;

function labelsOf(labels: MetricKind['labels']): string {
  const shown = Object.entries(labels).map(([name, values]) =>
    values === null || values.length > valuesShownMax ? `\`${name}\`` : `\`${name}\` (${values.join(', ')})`,
  );
  return shown.join('; ') || '–';
}
