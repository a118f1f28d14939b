/** 5: a worker is frozen with its commit on the way; when that arrives, another has committed the shard. */
import { readCommit } from '@camfleet/results';
import { inTime } from '@camfleet/runtime';
import { waitUntil } from '../../support/wait-until.js';
import { inspectRun } from '../inspect-run.js';
import type { Item } from '../item.js';
import { startS3Proxy } from '../s3-proxy.js';

const rows = 32;
const shardRows = 4;
/** It looks at its health every second, and has nothing in hand to wait for. */
const endMs = 60_000;

export const frozenWorker: Item = {
  title: 'a worker frozen beyond its lease, its commit on the way',
  waits: true,
  run: async ({ report, s3, openLab }) => {
    const server = await s3();
    const proxy = await startS3Proxy(server.endpoint);
    const lab = await openLab({ s3: server, endpoint: proxy.endpoint });
    try {
      const commit = proxy.hold('PUT', '/runs/frozen/commits/');
      lab.start('producer');
      const frozen = lab.start('worker');
      await lab.submit('frozen', { rows, shardRows });
      await commit.came;
      frozen.child.kill('SIGSTOP');
      const frozenAt = Date.now();
      const early = frozen.lines.filter(({ result }) => result === 'committed').length;

      lab.start('worker');
      await lab.ended('frozen');
      report.figure('frozenSeconds', (Date.now() - frozenAt) / 1_000, { least: 15 });
      const before = await inspectRun(lab.store, 'frozen');
      commit.release();
      frozen.child.kill('SIGCONT');
      const lost = await waitUntil('the late commit', () =>
        frozen.lines.find(({ result }) => result === 'lost'),
      );
      const after = await inspectRun(lab.store, 'frozen');
      const record = (await readCommit(lab.store, 'frozen', lost.shard!))!;
      report.holds('lateCommitLost', !record.worker.endsWith(`-${frozen.child.pid}`));
      report.holds('rowsUnchanged', before.digest === after.digest);
      report.figure('rows', after.rows, { least: rows, most: rows });
      report.figure('committedBeforeFrozen', early);
      report.figure('commits', after.shards, { least: rows / shardRows, most: rows / shardRows });
      report.holds('endedAsReplaceable', (await inTime(endMs, frozen.ended)) === 75);
      // It came after the sweep; the same bytes have the same name, so that there is nothing to sweep.
      report.figure('orphanedParts', after.orphans, { most: 0 });
    } finally {
      await lab.close();
      await proxy.close();
    }
  },
};
