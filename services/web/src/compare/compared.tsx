/** Two runs that were chosen: their figures, and their pictures in pairs. */
import { type BoxPolicy, boxPolicies } from '@camfleet/cam';
import type { RunView } from '@camfleet/protocol';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import { asProblem } from '../api/problem-error.js';
import { Legend } from '../gallery/legend.js';
import { policyAt, thresholdOfPolicy } from '../gallery/policy-at.js';
import { Slider } from '../gallery/slider.js';
import { Thumbnails } from '../gallery/thumbnails.js';
import type { QueryState } from '../gallery/use-query-state.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { CompareState } from './compare-query.js';
import { OrderField } from './order-field.js';
import { PairTile } from './pair-tile.js';
import { ScoreBoard } from './score-board.js';
import { usePairs } from './use-pairs.js';

interface ComparedProps {
  readonly runs: readonly [RunView, RunView];
  readonly state: CompareState;
  readonly change: QueryState<CompareState>['change'];
  /** Which runs, to be chosen. */
  readonly choice: ComponentChildren;
}

const shape = { tileWidthMin: 340, aspect: 2, captionHeight: 82 } as const;

export function Compared({ runs, state, change, choice }: ComparedProps) {
  const [first, second] = runs;
  const { pages, comparison } = usePairs(first.run, second.run, state.order);
  const [active, setActive] = useState(0);
  const [range, setRange] = useState<readonly [number, number]>([0, 20]);
  useEffect(() => pages.want(range), [pages, range]);
  const shared = boxPolicies.find(({ id }) => id === state.policy) ?? null;
  const policies = useMemo((): readonly [BoxPolicy, BoxPolicy] => {
    const drawn = (run: RunView) => policyAt(shared ?? run.boxPolicy, state.threshold);
    return [drawn(first), drawn(second)];
  }, [first, second, shared, state.threshold]);
  const names = useMemo((): readonly [string, string] => [first.run, second.run], [first.run, second.run]);
  const total = pages.total ?? 0;
  const open = (position: number) => {
    const pair = pages.at(position);
    if (pair !== undefined) goTo(hrefOf({ view: 'gallery', run: first.run }, { open: String(pair.index) }));
  };
  return (
    <div class="gallery compare">
      <aside aria-label="What is compared, and how">
        {choice}
        {comparison !== null && <ScoreBoard runs={runs} comparison={comparison} />}
        <h2>Draw</h2>
        <CompareControls shared={shared} runs={runs} state={state} change={change} />
        <Legend />
      </aside>
      <section class="pictures" aria-label="Pairs">
        <header class="row">
          <h1>
            <span class="number">{pages.total === null ? '…' : total.toLocaleString('en')}</span> pairs
          </h1>
          <div class="row end">
            <OrderField order={state.order} onChange={(order) => change(() => ({ order }))} />
          </div>
        </header>
        {pages.error !== null && <ProblemNote problem={asProblem(pages.error)} />}
        <Thumbnails
          key={state.order}
          label="Pairs of pictures"
          total={total}
          shape={shape}
          at={0}
          active={active}
          tile={(position, width) => {
            const pair = pages.at(position);
            return (
              pair && (
                <PairTile
                  key={pair.index}
                  runs={names}
                  policies={policies}
                  pair={pair}
                  heat={state.heat}
                  width={width}
                />
              )
            );
          }}
          onRange={setRange}
          onAt={() => {}}
          onActive={setActive}
          onOpen={open}
        />
      </section>
    </div>
  );
}

interface CompareControlsProps extends Pick<ComparedProps, 'runs' | 'state' | 'change'> {
  /** A policy for both; null where each run draws by its own. */
  readonly shared: BoxPolicy | null;
}

function CompareControls({ shared, runs, state, change }: CompareControlsProps) {
  const id = useId();
  const thresholds = runs.map((run) => thresholdOfPolicy(shared ?? run.boxPolicy));
  const threshold = state.threshold ?? thresholds.find((one) => one !== null) ?? null;
  return (
    <div class="controls">
      <div class="field">
        <label for={id}>Box policy</label>
        <select
          id={id}
          class="input"
          value={state.policy}
          onChange={({ currentTarget: { value } }) => change(() => ({ policy: value, threshold: null }))}
        >
          <option value="">each run’s own</option>
          {boxPolicies.map((policy) => (
            <option key={policy.id} value={policy.id}>
              {policy.id} for both
            </option>
          ))}
        </select>
      </div>
      {threshold !== null && (
        <Slider
          label="Threshold"
          value={threshold}
          min={0.01}
          max={0.99}
          told={(value) => `${Math.round(100 * value)} % of the maximum`}
          onInput={(value) => change(() => ({ threshold: value }))}
          {...(state.threshold !== null && { onReset: () => change(() => ({ threshold: null })) })}
        />
      )}
      <Slider
        label="Heat map"
        value={state.heat}
        min={0}
        max={1}
        told={(value) => (value === 0 ? 'off' : `${Math.round(100 * value)} %`)}
        onInput={(heat) => change(() => ({ heat }))}
      />
    </div>
  );
}
