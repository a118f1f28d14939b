import type { Axis } from '../axis.js';
import type { GridAxes } from '../grid-axes.js';
import { roundingSlack } from '../rounding-slack.js';
import { addFlanks, type Gains } from './gains.js';
import { type Levels, levelOf } from './level-of.js';
import type { Peaks } from './peaks.js';
import { reusable } from './reusable.js';
import { rowValues } from './row-values.js';
import type { Trees } from './trees.js';

/**
 * The level of every pixel of one row.
 *
 * @param values [w + 1]: the row at the map's columns
 * @param margin in units of the map
 * @param found [size], written
 * @param doubtful [n + 1]: 1 is written where a pixel is within the margin of a threshold
 */
function levelRow(
  values: Float64Array,
  { cells, start, fraction }: Axis,
  levels: Levels,
  margin: number,
  found: Int32Array,
  doubtful: Uint8Array,
): void {
  const { thresholds, perUnit } = levels;
  const unsure = levels.unsure + margin * perUnit;
  for (let cell = 0; cell < cells; cell++) {
    const a = values[cell]!;
    const d = values[cell + 1]! - a;
    const end = start[cell + 1]!;
    for (let x = start[cell]!; x < end; x++) {
      const value = a + d * fraction[x]!;
      const place = value * perUnit;
      const guess = place | 0;
      const beyond = place - guess;
      if (beyond > unsure && beyond < 1 - unsure) {
        found[x] = guess;
        continue;
      }
      const level = levelOf(value, levels);
      found[x] = level;
      if (level >= 0 && value - thresholds[level]! <= margin) doubtful[level] = 1;
      if (thresholds[level + 1]! - value <= margin) doubtful[level + 1] = 1;
    }
  }
}

const rooms = { doubtful: reusable(Uint8Array), values: reusable(Float64Array), found: reusable(Int32Array) };

/**
 * How far every tree reaches to the left and to the right. Down a column of a cell the value is linear, so that from any
 * pixel a way leads up or down to the cell's first or last row on which no value is lower: all of it is one component.
 * These rows alone decide; where rounding could have a say, the level is in doubt.
 *
 * @param map [h, w]
 * @param gains what is to be added to
 * @returns [n + 1]: 1 where a pixel is as near to a threshold as rounding can matter
 */
export function addSides(
  map: Float32Array,
  h: number,
  w: number,
  { rows, columns }: GridAxes,
  levels: Levels,
  peaks: Peaks,
  trees: Trees,
  gains: Gains,
): Uint8Array {
  const doubtful = rooms.doubtful(levels.thresholds.length);
  const slack = roundingSlack(map);
  const values = rooms.values(w + 1);
  const found = rooms.found(columns.size);
  let peak = 0;
  for (let cell = 0; cell < rows.cells; cell++) {
    const start = rows.start[cell]!;
    const end = rows.start[cell + 1]!;
    // Rounding can hide a rise of one slack a row.
    const margin = slack * (end - start + 1);
    for (let y = start; y < end; y = y === start ? Math.max(end - 1, y + 1) : end) {
      rowValues(map, h, w, cell, rows.fraction[y]!, values);
      levelRow(values, columns, levels, margin, found, doubtful);
      while (peak < peaks.count && peaks.row[peak]! < y) peak++;
      for (; peak < peaks.count && peaks.row[peak] === y; peak++) addFlanks(gains, trees, peaks, peak, found);
    }
  }
  return doubtful;
}
