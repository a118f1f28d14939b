/** Which jobs of a queue belong to runs that are looked after. */
import type { RunRequest } from '@camfleet/contracts';
import type { ShardQueue } from '@camfleet/queue';
import { expect, it } from 'vitest';
import { createQueues } from '../src/queues.js';

/** A queue that holds shards by run. */
function heldQueue(held: Map<string, number[]>): ShardQueue {
  return {
    name: 'small',
    add: async () => {},
    remove: async (run, shards) => {
      held.set(
        run,
        held.get(run)!.filter((shard) => !shards.includes(shard)),
      );
      return [];
    },
    list: async () => new Map(held),
    forgetFailed: async () => {},
    failed: async () => [],
    watch: () => {},
    close: async () => {},
  };
}

const request = (run: string) =>
  ({ run, model: { name: 'small', version: '1' }, parent: null }) as RunRequest;

it('takes out what is left of a run that has ended, and nothing of one that is looked after again', async () => {
  const held = new Map([
    ['old', [1, 2]],
    ['again', [3]],
  ]);
  const queues = createQueues(
    async () => heldQueue(held),
    () => {},
    () => {},
  );
  for (const run of ['old', 'again']) await queues.of(request(run));
  for (const run of ['old', 'again']) queues.leave(run);
  await queues.of(request('again'));
  expect(await queues.list()).toEqual(new Map([['again', [3]]]));
  expect(held).toEqual(
    new Map([
      ['old', []],
      ['again', [3]],
    ]),
  );
});

it('opens one queue for two runs that come at once', async () => {
  let opened = 0;
  const open = async () => {
    opened += 1;
    return heldQueue(new Map());
  };
  const queues = createQueues(
    open,
    () => {},
    () => {},
  );
  const [one, other] = await Promise.all(['one', 'other'].map((run) => queues.of(request(run))));
  expect(one).toBe(other);
  expect(opened).toBe(1);
});
