/** What one busy worker does, by queue, measured from the words of all workers. */
import type { Heartbeat } from '@camfleet/queue';

type Seen = Pick<Heartbeat, 'queue' | 'inHand' | 'images' | 'at'>;

interface Sample {
  readonly at: number;
  readonly busyMs: number;
  readonly images: number;
}

interface Measured {
  samples: Sample[];
  rate: number | null;
}

export interface WorkerRates {
  /** Takes what every worker said last. */
  take(heartbeats: ReadonlyMap<string, Seen>): void;
  /** Images a second of one busy worker: 0 where they worked and nothing came of it, null where nobody was seen at it. */
  of(queue: string): number | null;
}

/** What is older says little about now; a queue that nobody serves keeps its last figure, and no samples. */
const windowMs = 300_000;
/** So much work must be seen before its fruitlessness is believed. */
const fruitlessMs = 120_000;
/** So many queues are remembered: those that were served last. */
const queuesMax = 1_000;

export function createWorkerRates(): WorkerRates {
  let before: ReadonlyMap<string, Seen> = new Map();
  /** In the order in which they were served last. */
  const queues = new Map<string, Measured>();

  function add(queue: string, sample: Sample): void {
    const known = queues.get(queue) ?? { samples: [], rate: null };
    known.samples.push(sample);
    queues.delete(queue);
    queues.set(queue, known);
    if (queues.size > queuesMax) queues.delete(queues.keys().next().value!);
  }

  function measure(measured: Measured, now: number): void {
    measured.samples = measured.samples.filter(({ at }) => now - at <= windowMs);
    const busyMs = measured.samples.reduce((sum, one) => sum + one.busyMs, 0);
    const images = measured.samples.reduce((sum, one) => sum + one.images, 0);
    if (images > 0) measured.rate = images / (busyMs / 1_000);
    else if (busyMs >= fruitlessMs) measured.rate = 0;
  }

  return {
    take: (heartbeats) => {
      let now = 0;
      for (const [worker, { queue, inHand, images, at }] of heartbeats) {
        now = Math.max(now, at);
        const last = before.get(worker);
        // Who swapped its model in between, or had nothing to do, says nothing about this one.
        if (last === undefined || queue === null || last.queue !== queue || at <= last.at) continue;
        if (inHand === 0 && last.inHand === 0) continue;
        add(queue, { at, busyMs: at - last.at, images: Math.max(0, images - last.images) });
      }
      for (const measured of queues.values()) measure(measured, now);
      before = heartbeats;
    },
    of: (queue) => queues.get(queue)?.rate ?? null,
  };
}
