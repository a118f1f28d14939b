/** How pictures are drawn, and which are shown. */
import type { ComponentChildren } from 'preact';
import { hrefOf } from '../router/route.js';
import { Choice } from './choice.js';
import { Filters } from './filters.js';
import { Legend } from './legend.js';
import { SeenFiguresNote } from './seen-figures-note.js';
import type { GalleryModel } from './use-gallery.js';

interface GallerySideProps {
  readonly gallery: GalleryModel;
  /** Of the drawing; they stand beside the large picture while there is one. */
  readonly controls: ComponentChildren;
}

export function GallerySide({ gallery, controls }: GallerySideProps) {
  const { run, isLive, state, facets, pages, round, policy, changeLooks, changeSelection } = gallery;
  const { selection, looks } = state;
  return (
    <aside aria-label="What is shown, and how">
      <header>
        <a href={hrefOf({ view: 'run', run: run.run })}>← {run.run}</a>
        <p class="soft">
          {run.model} · {run.policy}
        </p>
      </header>
      <h2>Draw</h2>
      {controls}
      <Choice
        label="Map of"
        value={looks.map}
        choices={[
          ['true', 'true class'],
          ['predicted', 'best class'],
        ]}
        onChoose={(map) => changeLooks({ map })}
      />
      <SeenFiguresNote pages={pages} round={round} policy={policy} wish={looks.map} />
      <Legend />
      <h2>Show</h2>
      <Filters selection={selection} facets={facets} isLive={isLive} change={changeSelection} />
    </aside>
  );
}
