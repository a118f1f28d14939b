/** All dashboards, as their files. */
import { drawDashboard } from './draw-dashboard.js';
import { fleetDashboard } from './fleet-dashboard.js';
import { runsDashboard } from './runs-dashboard.js';
import { workerDashboard } from './worker-dashboard.js';

export const dashboardPlans = [fleetDashboard, runsDashboard, workerDashboard];

/** The text of every file of monitoring/grafana/dashboards, by its name. */
export function dashboardFiles(): Map<string, string> {
  return new Map(
    dashboardPlans.map((plan) => [`${plan.id}.json`, `${JSON.stringify(drawDashboard(plan), null, 2)}\n`]),
  );
}
