type Traced = {
  /** Of the polygon through the border's pixel centres. A hole's border runs through the pixels around the hole. */
  readonly area: number;
  /** The border's pixels: both corners are part of it. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** The border of a connected set of pixels, or of a hole in one. */
export type Contour = Traced & { readonly isHole: boolean };

type Border = Contour & { readonly parent: number; readonly children: number[] };

/** Neighbours of a pixel, clockwise from the left one, on a picture that is `stride` wide. */
const around = (stride: number): readonly number[] => [
  -1,
  -stride - 1,
  -stride,
  -stride + 1,
  1,
  stride + 1,
  stride,
  stride - 1,
];
/** Position of the right neighbour among them. */
const east = 4;

/**
 * Follows the border that begins at pixel `start`, whose neighbour in direction `from` is outside, and marks it as
 * number `name`: negative where the pixel to the right is outside.
 *
 * @returns area and extent, in the padded picture's coordinates
 */
function followBorder(
  picture: Int32Array,
  stride: number,
  start: number,
  from: number,
  name: number,
): Traced {
  const steps = around(stride);
  const xOf = (at: number): number => at % stride;
  const yOf = (at: number): number => Math.floor(at / stride);
  let turn = 0;
  while (turn < 8 && picture[start + steps[(from + turn) % 8]!] === 0) turn++;
  let [left, right, top, bottom] = [xOf(start), xOf(start), yOf(start), yOf(start)];
  if (turn === 8) {
    picture[start] = -name;
    return { area: 0, left, top, right, bottom };
  }
  const last = start + steps[(from + turn) % 8]!;
  let twice = 0;
  let at = start;
  let direction = (from + turn) % 8;
  for (;;) {
    // Counterclockwise from where we came; whether the right neighbour was seen to be outside decides the mark.
    let sawEast = false;
    let next = direction;
    do {
      next = (next + 7) % 8;
      if (picture[at + steps[next]!] !== 0) break;
      if (next === east) sawEast = true;
    } while (next !== direction);
    if (sawEast) picture[at] = -name;
    else if (picture[at] === 1) picture[at] = name;
    const to = at + steps[next]!;
    twice += xOf(at) * yOf(to) - xOf(to) * yOf(at);
    left = Math.min(left, xOf(to));
    right = Math.max(right, xOf(to));
    top = Math.min(top, yOf(to));
    bottom = Math.max(bottom, yOf(to));
    if (to === start && at === last) break;
    at = to;
    direction = (next + 4) % 8;
  }
  return { area: Math.abs(twice) / 2, left, top, right, bottom };
}

/** 1 where a pixel is in, with a frame of zeros around, and the rows beyond which there is nothing. */
function padded(
  levels: Uint8Array,
  width: number,
  height: number,
  threshold: number,
): { readonly picture: Int32Array; readonly top: number; readonly bottom: number } {
  const picture = new Int32Array((width + 2) * (height + 2));
  let top = height + 1;
  let bottom = 0;
  for (let y = 1; y <= height; y++) {
    const shift = y * (width + 2) + 1 - (y - 1) * width;
    for (let at = (y - 1) * width; at < y * width; at++) {
      if (levels[at]! <= threshold) continue;
      picture[at + shift] = 1;
      bottom = y;
    }
    if (bottom > 0 && top > y) top = y;
  }
  return { picture, top, bottom };
}

/** A parent before its children, and of brothers the one found last first. */
function inOrder(borders: readonly Border[], children: readonly number[]): Border[] {
  return children.toReversed().flatMap((child) => {
    const border = borders[child]!;
    return [border, ...inOrder(borders, border.children)];
  });
}

/**
 * The borders of the sets of pixels (8-connected) of a picture, and of their holes (4-connected), by the border following
 * of Suzuki and Abe (1985), in the order in which OpenCV's findContours returns them with RETR_TREE.
 *
 * @param levels [height, width]
 * @param threshold what is strictly above it is in
 */
export function contours(
  levels: Uint8Array,
  width: number,
  height: number,
  threshold: number,
): readonly Contour[] {
  const stride = width + 2;
  const { picture, top, bottom } = padded(levels, width, height, threshold);
  // Borders are numbered from 2, since 1 is a pixel that no border has marked; 1 is the frame.
  const frame: Border = {
    isHole: true,
    parent: 1,
    children: [],
    area: 0,
    left: 0,
    top: 0,
    right: 0,
    bottom: 0,
  };
  const borders: Border[] = [frame, frame];
  for (let y = top; y <= bottom; y++) {
    let seen = 1;
    for (let x = 1; x <= width; x++) {
      const at = y * stride + x;
      const value = picture[at]!;
      if (value === 0) continue;
      // Most pixels are inside: no border begins there, and none has marked them.
      if (value === 1 && picture[at - 1] !== 0 && picture[at + 1] !== 0) continue;
      const isOuter = value === 1 && picture[at - 1] === 0;
      const isHole = !isOuter && value >= 1 && picture[at + 1] === 0;
      if (isOuter || isHole) {
        if (isHole && value > 1) seen = value;
        const before = borders[seen]!;
        const parent = before.isHole === isHole ? before.parent : seen;
        const name = borders.length;
        const found = followBorder(picture, stride, at, isOuter ? 0 : east, name);
        borders.push({ ...found, isHole, parent, children: [] });
        borders[parent]!.children.push(name);
      }
      if (picture[at] !== 1) seen = Math.abs(picture[at]!);
    }
  }
  return inOrder(borders, frame.children).map(({ isHole, area, left, top, right, bottom }) => ({
    isHole,
    area,
    left: left - 1,
    top: top - 1,
    right: right - 1,
    bottom: bottom - 1,
  }));
}
