/** 8: manifests of a million rows and of ten: to submit, to scan, and to look after. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readShardIndex } from '@camfleet/results';
import { waitUntil } from '../../support/wait-until.js';
import type { Item, Size } from '../item.js';
import type { Lab } from '../lab.js';
import { cpuSeconds, peakMb } from '../process-figures.js';
import type { Report } from '../report.js';

const extents: Record<Size, readonly number[]> = {
  tiny: [10_000],
  short: [1_000_000, 10_000_000],
  nightly: [1_000_000, 10_000_000],
};
/** As often as the producer that is measured compares queue and commits, in ms. */
const reconcileMs = 500;
const reconcilesMeasured = 10;

export const largeManifest: Item = {
  title: 'manifests of one and of ten million rows',
  run: async ({ size, report, openLab }) => {
    for (const rows of extents[size]) {
      const lab = await openLab({ s3: null });
      try {
        await measure(lab, rows, report);
      } finally {
        await lab.close();
      }
    }
  },
};

async function measure(lab: Lab, rows: number, report: Report): Promise<void> {
  const manifest = join(lab.folder, 'large.jsonl');
  await writeRows(manifest, rows);
  const producer = lab.start('producer', { RECONCILE_MS: String(reconcileMs) });
  await producer.logged(({ msg }) => msg === 'leading');
  const before = await lab.redis.figures();
  const name = `of${rows / 1e6}Million`;

  const submittedAt = Date.now();
  await lab.submit('large', { rows, shardRows: null, manifest });
  const accepted = await lab.logged('scanning', ({ run, msg }) => run === 'large' && msg === 'scanning');
  report.figure(`acceptedSeconds_${name}`, (Date.parse(accepted.time) - submittedAt) / 1_000, { most: 1 });

  const scanned = await waitUntil(
    'the scan',
    () => lab.lines.find(({ run, msg }) => run === 'large' && msg === 'running'),
    { seconds: 1_200 },
  );
  const index = (await readShardIndex(lab.store, 'large'))!;
  report.figure(`rowsScanned_${name}`, index.rows, { least: rows, most: rows });
  report.figure(`shards_${name}`, index.shards);
  report.figure(`scanSeconds_${name}`, (Date.parse(scanned.time) - Date.parse(accepted.time)) / 1_000);

  const pid = producer.child.pid!;
  const cpuBefore = cpuSeconds(pid);
  await sleep(reconcilesMeasured * reconcileMs);
  // All that the producer does while it looks after the run; the comparison is the most of it.
  const reconcileCpuMs = ((cpuSeconds(pid) - cpuBefore) * 1_000) / reconcilesMeasured;
  report.figure(`reconcileCpuMs_${name}`, reconcileCpuMs);
  report.figure(`producerPeakMb_${name}`, peakMb(pid), { most: 200 });
  report.figure(`redisGrowthMb_${name}`, (await lab.redis.figures()).mb - before.mb, { most: 5 });
}

async function writeRows(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const atATime = 10_000;
  for (let from = 0; from < rows; from += atATime) {
    const lines = Array.from(
      { length: atATime },
      (_, i) => `{"uri":"pictures/0000.jpg","id":"${from + i}"}\n`,
    );
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}
