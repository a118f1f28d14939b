/** A gallery: how and which on the left, the pictures on the right, and one of them large where it is opened. */
import type { RunView } from '@camfleet/protocol';
import { Detail } from './detail.js';
import { DrawControls } from './draw-controls.js';
import { GallerySide } from './gallery-side.js';
import { PicturesHead } from './pictures-head.js';
import { PicturesNotes } from './pictures-notes.js';
import { Thumbnails } from './thumbnails.js';
import { Tile } from './tile.js';
import { useGallery } from './use-gallery.js';
import './controls.css';
import './detail.css';
import './gallery.css';
import './pictures.css';

const captionHeight = 54;
const shapes = {
  small: { tileWidthMin: 132, aspect: 1, captionHeight },
  medium: { tileWidthMin: 200, aspect: 1, captionHeight },
  large: { tileWidthMin: 320, aspect: 1, captionHeight },
} as const;

interface GalleryProps {
  readonly run: RunView;
  readonly isLive: boolean;
  readonly query: URLSearchParams;
}

export function Gallery({ run, isLive, query }: GalleryProps) {
  const gallery = useGallery(run, isLive, query);
  const { pages, policy, policies, chosen, state } = gallery;
  const { looks, open } = state;
  const total = pages.total ?? 0;
  const controls = (
    <DrawControls looks={looks} policies={policies} policy={chosen} change={gallery.changeLooks} />
  );
  const shared = { run: run.run, policy, wish: looks.map, heat: looks.heat };
  const tile = (position: number, side: number) => {
    const outcome = pages.at(position);
    return outcome && <Tile key={outcome.index} outcome={outcome} side={side} {...shared} />;
  };
  return (
    <div class="gallery">
      <GallerySide gallery={gallery} controls={open === null && controls} />
      <section class="pictures" aria-label="Pictures">
        <PicturesHead gallery={gallery} />
        <PicturesNotes pages={pages} isLive={isLive} />
        <Thumbnails
          label="Pictures"
          total={total}
          shape={shapes[looks.size]}
          at={state.at}
          active={gallery.active}
          tile={tile}
          onRange={gallery.setRange}
          onAt={gallery.setAt}
          onActive={gallery.setActive}
          onOpen={gallery.show}
        />
      </section>
      {open !== null && (
        <Detail
          outcome={pages.at(open)}
          position={open}
          total={total}
          controls={controls}
          onMove={gallery.show}
          onClose={gallery.hide}
          settle={gallery.settle}
          {...shared}
        />
      )}
    </div>
  );
}
