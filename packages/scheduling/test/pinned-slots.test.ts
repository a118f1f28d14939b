/** Which queues have a fleet of their own, and how large it is. */
import { pinnedSlots } from '@camfleet/scheduling';
import { expect, test } from 'vitest';

const pinned = (queue: string, slots: number) => ({ queue, isPinned: true, slots });
const roaming = (queue: string | null, slots: number) => ({ queue, isPinned: false, slots });

test('slots of one queue are added up, and one that others serve as well has no fleet of its own', () => {
  const fleet = [
    pinned('a', 2),
    pinned('b', 2),
    pinned('a', 4),
    roaming('b', 2),
    roaming('c', 2),
    roaming(null, 2),
  ];
  for (const members of [fleet, fleet.toReversed()]) expect([...pinnedSlots(members)]).toEqual([['a', 6]]);
});
