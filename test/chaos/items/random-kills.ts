/** 1: workers and producers are killed at random; the rows are those of a run that nothing disturbed. */
import { inspectRun } from '../inspect-run.js';
import type { Item, Size } from '../item.js';
import { keepFleet } from '../keep-fleet.js';
import { createRandom } from '../random.js';

const extents: Record<Size, { shards: number; kills: number }> = {
  tiny: { shards: 60, kills: 4 },
  short: { shards: 2_000, kills: 100 },
  nightly: { shards: 10_000, kills: 500 },
};
const shardRows = 2;

export const randomKills: Item = {
  title: 'random SIGKILLs of workers and producers',
  waits: true,
  run: async ({ size, report, s3, openLab }) => {
    const { shards, kills } = extents[size];
    const rows = shards * shardRows;
    const seed = Date.now() % 2 ** 31;
    report.say(`  seed ${seed}`);
    const random = createRandom(seed);
    const lab = await openLab({ s3: await s3() });
    try {
      const fleet = keepFleet(lab, { producer: 5, worker: 7 });
      await lab.submit('calm', { rows, shardRows: 256 });
      await lab.ended('calm');
      const calm = await inspectRun(lab.store, 'calm');

      await lab.submit('killed', { rows, shardRows });
      // Spread over the run by what is committed, so that it takes as many kills on a slow machine as on a fast one.
      const from = lab.lines.length;
      const everyShards = Math.floor((shards * 0.95) / kills);
      let done = 0;
      let read = from;
      let committed = 0;
      const strike = setInterval(() => {
        for (; read < lab.lines.length; read++) {
          if (lab.lines[read]!.result === 'committed') committed += 1;
        }
        if (done < kills && committed >= (done + 1) * everyShards) {
          fleet.kill(random());
          done += 1;
        }
      }, 5);
      const summary = await lab.ended('killed', 3_600).finally(() => clearInterval(strike));

      const killed = await inspectRun(lab.store, 'killed');
      const lines = lab.lines.slice(from).filter(({ run }) => run === 'killed');
      report.figure('shards', killed.shards, { least: shards, most: shards });
      report.figure('kills', done, { least: kills });
      report.figure('rows', killed.rows, { least: rows, most: rows });
      report.figure('rowsDoubled', killed.doubled, { most: 0 });
      report.figure('workerCrashed', killed.crashed, { most: 0 });
      report.figure('orphanedParts', killed.orphans, { most: 0 });
      report.holds('sameRowsAsUndisturbed', killed.digest === calm.digest);
      report.holds('complete', summary.state === 'complete');
      const begun = lines.filter(({ msg }) => msg === 'shard begun').length;
      // Each kill of a worker takes the two shards it holds.
      report.figure('duplicateExecutions', begun - shards, { most: 2 * kills + summaryRepairs(summary) });
      report.figure('lateCommits', lines.filter(({ result }) => result === 'lost').length);
      report.figure('seconds', summary.seconds);
    } finally {
      await lab.close();
    }
  },
};

function summaryRepairs({ repairs = {} }: { repairs?: Record<string, number> | undefined }): number {
  return Object.values(repairs).reduce((sum, count) => sum + count, 0);
}
