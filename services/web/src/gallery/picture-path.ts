/** Widths in which pictures are asked for: few, so that a thumbnail that was made once serves every size of tile. */
const widths = [256, 512, 1_024, 2_048];

/** The picture of a row, wide enough for `side` CSS pixels on this screen. */
export function picturePath(run: string, index: number, side: number): string {
  const wanted = side * Math.min(devicePixelRatio, 2);
  const width = widths.find((one) => one >= wanted * 0.8) ?? widths.at(-1)!;
  return `/v1/runs/${encodeURIComponent(run)}/outcomes/${index}/image?width=${width}`;
}
