/** Slots by queue, of those queues whose workers all serve nothing else. */
import type { FleetMember } from './choose-model.js';

interface SlotHolder extends Pick<FleetMember, 'queue' | 'isPinned'> {
  /** Shards that it works on at a time. */
  readonly slots: number;
}

export function pinnedSlots(fleet: Iterable<SlotHolder>): Map<string, number> {
  const pinned = new Map<string, number>();
  const shared = new Set<string>();
  for (const { queue, isPinned, slots } of fleet) {
    if (queue === null) continue;
    if (isPinned) pinned.set(queue, (pinned.get(queue) ?? 0) + slots);
    else shared.add(queue);
  }
  for (const queue of shared) pinned.delete(queue);
  return pinned;
}
