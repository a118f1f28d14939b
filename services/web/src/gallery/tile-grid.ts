/** Where tiles lie in a grid that is far taller than the screen, and which of them are on it. All sizes in CSS pixels. */

export interface TileGrid {
  readonly total: number;
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Between tiles, and around all of them. */
  readonly gap: number;
  /** Of all rows. */
  readonly height: number;
  /** Height of the element that is scrolled: browsers bound it, so that very long grids scroll faster than they are. */
  readonly scrollHeight: number;
}

export interface TileShape {
  readonly tileWidthMin: number;
  readonly gap: number;
  /** Width to height of what stands above the caption. */
  readonly aspect: number;
  readonly captionHeight: number;
}

interface Screen {
  readonly scrollTop: number;
  readonly height: number;
}

/** Browsers lay out no more than about 17 million pixels. */
const scrollHeightMax = 15_000_000;

/** As many columns as fit with tiles at least `tileWidthMin` wide; a tile is as much wider as fills the row. */
export function tileGrid(
  total: number,
  width: number,
  { tileWidthMin, gap, aspect, captionHeight }: TileShape,
): TileGrid {
  const columns = Math.max(1, Math.floor((width - gap) / (tileWidthMin + gap)));
  const tileWidth = Math.max(1, Math.floor((width - gap) / columns) - gap);
  const tileHeight = Math.floor(tileWidth / aspect) + captionHeight;
  const rows = Math.ceil(total / columns);
  const height = rows * (tileHeight + gap) + gap;
  return {
    total,
    columns,
    tileWidth,
    tileHeight,
    gap,
    height,
    scrollHeight: Math.min(height, scrollHeightMax),
  };
}

/** How far the rows are moved up for a place of the scroll bar: the same, where the grid is not longer than can be scrolled. */
function offsetOf(grid: TileGrid, { scrollTop, height }: Screen): number {
  if (grid.scrollHeight === grid.height) return scrollTop;
  return (scrollTop / (grid.scrollHeight - height)) * (grid.height - height);
}

function scrollTopOf(grid: TileGrid, offset: number, height: number): number {
  if (grid.scrollHeight === grid.height) return offset;
  return (offset / (grid.height - height)) * (grid.scrollHeight - height);
}

/** The tiles on the screen and `overscan` rows above and below it: first <= index < end. */
export function tilesOnScreen(
  grid: TileGrid,
  screen: Screen,
  overscan: number,
): { readonly first: number; readonly end: number } {
  const offset = offsetOf(grid, screen);
  const step = grid.tileHeight + grid.gap;
  const firstRow = Math.max(0, Math.floor(offset / step) - overscan);
  const endRow = Math.ceil((offset + screen.height) / step) + overscan;
  return {
    first: Math.min(firstRow * grid.columns, grid.total),
    end: Math.min(endRow * grid.columns, grid.total),
  };
}

/** A tile's place on the element that is scrolled. */
export function placeOf(
  grid: TileGrid,
  index: number,
  screen: Screen,
): { readonly x: number; readonly y: number } {
  const row = Math.floor(index / grid.columns);
  const shift = screen.scrollTop - offsetOf(grid, screen);
  return {
    x: grid.gap + (index % grid.columns) * (grid.tileWidth + grid.gap),
    y: grid.gap + row * (grid.tileHeight + grid.gap) + shift,
  };
}

/** The nearest place of the scroll bar that shows a whole tile and the gaps around it. */
export function scrollTopToShow(grid: TileGrid, index: number, screen: Screen): number {
  const { tileHeight, gap } = grid;
  const top = Math.floor(index / grid.columns) * (tileHeight + gap);
  const offset = offsetOf(grid, screen);
  if (top < offset) return scrollTopOf(grid, top, screen.height);
  const bottom = top + gap + tileHeight + gap;
  if (bottom > offset + screen.height) return scrollTopOf(grid, bottom - screen.height, screen.height);
  return screen.scrollTop;
}

/** The place of the scroll bar that has a tile's row at the top. */
export function scrollTopAt(grid: TileGrid, index: number, height: number): number {
  const top = Math.floor(index / grid.columns) * (grid.tileHeight + grid.gap);
  return scrollTopOf(grid, Math.max(0, Math.min(top, grid.height - height)), height);
}
