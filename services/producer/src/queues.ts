/** The queues of the models that runs want: opened when the first run comes, closed when the last one has ended. */
import type { RunRequest } from '@camfleet/contracts';
import type { QueuedWork, ShardEnding, ShardKind, ShardQueue } from '@camfleet/queue';

interface OpenQueue {
  readonly queue: ShardQueue;
  readonly work: Omit<QueuedWork, 'jobs'>;
  readonly runs: Set<string>;
}

export interface Queues {
  of(request: RunRequest): Promise<ShardQueue>;
  /** The run needs its queue no more. */
  leave(run: string): Promise<void>;
  /** What stands in all queues, by run. */
  list(): Promise<Map<string, number[]>>;
  /** What the queues have given up of these runs. */
  failed(runs: ReadonlySet<string>): Promise<ShardEnding[]>;
  /** What every queue is for, with the jobs that its runs have there. */
  work(jobsOf: (run: string) => number): Map<string, QueuedWork>;
  close(): Promise<void>;
}

export function createQueues(
  open: (model: RunRequest['model'], kind: ShardKind) => Promise<ShardQueue>,
  ended: (ending: ShardEnding) => void,
  stalled: () => void,
): Queues {
  const queues = new Map<string, OpenQueue>();
  return {
    of: async ({ run, model, parent }) => {
      const kind = parent?.kind === 'rebox' ? 'rebox' : 'localise';
      const key = `${kind}.${model.name}.${model.version}`;
      let known = queues.get(key);
      if (known === undefined) {
        const queue = await open(model, kind);
        queue.watch(ended, stalled);
        const { name, version } = model;
        known = { queue, work: { model: { name, version }, kind }, runs: new Set() };
        queues.set(key, known);
      }
      known.runs.add(run);
      return known.queue;
    },
    leave: async (run) => {
      for (const [key, { queue, runs }] of queues) {
        if (!runs.delete(run) || runs.size > 0) continue;
        queues.delete(key);
        await queue.close();
      }
    },
    list: async () => {
      const all = new Map<string, number[]>();
      for (const { queue } of queues.values()) {
        for (const [run, shards] of await queue.list()) all.set(run, shards);
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
