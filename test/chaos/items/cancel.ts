/** 6: how long after a cancel a run's shards are still at work. */
import { initialControl } from '@camfleet/contracts';
import { appendControl } from '@camfleet/results';
import { waitUntil } from '../../support/wait-until.js';
import { inspectRun } from '../inspect-run.js';
import type { Item, Size } from '../item.js';
import { startSlowPictures } from '../slow-pictures.js';

const extents: Record<Size, number> = { tiny: 5, short: 50, nightly: 200 };
const rows = 64;
const shardRows = 4;
/** So long that no shard ends by itself. */
const pictureMs = 25_000;

export const cancel: Item = {
  title: 'how soon a cancelled run stops',
  run: async ({ size, report, openLab }) => {
    const cancels = extents[size];
    const lab = await openLab({ s3: null });
    const pictures = await startSlowPictures(lab.folder, pictureMs);
    const stopMs: number[] = [];
    let unaccounted = 0;
    try {
      lab.start('producer');
      lab.start('worker');
      for (let i = 0; i < cancels; i++) {
        const run = `cancel-${i}`;
        await lab.submit(run, { rows, shardRows, base: pictures.base });
        const of = (begun: boolean) =>
          lab.lines
            .filter((line) => line.run === run && line.shard !== undefined)
            .filter(({ msg }) => (msg === 'shard begun') === begun);
        await waitUntil(`two shards of ${run}`, () => of(true).length >= 2, { everyMs: 5 });
        const entry = { verb: 'cancel', by: 'user', at: new Date().toISOString() } as const;
        const askedAt = Date.now();
        await appendControl(lab.store, run, initialControl(10), entry);
        await lab.tell(run);
        await waitUntil(`the stop of ${run}`, () => of(true).length === of(false).length, { everyMs: 5 });
        const last = Math.max(...of(false).map(({ time }) => Date.parse(time)));
        stopMs.push(last - askedAt);
        const { state, images } = await lab.ended(run);
        const seen = await inspectRun(lab.store, run);
        if (state !== 'cancelled' || seen.rows !== rows || seen.doubled > 0) unaccounted += 1;
        if (images.ok + images.failed + images.skipped !== rows) unaccounted += 1;
      }
      const sorted = stopMs.toSorted((a, b) => a - b);
      report.figure('cancels', cancels);
      report.figure('p50Ms', sorted[Math.floor(cancels * 0.5)]!);
      report.figure('p99Ms', sorted[Math.ceil(cancels * 0.99) - 1]!, { most: 1_000 });
      report.figure('runsWithRowsUnaccounted', unaccounted, { most: 0 });
    } finally {
      await pictures.close();
      await lab.close();
    }
  },
};
