/** One picture, large, with all that is known of it. */
import type { BoxPolicy } from '@camfleet/cam';
import type { OutcomeView } from '@camfleet/protocol';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ClassList } from './class-list.js';
import { CopyLink } from './copy-link.js';
import { DetailFacts } from './detail-facts.js';
import { PictureFrame } from './picture-frame.js';
import { picturePath } from './picture-path.js';
import { seeOutcome } from './seen-outcome.js';
import { useSize } from './use-size.js';

interface DetailProps {
  readonly run: string;
  /** Undefined while it is on its way. */
  readonly outcome: OutcomeView | undefined;
  readonly position: number;
  readonly total: number;
  readonly policy: BoxPolicy;
  readonly wish: 'predicted' | 'true';
  readonly heat: number;
  /** How maps are drawn. */
  readonly controls: ComponentChildren;
  onMove(position: number): void;
  onClose(): void;
  settle(): void;
}

/** Pixels of a large picture's heat. */
const heatSide = 512;

export function Detail(props: DetailProps) {
  const { run, outcome, position, total, policy, wish, heat, controls, onMove, onClose, settle } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const id = useId();
  const [chosen, setChosen] = useState<{ index: number; place: number } | null>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Arrows belong to the pictures: no button has the focus to begin with.
    dialog.current?.focus();
  }, []);
  const place = chosen !== null && chosen.index === outcome?.index ? chosen.place : null;
  const seen = outcome === undefined ? null : seeOutcome(outcome, policy, wish, place);
  const choose = (to: number) => {
    if (outcome?.classes[to] !== undefined) setChosen({ index: outcome.index, place: to });
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowRight' && position + 1 < total) onMove(position + 1);
    else if (key === 'ArrowLeft' && position > 0) onMove(position - 1);
    else if (key === 'ArrowDown') choose((seen?.place ?? 0) + 1);
    else if (key === 'ArrowUp') choose((seen?.place ?? 0) - 1);
    else if (/^[1-9]$/.test(key)) choose(Number(key) - 1);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      class="detail"
      tabIndex={-1}
      aria-labelledby={id}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id={id} title={outcome?.id}>
          {outcome?.id ?? '…'}
        </h2>
        <span class="soft number">
          {(position + 1).toLocaleString('en')} of {total.toLocaleString('en')}
        </span>
        <div class="row">
          <button
            type="button"
            class="button"
            disabled={position === 0}
            aria-keyshortcuts="ArrowLeft"
            onClick={() => onMove(position - 1)}
          >
            <span aria-hidden="true">←</span> Previous
          </button>
          <button
            type="button"
            class="button"
            disabled={position + 1 >= total}
            aria-keyshortcuts="ArrowRight"
            onClick={() => onMove(position + 1)}
          >
            Next <span aria-hidden="true">→</span>
          </button>
          <CopyLink settle={settle} />
          <button
            type="button"
            class="button"
            aria-keyshortcuts="Escape"
            onClick={() => dialog.current?.close()}
          >
            Close
          </button>
        </div>
      </header>
      <div ref={stage} class="stage">
        {outcome !== undefined && seen !== null && outcome.outcome === 'ok' && size.width > 0 && (
          <PictureFrame
            key={outcome.index}
            path={picturePath(run, outcome.index, Math.max(size.width, size.height))}
            outcome={outcome}
            seen={seen}
            frameWidth={size.width}
            frameHeight={size.height}
            heatSide={heatSide}
            heat={heat}
            alt={`Picture ${outcome.id}`}
          />
        )}
        {outcome !== undefined && outcome.outcome !== 'ok' && (
          <p class="soft">There is no picture to show.</p>
        )}
      </div>
      <div class="facts">
        {outcome !== undefined && seen !== null && (
          <>
            <DetailFacts outcome={outcome} seen={seen} policy={policy} />
            {outcome.outcome === 'ok' && (
              <>
                <ClassList outcome={outcome} place={seen.place} onChoose={choose} />
                {controls}
              </>
            )}
          </>
        )}
      </div>
    </dialog>
  );
}
