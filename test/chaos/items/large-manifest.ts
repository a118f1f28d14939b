/** 8: manifests of a million rows and of ten, nightly as a packed table of a gigabyte and as a bucket: to submit, to scan, and to look after. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { RunRequest } from '@camfleet/contracts';
import { readShardIndex } from '@camfleet/results';
import { waitUntil } from '../../support/wait-until.js';
import type { Item, Size } from '../item.js';
import type { Lab } from '../lab.js';
import { cpuSeconds, peakMb } from '../process-figures.js';
import type { Report } from '../report.js';

interface Form {
  readonly name: string;
  readonly rows: number;
  readonly onS3?: true;
  write(lab: Lab, rows: number): Promise<Pick<RunRequest['manifest'], 'kind' | 'source'>>;
}

const ofLines = (rows: number): Form => ({ name: `of${rows / 1e6}Million`, rows, write: writeLines });

const forms: Record<Size, readonly Form[]> = {
  tiny: [ofLines(10_000)],
  short: [ofLines(1_000_000), ofLines(10_000_000)],
  nightly: [
    ofLines(1_000_000),
    ofLines(10_000_000),
    { name: 'ofAPackedGigabyte', rows: 10_000_000, write: writePackedTable },
    { name: 'ofABucket', rows: 100_000, onS3: true, write: writeObjects },
  ],
};
/** As often as the producer that is measured compares queue and commits, in ms. */
const reconcileMs = 500;
const reconcilesMeasured = 10;

export const largeManifest: Item = {
  title: 'manifests of one and of ten million rows',
  run: async ({ size, report, s3, openLab }) => {
    for (const form of forms[size]) {
      const lab = await openLab({ s3: form.onS3 ? await s3() : null });
      try {
        await measure(lab, form, report);
      } finally {
        await lab.close();
      }
    }
  },
};

async function measure(lab: Lab, { name, rows, write }: Form, report: Report): Promise<void> {
  const manifest = await write(lab, rows);
  const producer = lab.start('producer', { RECONCILE_MS: String(reconcileMs) });
  await producer.logged(({ msg }) => msg === 'leading');
  const api = await lab.serve();
  const before = await lab.redis.figures();

  const submittedAt = Date.now();
  const large = await api.submit({ rows, shardRows: null, manifest });
  if (large === null) throw new Error(`the API did not take ${manifest.source}`);
  const accepted = await lab.logged('scanning', ({ run, msg }) => run === large && msg === 'scanning');
  // Looked at, answered, and in the hands of the producer.
  report.figure(`acceptedSeconds_${name}`, (Date.parse(accepted.time) - submittedAt) / 1_000, { most: 1 });

  const scanned = await waitUntil(
    'the scan',
    () => lab.lines.find(({ run, msg }) => run === large && msg === 'running'),
    { seconds: 1_200 },
  );
  const index = (await readShardIndex(lab.store, large))!;
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

async function writeLines({ folder }: Lab, rows: number) {
  const source = join(folder, 'large.jsonl');
  const line = (row: number) => `{"uri":"pictures/0000.jpg","id":"${row}"}\n`;
  await pipeline(Readable.from(pieces(rows, line)), createWriteStream(source));
  return { kind: 'jsonl', source } as const;
}

/** A hundred bytes a row, as addresses in a bucket are long. */
async function writePackedTable({ folder }: Lab, rows: number) {
  const source = join(folder, 'large.csv.gz');
  const folders = 'data/photographs/of/everything/that/somebody/ever/took/a/picture/of';
  const line = (row: number) =>
    `${folders}/${String(row).padStart(12, '0')}.jpg,picture ${row % 1_000},${row}\n`;
  const text = Readable.from(pieces(rows, line, 'uri,label,id\n'));
  await pipeline(text, createGzip({ level: 1 }), createWriteStream(source));
  return { kind: 'csv', source } as const;
}

/** The lines of a file, ten thousand at a time. */
function* pieces(rows: number, line: (row: number) => string, header = ''): Generator<string> {
  yield header;
  const atATime = 10_000;
  for (let from = 0; from < rows; from += atATime) {
    yield Array.from({ length: Math.min(atATime, rows - from) }, (_, i) => line(from + i)).join('');
  }
}

async function writeObjects({ store }: Lab, rows: number) {
  const bytes = new Uint8Array(1);
  const atATime = 50;
  for (let from = 0; from < rows; from += atATime) {
    const puts = Array.from({ length: atATime }, (_, i) => store.put(`pictures/${from + i}.jpg`, bytes));
    await Promise.all(puts);
  }
  return { kind: 's3-prefix', source: `${store.address}/pictures/` } as const;
}
