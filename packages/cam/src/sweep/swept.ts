import { cellValue } from '../cell-value.js';
import type { GridAxes } from '../grid-axes.js';
import type { CellEnds } from './cell-ends.js';
import { type Levels, levelOf } from './level-of.js';

/** A map [h, w] over an image, and the grid of thresholds that it is asked at. */
export type Swept = {
  readonly map: Float32Array;
  readonly h: number;
  readonly w: number;
  readonly axes: GridAxes;
  readonly ends: CellEnds;
  readonly levels: Levels;
  /** How near to a threshold a value must be for rounding to matter, in units of the map. */
  readonly margin: number;
  /** The same in levels, with what finding a level by a multiplication may be off by. */
  readonly unsure: number;
  /** [n + 1]: 1 where a value came as near to that threshold: only `components` knows what is true there. */
  readonly doubtful: Uint8Array;
};

/** The level of a value; a threshold that it is within the margin of is in doubt from then on. */
export function levelWithDoubt(value: number, { levels, margin, doubtful }: Swept): number {
  const { thresholds } = levels;
  const level = levelOf(value, levels);
  if (level >= 0 && value - thresholds[level]! <= margin) doubtful[level] = 1;
  if (thresholds[level + 1]! - value <= margin) doubtful[level + 1] = 1;
  return level;
}

/** The level of the pixel in row y at column x. @param cell the row's */
export function levelAt(swept: Swept, cell: number, y: number, x: number): number {
  const { map, h, w, axes, ends } = swept;
  const fy = axes.rows.fraction[y]!;
  return levelWithDoubt(cellValue(map, h, w, cell, ends.cellOf[x]!, fy, axes.columns.fraction[x]!), swept);
}
