/** A picture with its heat and boxes, as large as fits into a frame. */

import type { OutcomeView } from '@camfleet/protocol';
import { BoxLayer } from './box-layer.js';
import { HeatLayer } from './heat-layer.js';
import { mapsOf } from './maps-of.js';
import type { SeenOutcome } from './seen-outcome.js';
import { usePicture } from './use-picture.js';

interface PictureFrameProps {
  /** Of the API; null where the picture is not to be asked for yet. */
  readonly path: string | null;
  readonly outcome: OutcomeView;
  readonly seen: SeenOutcome;
  /** The frame, in CSS pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly heatSide: number;
  readonly heat: number;
  readonly alt: string;
}

export function PictureFrame(props: PictureFrameProps) {
  const { path, outcome, seen, frameWidth, frameHeight, heatSide, heat, alt } = props;
  const src = usePicture(path);
  const { width, height, area } = outcome;
  const maps = mapsOf(outcome);
  if (width === null || height === null) return <div class="well" />;
  const fit = Math.min(frameWidth / width, frameHeight / height);
  return (
    <div class="well">
      <div class="picture" style={{ width: `${width * fit}px`, height: `${height * fit}px` }}>
        {src === 'missing' && <p class="soft">The picture cannot be shown.</p>}
        {src !== null && src !== 'missing' && (
          <img
            src={src}
            alt={alt}
            draggable={false}
            decoding="async"
            style={{ filter: heat > 0 && maps !== null ? `grayscale(${Math.min(1, 1.2 * heat)})` : 'none' }}
          />
        )}
        {maps !== null && area !== null && heat > 0 && (
          <HeatLayer
            maps={maps}
            place={seen.place}
            area={area}
            width={width}
            height={height}
            side={heatSide}
            opacity={heat}
          />
        )}
        <BoxLayer
          truth={seen.truth}
          otherTruth={seen.otherTruth}
          found={seen.found}
          isRight={seen.isRight}
          width={width}
          height={height}
          scale={1 / fit}
        />
      </div>
    </div>
  );
}
