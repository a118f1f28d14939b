/** The commit records that were read last, of all runs: those of a page are still at hand when its last shard is committed. */
import { type CommitRecord, limits } from '@camfleet/contracts';

export interface RecentRecords {
  note(run: string, record: CommitRecord): void;
  of(run: string, shard: number): CommitRecord | undefined;
}

export function createRecentRecords(): RecentRecords {
  const records = new Map<string, CommitRecord>();
  return {
    note: (run, record) => {
      records.set(`${run} ${record.shard}`, record);
      if (records.size > limits.recordsAtHandMax) records.delete(records.keys().next().value!);
    },
    of: (run, shard) => records.get(`${run} ${shard}`),
  };
}
