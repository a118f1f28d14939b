/** What a key says to somebody who stands on a tile. */

interface Place {
  readonly index: number;
  readonly total: number;
  readonly columns: number;
  /** Rows that fit on the screen. */
  readonly rowsOnScreen: number;
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
}

/**
 * The tile that a key goes to, as in a grid of the ARIA practices; null where the key moves nothing. Left and right go on
 * over the ends of rows, up and down stop at the first and the last row.
 */
export function moveByKey(
  { key, ctrlKey }: Key,
  { index, total, columns, rowsOnScreen }: Place,
): number | null {
  if (total === 0) return null;
  const last = total - 1;
  const column = index % columns;
  const rowStart = index - column;
  const lastRowStart = last - (last % columns);
  const inRow = (start: number) => Math.min(start + column, last);
  const page = Math.max(1, rowsOnScreen) * columns;
  switch (key) {
    case 'ArrowRight':
      return Math.min(index + 1, last);
    case 'ArrowLeft':
      return Math.max(index - 1, 0);
    case 'ArrowDown':
      return rowStart === lastRowStart ? index : inRow(rowStart + columns);
    case 'ArrowUp':
      return rowStart === 0 ? index : inRow(rowStart - columns);
    case 'PageDown':
      return inRow(Math.min(rowStart + page, lastRowStart));
    case 'PageUp':
      return inRow(Math.max(rowStart - page, 0));
    case 'Home':
      return ctrlKey ? 0 : rowStart;
    case 'End':
      return ctrlKey ? last : Math.min(rowStart + columns - 1, last);
    default:
      return null;
  }
}
