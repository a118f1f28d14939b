/** A commit record of one good row, for what follows commits. */
import { type CommitRecord, commitRecordSchema } from '@camfleet/contracts';

export const recordOf = (shard: number, images = shard): CommitRecord =>
  commitRecordSchema.parse({
    shard,
    attempt: 'a',
    worker: 'w',
    parts: [{ key: 'p', sha256: 's', bytes: 1, rows: 1 }],
    counts: { ok: 1, failed: 0, skipped: 0 },
    failures: {},
    warnings: {},
    evaluation: { images },
    timings: { startedAt: new Date(0).toISOString(), seconds: 1, paddedImages: 0, fetchedBytes: 0 },
  });
