/** How long the network worked, and how long it stood idle for want of images, summed over its sessions. */

export interface NetworkTime {
  /** Batches that the network has, one or more of them in a session's queue, by how many more or fewer. */
  batches(change: 1 | -1): void;
  /** Shards in hand, by how many more or fewer. */
  shards(change: 1 | -1): void;
  /** Seconds since the last call. */
  take(): { readonly busy: number; readonly starved: number };
}

/** `lanes`: sessions side by side. `now` in ms. Idle sessions starve only while there is a shard to feed them. */
export function createNetworkTime(lanes: number, now: () => number = () => performance.now()): NetworkTime {
  let batches = 0;
  let shards = 0;
  let busyMs = 0;
  let starvedMs = 0;
  let since = now();

  function settle(): void {
    const at = now();
    const running = Math.min(batches, lanes);
    busyMs += running * (at - since);
    if (shards > 0) starvedMs += (lanes - running) * (at - since);
    since = at;
  }

  return {
    batches: (change) => {
      settle();
      batches += change;
    },
    shards: (change) => {
      settle();
      shards += change;
    },
    take: () => {
      settle();
      const taken = { busy: busyMs / 1_000, starved: starvedMs / 1_000 };
      busyMs = 0;
      starvedMs = 0;
      return taken;
    },
  };
}
