/** 3: Redis is killed and comes back with its data; then with none. */
import { listCommits } from '@camfleet/results';
import { waitUntil } from '../../support/wait-until.js';
import { inspectRun } from '../inspect-run.js';
import type { Item, Size } from '../item.js';
import { keepFleet } from '../keep-fleet.js';
import type { Lab } from '../lab.js';

const extents: Record<Size, number> = { tiny: 24, short: 200, nightly: 4_000 };
const shardRows = 4;
const submissions = 5;

export const redisLost: Item = {
  title: 'Redis killed and started again; Redis wiped',
  waits: true,
  run: async ({ size, report, s3, openLab }) => {
    const shards = extents[size];
    const lab = await openLab({ s3: await s3() });
    keepFleet(lab, { producer: 2, worker: 2 });
    const api = await lab.serve();
    try {
      await lab.submit('calm', { rows: shards * shardRows, shardRows: 256 });
      await lab.ended('calm');
      const calm = await inspectRun(lab.store, 'calm');

      await lab.submit('killed', { rows: shards * shardRows, shardRows });
      await commits(lab, 'killed', shards / 4);
      // Submissions are acknowledged by the store: while Redis is away as well.
      const acknowledged = [await api.submit({ rows: 16, shardRows })];
      await lab.redis.kill();
      for (let i = 0; i < submissions; i++) acknowledged.push(await api.submit({ rows: 16, shardRows }));
      await lab.redis.restart('its data');
      await lab.ended('killed');
      const killed = await inspectRun(lab.store, 'killed');
      report.holds('sameRowsAfterKill', killed.digest === calm.digest);
      const names = acknowledged.filter((run) => run !== null);
      const ended = await Promise.all(names.map((run) => lab.ended(run)));
      report.figure('submissionsAcknowledged', names.length, { least: submissions + 1 });
      const lost = ended.filter(({ state, images }) => state !== 'complete' || images.ok !== 16).length;
      report.figure('submissionsLost', lost, { most: 0 });

      await lab.submit('wiped', { rows: shards * shardRows, shardRows });
      await commits(lab, 'wiped', shards / 4);
      await lab.redis.kill();
      const done = new Set<number>();
      for await (const shard of listCommits(lab.store, 'wiped')) done.add(shard);
      const from = lab.lines.length;
      await lab.redis.restart('nothing');
      await lab.ended('wiped');
      const wiped = await inspectRun(lab.store, 'wiped');
      const again = computedFrom(lab, 'wiped', from).filter((shard) => done.has(shard));
      report.holds('sameRowsAfterWipe', wiped.digest === calm.digest);
      report.figure('committedAtWipe', done.size, { least: shards / 4 });
      report.figure('committedComputedAgain', again.length, { most: 0 });
      report.figure('orphanedParts', wiped.orphans + killed.orphans, { most: 0 });
    } finally {
      await lab.close();
    }
  },
};

async function commits(lab: Lab, run: string, count: number): Promise<void> {
  const committed = () => lab.lines.filter((line) => line.run === run && line.result === 'committed');
  await waitUntil(`${count} commits of ${run}`, () => committed().length >= count, { everyMs: 100 });
}

/** Shards that were begun from line `from` on, and not found done. What was in hand by then may still end, and be told of late. */
function computedFrom({ lines }: Lab, run: string, from: number): number[] {
  const begun = new Set<string>();
  return lines.slice(from).flatMap((line) => {
    const { pid, shard, result } = line;
    if (line.run !== run || shard === undefined) return [];
    if (line.msg === 'shard begun') begun.add(`${pid} ${shard}`);
    return result !== undefined && result !== 'done' && begun.has(`${pid} ${shard}`) ? [shard] : [];
  });
}
