/** How many pictures there are, in which order, and how large. */
import { Choice } from './choice.js';
import { CopyLink } from './copy-link.js';
import { SortField } from './sort-field.js';
import type { GalleryModel } from './use-gallery.js';

export function PicturesHead({ gallery }: { readonly gallery: GalleryModel }) {
  const { run, isLive, isAsOwn, pages, state, settle, changeLooks, changeSelection } = gallery;
  return (
    <header class="row">
      <h1>
        <span class="number">{pages.total === null ? '…' : pages.total.toLocaleString('en')}</span> pictures
      </h1>
      {isLive && <span class="live">live: committed so far</span>}
      {!isAsOwn && <p class="soft">Order and filters follow the run’s own boxes, {run.policy}.</p>}
      <div class="row end">
        <SortField
          sort={state.selection.sort}
          isLive={isLive}
          onChange={(sort) => changeSelection({ sort })}
        />
        <Choice
          label="Size"
          value={state.looks.size}
          choices={[
            ['small', 'S'],
            ['medium', 'M'],
            ['large', 'L'],
          ]}
          onChoose={(size) => changeLooks({ size })}
        />
        <CopyLink settle={settle} />
      </div>
    </header>
  );
}
