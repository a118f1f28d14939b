import type { Axis } from '../axis.js';

/**
 * The level of every pixel of one image row: the index of the last threshold that its value reaches, -1 where it reaches
 * none. The index is guessed by one multiplication, and the exact comparisons correct the guess.
 *
 * @param values [cells + 1], the row at the map's columns
 * @param thresholds [n + 1], nondecreasing, the last one infinite
 * @param levelsPerUnit about by how many levels a value rises where it rises by 1
 * @param levels [size], written
 */
export function levelRow(
  values: Float64Array,
  { cells, start, fraction }: Axis,
  thresholds: Float64Array,
  levelsPerUnit: number,
  levels: Int32Array,
): void {
  const top = thresholds.length - 2;
  const lowest = thresholds[0]!;
  for (let cell = 0; cell < cells; cell++) {
    const a = values[cell]!;
    const d = values[cell + 1]! - a;
    const end = start[cell + 1]!;
    for (let x = start[cell]!; x < end; x++) {
      const value = a + d * fraction[x]!;
      if (value < lowest) {
        levels[x] = -1;
        continue;
      }
      const guess = value * levelsPerUnit;
      let level = guess < top ? guess | 0 : top;
      while (value < thresholds[level]!) level--;
      while (value >= thresholds[level + 1]!) level++;
      levels[x] = level;
    }
  }
}
