/** 7: a small run that comes after a very long one of another tenant. */
import { initialControl } from '@camfleet/contracts';
import { appendControl, readControl } from '@camfleet/results';
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

      await lab.submit('long', { rows: long, shardRows: 1, tenant: 'large', base });
      await lab.logged('the long run', ({ run, result }) => run === 'long' && result === 'committed');
      let alone = 0;
      let beside = 0;
      let shared = 0;
      // In turns, so that both see the same machine.
      for (let round = 0; round < rounds; round++) {
        await decide(lab, 'pause', 'paused');
        alone += await timed(lab, `alone-${round}`, base);
        await decide(lab, 'resume', 'running');
        const from = lab.lines.length;
        beside += await timed(lab, `beside-${round}`, base);
        shared += lab.lines.slice(from).filter(({ result }) => result === 'committed').length;
      }

      report.figure('shardsQueuedBefore', long);
      report.figure('aloneSeconds', alone / rounds);
      report.figure('besideSeconds', beside / rounds);
      report.figure('ratio', beside / alone, { most: 2.2 });
      // What the ratio is where the fleet is as fast beside the long run as it is without it.
      report.figure('ratioAtEqualSpeed', shared / rounds / smallShards, { most: 2.2 });
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

/** Pauses or resumes the long run, and waits until that is so. */
async function decide(lab: Lab, verb: 'pause' | 'resume', state: string): Promise<void> {
  const from = lab.lines.length;
  const known = await readControl(lab.store, 'long', initialControl(10));
  await appendControl(lab.store, 'long', known, { verb, by: 'user', at: new Date().toISOString() });
  await lab.tell('long');
  await lab.logged(`the long run ${state}`, ({ run, msg }) => run === 'long' && msg === state, from);
}
