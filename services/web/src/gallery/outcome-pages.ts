/** Outcomes in pages, fetched as they come near the screen and forgotten when they have long been away from it. */

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface PageSource<Row> {
  readonly pageRows: number;
  /** Pages that are kept. */
  readonly pagesMax: number;
  fetchPage(from: number, signal: AbortSignal): Promise<Page<Row>>;
  /** Something is known that was not: rows, the total or an error. */
  changed(): void;
}

export interface OutcomePages<Row> {
  /** Null until the first page is there. */
  readonly total: number | null;
  /** Why rows on the screen are missing. */
  readonly error: Error | null;
  at(index: number): Row | undefined;
  /** Every row that is kept. */
  kept(): Iterable<Row>;
  /** Fetches what is missing of these ranges, first <= index < end, and gives up what is on its way and in none of them. */
  want(...ranges: readonly (readonly [first: number, end: number])[]): void;
  /** Fetches what is on screen again and keeps nothing else: of a run that goes on, rows may have moved. */
  refresh(): void;
  close(): void;
}

export function outcomePages<Row>(source: PageSource<Row>): OutcomePages<Row> {
  const { pageRows, pagesMax } = source;
  /** In the order of their last use. */
  const pages = new Map<number, readonly Row[]>();
  const underway = new Map<number, AbortController>();
  const failed = new Map<number, Error>();
  let total: number | null = null;
  let wanted: readonly number[] = [];

  function use(page: number): readonly Row[] | undefined {
    const rows = pages.get(page);
    if (rows === undefined) return undefined;
    pages.delete(page);
    pages.set(page, rows);
    return rows;
  }

  function pagesOf([first, end]: readonly [number, number]): readonly number[] {
    const begin = Math.floor(first / pageRows);
    return Array.from({ length: Math.ceil(end / pageRows) - begin }, (_, i) => begin + i);
  }

  function forget(): void {
    for (const page of pages.keys()) {
      if (pages.size <= pagesMax) return;
      if (!wanted.includes(page)) pages.delete(page);
    }
  }

  async function load(page: number): Promise<void> {
    const controller = new AbortController();
    underway.get(page)?.abort();
    underway.set(page, controller);
    try {
      const answer = await source.fetchPage(page * pageRows, controller.signal);
      if (controller.signal.aborted) return;
      failed.delete(page);
      pages.delete(page);
      pages.set(page, answer.rows);
      total = answer.total;
      forget();
    } catch (error) {
      if (controller.signal.aborted) return;
      failed.set(page, error instanceof Error ? error : new Error(String(error)));
    }
    underway.delete(page);
    source.changed();
  }

  return {
    get total() {
      return total;
    },
    get error() {
      return wanted.map((page) => failed.get(page)).find((error) => error !== undefined) ?? null;
    },
    at: (index) => pages.get(Math.floor(index / pageRows))?.[index % pageRows],
    *kept() {
      for (const rows of pages.values()) yield* rows;
    },
    want(...ranges) {
      wanted = [...new Set(ranges.flatMap(pagesOf))];
      for (const [page, controller] of underway) {
        if (wanted.includes(page)) continue;
        controller.abort();
        underway.delete(page);
      }
      for (const page of wanted) {
        if (use(page) === undefined && !underway.has(page) && !failed.has(page)) void load(page);
      }
    },
    refresh() {
      for (const page of pages.keys()) if (!wanted.includes(page)) pages.delete(page);
      failed.clear();
      for (const page of wanted) if (!underway.has(page)) void load(page);
    },
    close() {
      for (const controller of underway.values()) controller.abort();
      underway.clear();
    },
  };
}
