/** A map as a layer of heat over the part of the picture that it shows. */
import type { Box } from '@camfleet/cam';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Maps } from './decode-maps.js';
import { heatPixels } from './heat-pixels.js';

interface HeatLayerProps {
  readonly maps: Maps;
  readonly place: number;
  /** What of the picture the map shows, in its pixels. */
  readonly area: Box;
  readonly width: number;
  readonly height: number;
  /** Pixels of the layer's longer side: a few times the map's are enough, since the browser smooths between them. */
  readonly side: number;
  readonly opacity: number;
}

export function HeatLayer({ maps, place, area, width, height, side, opacity }: HeatLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x0, y0, x1, y1] = area;
  const scale = side / Math.max(x1 - x0, y1 - y0);
  const across = Math.max(1, Math.round((x1 - x0) * scale));
  const down = Math.max(1, Math.round((y1 - y0) * scale));
  const map = maps.values[place];
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context || map === undefined) return;
    context.putImageData(
      new ImageData(heatPixels(map, maps.height, maps.width, across, down), across, down),
      0,
      0,
    );
  }, [map, maps.height, maps.width, across, down]);
  const percent = (pixels: number, of: number) => `${(100 * pixels) / of}%`;
  return (
    <canvas
      ref={canvas}
      class="heat"
      width={across}
      height={down}
      style={{
        left: percent(x0, width),
        top: percent(y0, height),
        width: percent(x1 - x0, width),
        height: percent(y1 - y0, height),
        opacity,
      }}
    />
  );
}
