/** What the eight EXIF orientations do to a picture on its way from stored to shown. */

export interface Orientation {
  /** Whether rows and columns change places. */
  readonly swap: boolean;
  /** Whether the stored columns, the stored rows, are shown in the opposite order. */
  readonly mirrorColumns: boolean;
  readonly mirrorRows: boolean;
}

const orientation = (swap: boolean, mirrorColumns: boolean, mirrorRows: boolean): Orientation => ({
  swap,
  mirrorColumns,
  mirrorRows,
});

const orientations: readonly Orientation[] = [
  orientation(false, false, false),
  orientation(false, true, false),
  orientation(false, true, true),
  orientation(false, false, true),
  orientation(true, false, false),
  orientation(true, false, true),
  orientation(true, true, true),
  orientation(true, true, false),
];

/** `value`: EXIF's, 1 to 8; 1, upright, is what anything else counts as. */
export function orientationOf(value: number): Orientation {
  return orientations[value - 1] ?? orientations[0]!;
}
