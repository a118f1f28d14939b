/** 7: a small run that comes after a very long one of another tenant. */
import type { Item, Size } from '../item.js';
import type { Lab } from '../lab.js';
import { startSlowPictures } from '../slow-pictures.js';

const extents: Record<Size, { long: number; rounds: number }> = {
  tiny: { long: 2_000, rounds: 1 },
  short: { long: 100_000, rounds: 1 },
  nightly: { long: 100_000, rounds: 5 },
};
const smallShards = 100;
/** Far above what a shard costs otherwise, so that the slots are what is short. */
const shardMs = 500;

export const fairness: Item = {
  title: 'a small run after a very long one of another tenant',
  run: async ({ size, report, openLab }) => {
    const { long, rounds } = extents[size];
    const lab = await openLab({ s3: null });
    const pictures = await startSlowPictures(lab.folder, shardMs);
    const { base } = pictures;
    try {
      lab.start('producer');
      const workers = [lab.start('worker'), lab.start('worker')];
      // Models are loaded before anything is measured.
      await lab.submit('first', { rows: 16, shardRows: 1, base });
      await lab.ended('first');
      await Promise.all(workers.map((worker) => worker.logged(({ msg }) => msg === 'worker ready')));

      const alone: number[] = [];
      const beside: number[] = [];
      for (let i = 0; i < rounds; i++) alone.push(await timed(lab, `alone-${i}`, base));
      await lab.submit('long', { rows: long, shardRows: 1, tenant: 'large', base });
      await lab.logged('the long run', ({ run, result }) => run === 'long' && result === 'committed');
      for (let i = 0; i < rounds; i++) beside.push(await timed(lab, `beside-${i}`, base));

      report.figure('shardsQueuedBefore', long);
      report.figure('aloneSeconds', median(alone));
      report.figure('besideSeconds', median(beside));
      report.figure('ratio', median(beside) / median(alone), { most: 2.2 });
    } finally {
      await pictures.close();
      await lab.close();
    }
  },
};

/** From submission to the last of its commits, in seconds. */
async function timed(lab: Lab, run: string, base: string): Promise<number> {
  const startedAt = Date.now();
  await lab.submit(run, { rows: smallShards, shardRows: 1, tenant: 'small', base });
  await lab.ended(run);
  const commits = lab.lines.filter((line) => line.run === run && line.result === 'committed');
  return (Math.max(...commits.map(({ time }) => Date.parse(time))) - startedAt) / 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
