/** A plan as Grafana's JSON. */
import { VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Choice, DashboardPlan, Panel } from './panel.js';

/** Whatever Prometheus the reader has chosen. */
const datasource = { type: 'prometheus', uid: '$datasource' };
/** Of Grafana's 24 columns, and of its rows. */
const size = { number: { span: 4, height: 4 }, lines: { span: 8, height: 8 } };

export function drawDashboard({ id, title, description, choices, rows }: DashboardPlan): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(id)
    .description(description)
    .tags(['camfleet'])
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const choice of choices) dashboard.withVariable(drawChoice(choice));
  for (const { title: name, panels } of rows) {
    dashboard.withRow(new RowBuilder(name));
    for (const panel of panels) dashboard.withPanel(drawPanel(panel));
  }
  return dashboard.build();
}

function drawChoice({ label, of }: Choice): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .datasource(datasource)
    .query(`label_values(${of}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*');
}

function drawPanel({ title, help, kind, unit, queries }: Panel): StatBuilder | LinesBuilder {
  const panel = kind === 'number' ? new StatBuilder() : lines();
  const { span, height } = size[kind];
  panel.title(title).description(help).datasource(datasource).unit(unit).span(span).height(height);
  for (const { expr, legend } of queries) {
    panel.withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend));
  }
  return panel;
}

function lines(): LinesBuilder {
  return new LinesBuilder().min(0).fillOpacity(8).legend(new VizLegendOptionsBuilder().showLegend(true));
}
