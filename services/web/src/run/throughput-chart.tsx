/** How fast a run goes or went, and whether its scores moved. */
import type { Timeline } from '@camfleet/contracts';
import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import { useResource } from '../api/use-resource.js';
import { inClock, inRate } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';
import { driftInWords } from './drift-in-words.js';
import { Plot } from './plot.js';

/** How often a run that goes on is asked for its throughput, in ms. */
const liveMs = 1_000;
const height = 224;
const stepped = uPlot.paths.stepped!({ align: 1 });

export function ThroughputChart({ run, isLive }: { readonly run: string; readonly isLive: boolean }) {
  const path = `/v1/runs/${encodeURIComponent(run)}/timeline`;
  const { data, problem } = useResource<Timeline | null>(path, isLive ? liveMs : null);
  const points = useMemo(() => (data === null ? null : pointsOf(data)), [data]);
  if (problem !== null) return <ProblemNote problem={problem} />;
  if (points === null) return <p class="soft">Nothing is committed yet: the first shard begins the line.</p>;
  const peak = Math.max(...(points[1] as number[]));
  const drift = data?.scoreDrift ?? null;
  return (
    <>
      <Plot
        options={options}
        data={points}
        height={height}
        label={`Images in a second over time, ${inRate(peak)} at most.`}
      />
      {drift !== null && <p class="soft">{driftInWords(drift)}</p>}
    </>
  );
}

/** Each bucket as a step. */
function pointsOf({ startedAt, bucketSeconds, images }: Timeline): uPlot.AlignedData {
  const from = Date.parse(startedAt) / 1_000;
  const times = [...images.keys(), images.length].map((i) => from + i * bucketSeconds);
  const rates = images.map((count) => count / bucketSeconds);
  return [times, [...rates, rates.at(-1)!]];
}

function options(ink: (token: string) => string): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: ink('--plot-ink'),
    font: `12px ${ink('--font')}`,
    grid: { stroke: ink('--plot-grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    cursor: { y: false },
    legend: { show: false },
    // Half of the last label stands beyond the end of the line.
    padding: [8, 32, 0, 0],
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 96, values: (_, splits) => splits.map(inClock) },
      { ...axis, size: 48 },
    ],
    series: [
      {},
      {
        stroke: ink('--plot-line'),
        fill: ink('--plot-wash'),
        width: 2,
        paths: stepped,
        points: { show: false },
      },
    ],
  };
}
