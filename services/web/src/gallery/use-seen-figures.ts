/** How right boxes are under the chosen looks, over the pictures that were seen last: worked out between frames. */
import type { BoxPolicy } from '@camfleet/cam';
import type { OutcomeView } from '@camfleet/protocol';
import { useEffect, useState } from 'preact/hooks';
import type { OutcomePages } from './outcome-pages.js';
import { seeOutcome } from './seen-outcome.js';

export interface SeenFigures {
  /** Pictures with true boxes. */
  readonly judged: number;
  readonly meanIou: number;
  /** Share of them whose box is in place. */
  readonly right: number;
}

/** Few enough that figures follow a slider that moves, and what is worked out at a time, in ms. */
const picturesMax = 300;
const sliceMs = 5;

/** Null until they are known, and where no picture has true boxes. `round`: counts what came to be known. */
export function useSeenFigures(
  pages: OutcomePages<OutcomeView>,
  round: number,
  policy: BoxPolicy,
  wish: 'predicted' | 'true',
): SeenFigures | null {
  const [figures, setFigures] = useState<SeenFigures | null>(null);
  useEffect(() => {
    const rows = [...pages.kept()].filter(({ truth }) => (truth?.boxes.length ?? 0) > 0).slice(-picturesMax);
    let [at, judged, sum, right] = [0, 0, 0, 0];
    let timer: ReturnType<typeof setTimeout>;
    const work = () => {
      const until = performance.now() + sliceMs;
      while (at < rows.length && performance.now() < until) {
        const { iou, isRight } = seeOutcome(rows[at++]!, policy, wish);
        if (iou === null) continue;
        judged += 1;
        sum += iou;
        if (isRight === true) right += 1;
      }
      if (at < rows.length) timer = setTimeout(work);
      else setFigures(judged === 0 ? null : { judged, meanIou: sum / judged, right: right / judged });
    };
    timer = setTimeout(work);
    return () => clearTimeout(timer);
  }, [pages, round, policy, wish]);
  return figures;
}
