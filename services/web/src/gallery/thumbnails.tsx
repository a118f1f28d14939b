/** All pictures of a selection as one grid, of which the part on the screen is there. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { moveByKey } from './move-by-key.js';
import {
  placeOf,
  scrollTopAt,
  scrollTopToShow,
  type TileShape,
  tileGrid,
  tilesOnScreen,
} from './tile-grid.js';
import { useScroller } from './use-scroller.js';

interface ThumbnailsProps {
  readonly label: string;
  readonly total: number;
  readonly shape: Omit<TileShape, 'gap'>;
  /** Where the list is looked at first, and again where it says another place than it was told. */
  readonly at: number;
  readonly active: number;
  /** A tile's content; undefined where it is not known yet. */
  tile(position: number, width: number): ComponentChildren;
  /** Must be the same function each time: positions that will be on the screen soon. */
  onRange(range: readonly [first: number, end: number]): void;
  onAt(position: number): void;
  onActive(position: number): void;
  onOpen(position: number): void;
}

const gap = 10;
/** Tiles below this width have no room for all of a caption; a container query would be asked of every tile that comes. */
const narrowWidth = 170;
/** Rows that are ready above and below the screen, and those whose outcomes are asked for. */
const overscan = 1;
const lookahead = 3;

export function Thumbnails(props: ThumbnailsProps) {
  const { label, total, shape, at, active, tile, onRange, onAt, onActive, onOpen } = props;
  const pane = useRef<HTMLDivElement>(null);
  const id = useId();
  const [screen, scrollTo] = useScroller(pane);
  const grid = tileGrid(total, screen.width, { ...shape, gap });
  const isReady = screen.width > 0 && total > 0;
  const { first, end } = tilesOnScreen(grid, screen, overscan);
  const ahead = tilesOnScreen(grid, screen, lookahead);
  const { first: top } = tilesOnScreen(grid, screen, 0);
  const told = useRef<number | null>(null);

  useEffect(() => {
    if (isReady && !screen.isFlying) onRange([ahead.first, ahead.end]);
  }, [ahead.first, ahead.end, screen.isFlying, isReady, onRange]);

  // A link, another order or another size of tiles says where to look; what was told from here is no news.
  useEffect(() => {
    if (!isReady || told.current === at) return;
    told.current = at;
    scrollTo(scrollTopAt(grid, Math.min(at, total - 1), screen.height));
  }, [isReady, at]);
  useEffect(() => {
    if (isReady && active < total) scrollTo(scrollTopToShow(grid, active, screen));
  }, [active]);
  const columns = useRef(grid.columns);
  useEffect(() => {
    if (columns.current === grid.columns) return;
    columns.current = grid.columns;
    if (isReady) scrollTo(scrollTopAt(grid, Math.min(at, total - 1), screen.height));
  }, [grid.columns]);
  useEffect(() => {
    if (!isReady || told.current === null || top === told.current) return;
    told.current = top;
    onAt(top);
  }, [top, isReady]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (active < total) onOpen(active);
      return;
    }
    const rowsOnScreen = Math.floor(screen.height / (grid.tileHeight + gap));
    const to = moveByKey(event, { index: active, total, columns: grid.columns, rowsOnScreen });
    if (to === null) return;
    event.preventDefault();
    onActive(to);
  }

  const rows = [];
  for (let row = first / grid.columns; isReady && row * grid.columns < end; row++) {
    const start = row * grid.columns;
    const { x, y } = placeOf(grid, start, screen);
    rows.push(
      // biome-ignore lint/a11y/useSemanticElements: rows of a table could not be laid out one by one.
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and says which tile is active.
      <div
        key={row}
        role="row"
        aria-rowindex={row + 1}
        class="tiles"
        style={{ transform: `translate(${x}px, ${y}px)` }}
      >
        {Array.from({ length: Math.min(grid.columns, total - start) }, (_, column) => {
          const position = start + column;
          const content = tile(position, grid.tileWidth);
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid listens to keys.
            <div
              key={position}
              role="gridcell"
              id={`${id}-${position}`}
              aria-colindex={column + 1}
              aria-selected={position === active}
              aria-busy={content === undefined}
              class={`tile ${position === active ? 'active' : ''}`}
              style={{ width: `${grid.tileWidth}px`, height: `${grid.tileHeight}px` }}
              onClick={() => {
                onActive(position);
                onOpen(position);
              }}
            >
              {content}
            </div>
          );
        })}
      </div>,
    );
  }
  const isActiveThere = isReady && active >= first && active < end;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div
      ref={pane}
      class={grid.tileWidth <= narrowWidth ? 'pane narrow' : 'pane'}
      role="grid"
      aria-label={label}
      aria-rowcount={Math.ceil(total / grid.columns)}
      aria-colcount={grid.columns}
      aria-activedescendant={isActiveThere ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" class="length" style={{ height: `${grid.scrollHeight}px` }}>
        {rows}
      </div>
    </div>
  );
}
