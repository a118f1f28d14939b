/** Busy and starved time, by a clock of the test. */
import { expect, it } from 'vitest';
import { createNetworkTime } from '../src/network-time.js';

it('counts each session, and starvation only while there are shards', () => {
  let now = 0;
  const time = createNetworkTime(2, () => now);
  now = 1_000;
  expect(time.take()).toEqual({ busy: 0, starved: 0 });
  time.shards(1);
  now = 2_000;
  // One session works, the other starves.
  time.batches(1);
  now = 5_000;
  expect(time.take()).toEqual({ busy: 3, starved: 2 + 3 });
  // A third batch only waits for the first two.
  time.batches(1);
  time.batches(1);
  now = 6_000;
  expect(time.take()).toEqual({ busy: 2, starved: 0 });
  for (let batch = 0; batch < 3; batch++) time.batches(-1);
  time.shards(-1);
  now = 9_000;
  expect(time.take()).toEqual({ busy: 0, starved: 0 });
});
