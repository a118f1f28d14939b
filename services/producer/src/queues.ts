/** The queues of the models that runs want: opened when the first run comes, closed when nothing is left of the last one. */
import type { RunRequest } from '@camfleet/contracts';
import type { QueuedWork, ShardEnding, ShardKind, ShardQueue } from '@camfleet/queue';
import pLimit from 'p-limit';

interface OpenQueue {
  readonly queue: ShardQueue;
  readonly work: Omit<QueuedWork, 'jobs'>;
  readonly runs: Set<string>;
  /** Runs that have ended, and may have left jobs: a worker had them, and handed them back or died with them. */
  readonly ended: Set<string>;
}

export interface Queues {
  of(request: RunRequest): Promise<ShardQueue>;
  /** The run needs its queue no more. */
  leave(run: string): void;
  /** What stands in all queues, by run; takes out what is left of those that have ended. */
  list(): Promise<Map<string, number[]>>;
  /** What the queues have given up of these runs. */
  failed(runs: ReadonlySet<string>): Promise<ShardEnding[]>;
  /** What every queue is for, with the jobs that its runs have there. */
  work(jobsOf: (run: string) => number): Map<string, QueuedWork>;
  close(): Promise<void>;
}

export function createQueues(
  open: (model: RunRequest['model'], kind: ShardKind) => Promise<ShardQueue>,
  tellEnding: (ending: ShardEnding) => void,
  stalled: () => void,
): Queues {
  const queues = new Map<string, OpenQueue>();
  /** Two runs that come at once share one queue. */
  const opening = pLimit(1);
  return {
    of: ({ run, model, parent }) =>
      opening(async () => {
        const kind = parent?.kind === 'rebox' ? 'rebox' : 'localise';
        const key = `${kind}.${model.name}.${model.version}`;
        let known = queues.get(key);
        if (known === undefined) {
          const queue = await open(model, kind);
          queue.watch(tellEnding, stalled);
          const { name, version } = model;
          known = { queue, work: { model: { name, version }, kind }, runs: new Set(), ended: new Set() };
          queues.set(key, known);
        }
        known.runs.add(run);
        // One that could not be read for a while: what stands there is its own.
        known.ended.delete(run);
        return known.queue;
      }),
    leave: (run) => {
      for (const { runs, ended } of queues.values()) if (runs.delete(run)) ended.add(run);
    },
    list: async () => {
      const all = new Map<string, number[]>();
      for (const [key, { queue, runs, ended }] of queues) {
        const jobs = await queue.list();
        for (const run of ended) {
          // What a worker still has is taken out later, once it ends or its lease does.
          const shards = jobs.get(run) ?? [];
          if ((await queue.remove(run, shards)).length === 0) ended.delete(run);
          jobs.delete(run);
        }
        for (const [run, shards] of jobs) all.set(run, shards);
        if (runs.size > 0 || ended.size > 0) continue;
        queues.delete(key);
        await queue.close();
      }
      return all;
    },
    failed: async (wanted) => {
      const all: ShardEnding[] = [];
      for (const { queue, runs } of queues.values()) {
        const here = new Set([...runs].filter((run) => wanted.has(run)));
        if (here.size > 0) all.push(...(await queue.failed(here)));
      }
      return all;
    },
    work: (jobsOf) =>
      new Map(
        [...queues.values()].map(({ queue, work, runs }) => [
          queue.name,
          { ...work, jobs: [...runs].reduce((sum, run) => sum + jobsOf(run), 0) },
        ]),
      ),
    close: async () => {
      for (const { queue } of queues.values()) await queue.close();
      queues.clear();
    },
  };
}
