// npm run k8s:rules: monitoring/prometheus/rules as the Prometheus operator takes them. Kustomize can put files into
// ConfigMaps alone, so that this one is written, and a test compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}monitoring/prometheus/rules`;
const groups = readdirSync(folder)
  .sort()
  .flatMap((file) => parse(readFileSync(`${folder}/${file}`, 'utf8')).groups);
const rule = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'camfleet' },
  spec: { groups },
};
const head = '# Written by npm run k8s:rules from monitoring/prometheus/rules.\n';
writeFileSync(
  `${root}k8s/components/monitoring/generated/prometheus-rule.yaml`,
  head + stringify(rule, { lineWidth: 120 }),
);
