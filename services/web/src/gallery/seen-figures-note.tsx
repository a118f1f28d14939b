/** What the chosen threshold and policy are worth, as far as one has looked. */
import type { BoxPolicy } from '@camfleet/cam';
import type { OutcomeView } from '@camfleet/protocol';
import { percent } from './figures.js';
import type { OutcomePages } from './outcome-pages.js';
import { useSeenFigures } from './use-seen-figures.js';

interface SeenFiguresNoteProps {
  readonly pages: OutcomePages<OutcomeView>;
  readonly round: number;
  readonly policy: BoxPolicy;
  readonly wish: 'predicted' | 'true';
}

export function SeenFiguresNote({ pages, round, policy, wish }: SeenFiguresNoteProps) {
  const figures = useSeenFigures(pages, round, policy, wish);
  if (figures === null) return null;
  const { judged, meanIou, right } = figures;
  return (
    <dl class="seen">
      <div>
        <dt>in place</dt>
        <dd>{percent(right)}</dd>
      </div>
      <div>
        <dt>mean IoU</dt>
        <dd>{meanIou.toFixed(3)}</dd>
      </div>
      <div>
        <dt>seen last</dt>
        <dd>{judged}</dd>
      </div>
    </dl>
  );
}
