/** Two runs' figures beside each other, and on how many pictures each has the better box. */
import type { ComparisonView, RunView } from '@camfleet/protocol';
import { percent } from '../gallery/figures.js';

const figures = [
  ['gtKnown', 'GT-known box'],
  ['maxBoxAcc', 'MaxBoxAcc'],
  ['top1Loc', 'top-1 localised'],
  ['top5Loc', 'top-5 localised'],
  ['top1Cls', 'top-1 class'],
  ['top5Cls', 'top-5 class'],
] as const;

interface ScoreBoardProps {
  readonly runs: readonly [RunView, RunView];
  readonly comparison: ComparisonView;
}

export function ScoreBoard({ runs: [first, second], comparison }: ScoreBoardProps) {
  const { meanIou } = comparison;
  return (
    <>
      <Tally {...comparison} />
      <table class="board">
        <caption class="unseen">Figures of both runs</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">B − A</th>
          </tr>
        </thead>
        <tbody>
          <Line name="mean IoU" first={meanIou[0]} second={meanIou[1]} />
          {figures.map(([key, name]) => (
            <Line
              key={key}
              name={name}
              first={first.accuracy?.[key] ?? null}
              second={second.accuracy?.[key] ?? null}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Tally({ wins, losses, ties, unjudged }: ComparisonView) {
  const parts = [
    { name: 'A better', count: wins, kind: 'first' },
    { name: 'equal', count: ties, kind: 'even' },
    { name: 'B better', count: losses, kind: 'second' },
  ];
  return (
    <div class="tally">
      <div class="tug" aria-hidden="true">
        {parts.map(({ kind, count }) => (
          <span key={kind} class={kind} style={{ flexGrow: count }} />
        ))}
      </div>
      <dl>
        {parts.map(({ name, count, kind }) => (
          <div key={kind} class={kind}>
            <dt>{name}</dt>
            <dd class="number">{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {unjudged > 0 && (
        <p class="hint">
          {unjudged.toLocaleString('en')} more have no true box, or no result in one of them.
        </p>
      )}
    </div>
  );
}

function Line({ name, first, second }: { name: string; first: number | null; second: number | null }) {
  const gain = first === null || second === null ? null : 100 * (second - first);
  const told = (share: number | null) => (share === null ? '–' : percent(share));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{told(first)}</td>
      <td class="number">{told(second)}</td>
      <td class="number">{gain === null ? '–' : `${gain > 0 ? '+' : ''}${gain.toFixed(1)}`}</td>
    </tr>
  );
}
