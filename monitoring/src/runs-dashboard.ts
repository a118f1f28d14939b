/** Runs & accuracy: how far runs are, and how right. */
import { type DashboardPlan, lines, number } from './panel.js';

const chosen = 'model=~"$model",policy=~"$policy"';
const figure = (name: string) => `camfleet_accuracy_ratio{${chosen},figure="${name}"}`;

export const runsDashboard: DashboardPlan = {
  id: 'camfleet-runs',
  title: 'Camfleet / Runs & accuracy',
  description: 'Progress of runs, and the live accuracy of those whose manifests carry truth.',
  choices: [
    { label: 'model', of: 'camfleet_accuracy_ratio' },
    { label: 'policy', of: 'camfleet_accuracy_ratio' },
  ],
  rows: [
    {
      title: 'Progress',
      panels: [
        number(
          'Time left',
          's',
          'sum(camfleet_backlog_images) / sum(rate(camfleet_rows_committed_total[$__rate_interval]))',
          'Backlog by the present rate of commits; the page and the API tell it of each run.',
        ),
        lines(
          'Backlog by model',
          'short',
          { 'sum by (model) (camfleet_backlog_images)': '{{model}}' },
          'Images of running runs that are not committed.',
        ),
        lines(
          'Rows committed',
          'ops',
          { 'sum by (outcome) (rate(camfleet_rows_committed_total[$__rate_interval]))': '{{outcome}}' },
          'What counts: rows whose shard has its commit record.',
        ),
        lines(
          'Shards',
          'ops',
          {
            'sum(rate(camfleet_shards_fed_total[$__rate_interval]))': 'fed',
            'sum(rate(camfleet_shards_committed_total[$__rate_interval]))': 'committed',
          },
          'Fed far above committed: shards come back.',
        ),
        lines(
          'Runs that ended',
          'short',
          { 'sum by (state) (increase(camfleet_runs_ended_total[$__rate_interval]))': '{{state}}' },
          'Paused is by the breaker: too many images failed.',
        ),
      ],
    },
    {
      title: 'Accuracy of open runs, and of those of the last hour',
      panels: [
        lines(
          'GT-known and its baselines',
          'percentunit',
          {
            [figure('gtKnown')]: '{{model}} {{policy}}',
            [figure('centre')]: 'centred box, {{model}}',
            [figure('whole')]: 'whole image, {{model}}',
          },
          'A model whose boxes are no better than a box in the centre has not localised anything.',
        ),
        lines(
          'MaxBoxAcc',
          'percentunit',
          { [figure('maxBoxAcc')]: 'IoU .5, {{model}}', [figure('maxBoxAccV2')]: 'V2, {{model}}' },
          'At the best threshold of the whole set: far above GT-known, the policy’s threshold is the wrong one.',
        ),
        lines(
          'Localisation',
          'percentunit',
          { [figure('top1Loc')]: 'top 1, {{model}}', [figure('top5Loc')]: 'top 5, {{model}}' },
          'Class and box right.',
        ),
        lines(
          'Classification',
          'percentunit',
          { [figure('top1Cls')]: 'top 1, {{model}}', [figure('top5Cls')]: 'top 5, {{model}}' },
          'Class right.',
        ),
        lines(
          'Images behind it',
          'short',
          { [`camfleet_evaluated_images{${chosen}}`]: '{{model}} {{policy}}' },
          'Rows with truth, so far.',
        ),
        lines(
          'Drift of scores',
          'short',
          { 'camfleet_score_drift_psi{model=~"$model"}': '{{model}}' },
          'Population stability index of the best scores against the run’s first hour: above 0.25, other pictures come than came at first.',
        ),
      ],
    },
  ],
};
