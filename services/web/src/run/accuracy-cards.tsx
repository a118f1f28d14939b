/** How right a run is, with what no network at all would get beside it. */
import type { Accuracy } from '@camfleet/contracts';
import { inPercent, inWhole } from '../ui/numbers.js';
import { ShareBar } from './share-bar.js';

export function AccuracyCards({
  accuracy,
  isLive,
}: {
  readonly accuracy: Accuracy;
  readonly isLive: boolean;
}) {
  const { evaluated, evaluatedWithBoxes, baselines } = accuracy;
  const marks = [
    { name: 'centred box of half the area', share: baselines.centre },
    { name: 'whole picture', share: baselines.whole },
  ];
  const hasBoxes = accuracy.gtKnown !== null;
  return (
    <section aria-labelledby="accuracy">
      <div class="section-head">
        <h2 id="accuracy">How right it is</h2>
        <p class="soft">
          {inWhole(evaluated)} images with a true class
          {hasBoxes && `, ${inWhole(evaluatedWithBoxes)} of them with true boxes`}
          {isLive && ', so far'}. Failed rows are left out.
        </p>
      </div>
      <div class="cards">
        <Card name="Top-1 class" what="the best class is true" share={accuracy.top1Cls} />
        {hasBoxes && (
          <>
            <Card
              name="GT-known"
              what="the true class’s box has an IoU of at least 0.5"
              share={accuracy.gtKnown}
              marks={marks}
            />
            <Card
              name="MaxBoxAcc"
              what={`boxes at the set’s best threshold, ${inPercent(accuracy.maxBoxAccThreshold)} of the maximum`}
              share={accuracy.maxBoxAcc}
              marks={marks}
            />
            <Card
              name="Top-1 localised"
              what="the best class is true, and so is its box"
              share={accuracy.top1Loc}
            />
          </>
        )}
      </div>
      <dl class="more-figures number">
        <More name="Top-5 class" share={accuracy.top5Cls} />
        <More name="Top-5 localised" share={accuracy.top5Loc} />
        <More name="MaxBoxAcc V2" share={accuracy.maxBoxAccV2} />
        <More name="Mean IoU" share={accuracy.meanIou} />
        <More name="Pointing game" share={accuracy.pointingGame} />
      </dl>
    </section>
  );
}

interface CardProps {
  readonly name: string;
  readonly what: string;
  readonly share: number | null;
  readonly marks?: readonly { readonly name: string; readonly share: number | null }[];
}

function Card({ name, what, share, marks = [] }: CardProps) {
  return (
    <article class="sheet card">
      <h3>{name}</h3>
      <p class="figure number">{inPercent(share)}</p>
      <ShareBar share={share} marks={marks.map((mark) => mark.share)} />
      <p class="soft">
        <small>{what}</small>
      </p>
      {marks.length > 0 && (
        <ul class="marks">
          {marks.map((mark, i) => (
            <li key={mark.name}>
              <small>
                <span class={`mark-sign ${i === 0 ? 'first' : 'second'}`} aria-hidden="true" />
                {mark.name} <b class="number">{inPercent(mark.share)}</b>
              </small>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function More({ name, share }: { readonly name: string; readonly share: number | null }) {
  if (share === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{inPercent(share)}</dd>
    </div>
  );
}
