/** What is read of a picture that comes from libvips, and how large: bounded, whatever the picture's size. */
import { type InputArea, limits } from '@camfleet/contracts';
import type { Size } from './size.js';

export interface ReadingPlan {
  /** Of the oriented picture, in whole pixels. */
  readonly part: InputArea;
  /** The size at which the part is read: at most its own. */
  readonly read: Size;
}

/** Pixels read for each pixel of the input where a picture is too large to be held whole. */
const oversampling = 4;

/**
 * The whole picture at its own size, or so much smaller that it hardly changes what follows. Where even that would be too
 * much, because the input shows little of it, the part that the input shows; without it, libvips may shrink a JPEG as it loads.
 */
export function readingPlan(picture: Size, area: InputArea, input: Size): ReadingPlan {
  const whole = { left: 0, top: 0, ...picture };
  if (isHeld(picture)) return { part: whole, read: picture };
  const read = reduced(whole, area, input);
  if (isHeld(read)) return { part: whole, read };
  const part = seen(picture, area, input);
  return { part, read: reduced(part, area, input) };
}

/** The area in pixels of what was read. */
export function areaRead(area: InputArea, { part, read }: ReadingPlan): InputArea {
  const [x, y] = [read.width / part.width, read.height / part.height];
  return {
    left: (area.left - part.left) * x,
    top: (area.top - part.top) * y,
    width: area.width * x,
    height: area.height * y,
  };
}

function isHeld({ width, height }: Size): boolean {
  return width * height <= limits.exactPixelsMax;
}

function reduced({ width, height }: Size, area: InputArea, input: Size): Size {
  const side = (whole: number, shown: number, wanted: number) =>
    Math.min(whole, Math.ceil((oversampling * wanted * whole) / shown));
  return { width: side(width, area.width, input.width), height: side(height, area.height, input.height) };
}

/** What the input's pixels are made of: the area, and one pixel of the input beyond it. */
function seen(picture: Size, area: InputArea, input: Size): InputArea {
  const axis = (start: number, length: number, wanted: number, whole: number) => {
    const beyond = Math.ceil(length / wanted);
    const from = Math.max(0, start - beyond);
    return [from, Math.min(whole, start + length + beyond) - from] as const;
  };
  const [left, width] = axis(area.left, area.width, input.width, picture.width);
  const [top, height] = axis(area.top, area.height, input.height, picture.height);
  return { left, top, width, height };
}
