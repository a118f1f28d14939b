/** How many boxes would be right at every threshold. */
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { useResource } from '../api/use-resource.js';
import { inPercent } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Plot } from './plot.js';

interface Sweep {
  /** Shares of a map's maximum. */
  readonly thresholds: readonly number[];
  readonly curves: readonly { readonly delta: number; readonly shares: readonly number[] }[];
  readonly best: readonly { readonly delta: number; readonly threshold: number; readonly share: number }[];
}

const height = 190;
const looks = [
  { token: '--plot-second', dash: [2, 3] },
  { token: '--plot-line', dash: [] },
  { token: '--plot-third', dash: [8, 4] },
] as const;

export function SweepChart({ run }: { readonly run: string }) {
  const { data, problem } = useResource<Sweep | null>(`/v1/runs/${encodeURIComponent(run)}/sweep`);
  const points = useMemo(() => data && pointsOf(data), [data]);
  if (problem === null && data === null) return null;
  return (
    <section class="sheet" aria-labelledby="sweep">
      <header>
        <h2 id="sweep">Right boxes by threshold</h2>
      </header>
      <div class="inside">
        <ProblemNote problem={problem} />
        {data !== null && points !== null && (
          <>
            <Plot
              options={(ink) => optionsOf(data, ink)}
              data={points}
              height={height}
              label={wordsOf(data)}
            />
            <ul class="sweep-best">
              {data.best.map(({ delta, threshold, share }, i) => (
                <li key={delta}>
                  <svg viewBox="0 0 24 4" aria-hidden="true" class={`sweep-line line-${i}`}>
                    <path
                      d="M0 2h24"
                      stroke="currentColor"
                      stroke-width="2"
                      stroke-dasharray={looks[i]?.dash.join(' ')}
                    />
                  </svg>
                  IoU ≥ {delta}: <b class="number">{inPercent(share)}</b> at {inPercent(threshold, 0)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function pointsOf({ thresholds, curves }: Sweep): uPlot.AlignedData {
  return [[...thresholds], ...curves.map(({ shares }) => [...shares])];
}

function wordsOf({ best }: Sweep): string {
  const parts = best.map(
    ({ delta, threshold, share }) =>
      `IoU ${delta}: ${inPercent(share)} at ${inPercent(threshold, 0)} of the maximum`,
  );
  return `Share of right boxes over the threshold; best ${parts.join(', ')}.`;
}

function optionsOf(
  { curves }: Sweep,
  ink: (token: string) => string,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: ink('--plot-ink'),
    font: `12px ${ink('--font')}`,
    grid: { stroke: ink('--plot-grid'), width: 1 },
    ticks: { show: false },
    values: (_: uPlot, splits: number[]) => splits.map((split) => inPercent(split, 0)),
  };
  return {
    legend: { show: false },
    padding: [8, 20, 0, 0],
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [
      { ...axis, grid: { show: false } },
      { ...axis, size: 56 },
    ],
    series: [
      {},
      ...curves.map((_, i) => ({
        stroke: ink(looks[i]!.token),
        width: 2,
        dash: [...looks[i]!.dash],
        points: { show: false },
      })),
    ],
  };
}
