// Writes monitoring/grafana/dashboards from their plans in monitoring/src; a test says where they are out of date.
import { writeFileSync } from 'node:fs';
import { dashboardFiles } from '../monitoring/dist/dashboards.js';

for (const [name, text] of dashboardFiles()) {
  writeFileSync(new URL(`../monitoring/grafana/dashboards/${name}`, import.meta.url), text);
}
