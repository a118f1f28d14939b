/** What one busy worker does, by queue, measured from the words of all workers. */
import type { Heartbeat } from '@camfleet/queue';

type Seen = Pick<Heartbeat, 'queue' | 'inHand' | 'images' | 'at'>;

interface Sample {
  readonly at: number;
  readonly busyMs: number;
  readonly images: number;
}

export interface WorkerRates {
  /** Takes what every worker said last. */
  take(heartbeats: ReadonlyMap<string, Seen>): void;
  /** Images a second of one busy worker: 0 where they worked and nothing came of it, null where nobody was seen at it. */
  of(queue: string): number | null;
}

/** What is older says little about now; a queue that nobody serves keeps its last figure. */
const windowMs = 300_000;
/** So much work must be seen before its fruitlessness is believed. */
const fruitlessMs = 120_000;
/** Rates of so many queues are remembered. */
const queuesMax = 1_000;

export function createWorkerRates(): WorkerRates {
  let before: ReadonlyMap<string, Seen> = new Map();
  const samples = new Map<string, Sample[]>();
  const rates = new Map<string, number>();

  function measure(queue: string, now: number): void {
    const kept = samples.get(queue)!.filter(({ at }) => now - at <= windowMs);
    samples.set(queue, kept);
    const busyMs = kept.reduce((sum, one) => sum + one.busyMs, 0);
    const images = kept.reduce((sum, one) => sum + one.images, 0);
    if (images > 0) rates.set(queue, images / (busyMs / 1_000));
    else if (busyMs >= fruitlessMs) rates.set(queue, 0);
    if (rates.size > queuesMax) rates.delete(rates.keys().next().value!);
  }

  return {
    take: (heartbeats) => {
      const touched = new Map<string, number>();
      for (const [worker, { queue, inHand, images, at }] of heartbeats) {
        const last = before.get(worker);
        // Who swapped its model in between, or had nothing to do, says nothing about this one.
        if (last === undefined || queue === null || last.queue !== queue || at <= last.at) continue;
        if (inHand === 0 && last.inHand === 0) continue;
        const of = samples.get(queue) ?? [];
        of.push({ at, busyMs: at - last.at, images: Math.max(0, images - last.images) });
        samples.set(queue, of);
        touched.set(queue, at);
      }
      for (const [queue, now] of touched) measure(queue, now);
      before = heartbeats;
    },
    of: (queue) => rates.get(queue) ?? null,
  };
}
