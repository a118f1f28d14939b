/** How true and found boxes are told apart without colour: by corners that reach outwards, and by dashes. */
import type { Box } from '@camfleet/cam';

/** Sides of a box as the path of an SVG. */
export const boxPath = ([x0, y0, x1, y1]: Box): string => `M${x0} ${y0}H${x1}V${y1}H${x0}Z`;

/**
 * The corners alone, as long as `tick` along each side, but no longer than a third of it.
 *
 * @param tick in the box's own unit
 */
export function cornerPath([x0, y0, x1, y1]: Box, tick: number): string {
  const across = Math.min(tick, (x1 - x0) / 3);
  const down = Math.min(tick, (y1 - y0) / 3);
  const corner = (x: number, y: number, dx: number, dy: number) => `M${x + dx} ${y}H${x}V${y + dy}`;
  return [
    corner(x0, y0, across, down),
    corner(x1, y0, -across, down),
    corner(x0, y1, across, -down),
    corner(x1, y1, -across, -down),
  ].join('');
}
