/** A run's shards that stand in the queue, counted by how they are held, so that nobody looks through them for none. */

/** `queued`: may be taken back; `leaving`: is being taken back; `leased`: a worker has it, as far as is known. */
type Holding = 'queued' | 'leaving' | 'leased';

export interface HeldJobs extends Iterable<[shard: number, holding: Holding]> {
  readonly size: number;
  /** How many are held so. */
  count(holding: Holding): number;
  has(shard: number): boolean;
  set(shard: number, holding: Holding): void;
  /** Whether it was held. */
  delete(shard: number): boolean;
  keys(): Iterable<number>;
}

export function createHeldJobs(): HeldJobs {
  const held = new Map<number, Holding>();
  const counts: Record<Holding, number> = { queued: 0, leaving: 0, leased: 0 };
  const forget = (shard: number) => {
    const holding = held.get(shard);
    if (holding !== undefined) counts[holding] -= 1;
  };
  return {
    get size() {
      return held.size;
    },
    count: (holding) => counts[holding],
    has: (shard) => held.has(shard),
    set: (shard, holding) => {
      forget(shard);
      counts[holding] += 1;
      held.set(shard, holding);
    },
    delete: (shard) => {
      forget(shard);
      return held.delete(shard);
    },
    keys: () => held.keys(),
    [Symbol.iterator]: () => held.entries(),
  };
}
