/** 4: the store is away for ten seconds, then slow, then answers one request in ten with 503. */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../support/wait-until.js';
import { inspectRun } from '../inspect-run.js';
import type { Item, Size } from '../item.js';
import { keepFleet } from '../keep-fleet.js';
import { startS3Proxy } from '../s3-proxy.js';

const extents: Record<Size, number> = { tiny: 80, short: 200, nightly: 4_000 };
const shardRows = 4;
const awayMs = 10_000;

export const storeTrouble: Item = {
  title: 'the store away for 10 s, slow, and failing one request in ten',
  waits: true,
  run: async ({ size, report, s3, openLab }) => {
    const shards = extents[size];
    const rows = shards * shardRows;
    const server = await s3();
    const proxy = await startS3Proxy(server.endpoint);
    const lab = await openLab({ s3: server, endpoint: proxy.endpoint });
    keepFleet(lab, { producer: 1, worker: 2 });
    const committed = (from: number) =>
      lab.lines.slice(from).filter(({ run, result }) => run === 'troubled' && result === 'committed').length;
    const more = (count: number) => {
      const from = lab.lines.length;
      return waitUntil(`${count} commits more`, () => committed(from) >= count, { everyMs: 100 });
    };
    try {
      await lab.submit('calm', { rows, shardRows: 256 });
      await lab.ended('calm');
      const calm = await inspectRun(lab.store, 'calm');

      await lab.submit('troubled', { rows, shardRows });
      await more(shards / 8);
      proxy.set({ kind: 'down' });
      await sleep(awayMs);
      const cut = proxy.troubled();
      proxy.set({ kind: 'fair' });
      const backAt = Date.now();
      await more(1);
      report.figure('requestsCut', cut, { least: 1 });
      report.figure('backAfterSeconds', (Date.now() - backAt) / 1_000, { most: 10 });

      proxy.set({ kind: 'slow', ms: 200 });
      await more(shards / 8);
      proxy.set({ kind: 'failing', every: 10 });
      const { state } = await lab.ended('troubled');
      proxy.set({ kind: 'fair' });
      const troubled = await inspectRun(lab.store, 'troubled');
      report.figure('requestsFailed', proxy.troubled() - cut, { least: 1 });
      report.holds('complete', state === 'complete');
      report.figure('rows', troubled.rows, { least: rows, most: rows });
      report.figure('rowsDoubled', troubled.doubled, { most: 0 });
      report.figure('orphanedParts', troubled.orphans, { most: 0 });
      report.holds('sameRowsAsUndisturbed', troubled.digest === calm.digest);
    } finally {
      await lab.close();
      await proxy.close();
    }
  },
};
