/** What an export holds, counted as its rows go by. */
import type { ExportSource } from './export-format.js';

interface ExportCounts {
  images: number;
  /** Rows that are left out. */
  failed: number;
  skipped: number;
  boxes: number;
  /** Of the box policy, those with a box. */
  guesses: number;
}

export interface CountedExport extends ExportSource {
  /** Of the pass that began last. */
  counts(): ExportCounts;
}

/** @param onRow told of every row of every pass */
export function counted(source: ExportSource, onRow: () => void): CountedExport {
  let counts: ExportCounts = { images: 0, failed: 0, skipped: 0, boxes: 0, guesses: 0 };
  return {
    facts: source.facts,
    counts: () => counts,
    async *rows() {
      const own = { images: 0, failed: 0, skipped: 0, boxes: 0, guesses: 0 };
      counts = own;
      for await (const row of source.rows()) {
        if (row.outcome.outcome === 'failed') own.failed += 1;
        if (row.outcome.outcome === 'skipped') own.skipped += 1;
        if (row.image !== null) {
          own.images += 1;
          own.boxes += row.image.predictions.filter(({ box }) => box !== null).length;
          own.guesses += row.image.outcome.guesses.filter(({ box }) => box !== null).length;
        }
        yield row;
        onRow();
      }
    },
  };
}
