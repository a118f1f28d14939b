/** Which shards go into the queues next, and which make room: weighted shares of a window. */

import type { SchedulerAction } from './scheduler-event.js';
import { type JobWindow, openShards, type RunEntry, type SchedulerState } from './scheduler-state.js';
import { type Claim, shareWindow } from './share-window.js';

interface Feeding {
  readonly entry: RunEntry;
  readonly claim: Claim;
  /** Whether its queue has a worker. */
  readonly isServed: boolean;
  /** Credits it should hold. */
  target: number;
}

/** Fills the windows, each with jobs of its own queues. */
export function feed(state: SchedulerState): SchedulerAction[] {
  if (!state.isSynced) return [];
  const parts = new Map<JobWindow, RunEntry[]>();
  for (const entry of state.runs.values()) {
    const its = state.ownWindows.get(entry.queue) ?? state.window;
    const others = parts.get(its);
    if (others === undefined) parts.set(its, [entry]);
    else others.push(entry);
  }
  return [...parts].flatMap(([window, entries]) => fill(state, window, entries));
}

/**
 * Fills one window with jobs of these runs. A run below its share gets what is free, the neediest first; where nothing is
 * free, runs above theirs are asked to give jobs back that no worker has. So a run that comes late waits for none that is long.
 */
function fill(state: SchedulerState, window: JobWindow, entries: readonly RunEntry[]): SchedulerAction[] {
  const feedings = feedingsOf(state, window, entries);
  if (feedings.length === 0) return [];
  let elsewhere = 0;
  for (const entry of entries) if (!isFed(entry)) elsewhere += entry.held.size;
  // A job that only draws a worker takes nobody's place.
  const drawing = feedings.filter(({ claim, isServed }) => !isServed && claim.wants > 0).length;
  const served = feedings.filter(({ isServed }) => isServed).length;
  // Every run that somebody serves has a credit, however many there are.
  const credits = Math.max(window.credits - elsewhere, served) + drawing;
  const targets = sharesOf(
    window,
    credits,
    feedings.map(({ claim }) => claim),
  );
  for (const [i, feeding] of feedings.entries()) feeding.target = targets[i]!;
  const held = feedings.reduce((sum, { entry }) => sum + entry.held.size, 0);
  const wanted = feedings.reduce((sum, { entry, target }) => sum + Math.max(0, target - entry.held.size), 0);
  const free = Math.max(0, credits - held);
  return [...grant(feedings, free), ...makeRoom(feedings, wanted - free)];
}

/** Most events change no claim: then the shares are those of the last one. */
function sharesOf(window: JobWindow, credits: number, claims: readonly Claim[]): readonly number[] {
  const { shared } = window;
  const isSame =
    shared !== null &&
    shared.credits === credits &&
    shared.claims.length === claims.length &&
    claims.every(({ weight, wants }, i) => {
      const known = shared.claims[i]!;
      return known.weight === weight && known.wants === wants;
    });
  if (isSame) return shared.shares;
  const shares = shareWindow(credits, claims);
  window.shared = { credits, claims, shares };
  return shares;
}

function isFed(entry: RunEntry): boolean {
  return entry.state === 'running' && openShards(entry) > 0;
}

function feedingsOf(
  { served, tenantWeights }: SchedulerState,
  { credits }: JobWindow,
  entries: readonly RunEntry[],
): Feeding[] {
  const fed = entries.filter(isFed);
  const isServed = ({ queue }: RunEntry) => served.size === 0 || served.has(queue);
  const priorities = new Map<string, number>();
  for (const { tenant, control } of fed.filter(isServed)) {
    priorities.set(tenant, (priorities.get(tenant) ?? 0) + control.priority);
  }
  const drawn = new Set<string>();
  return fed.map((entry) => {
    const { tenant, control, queue } = entry;
    // No run can use more than there is.
    const open = Math.min(credits, openShards(entry));
    const tenantWeight = tenantWeights.get(tenant) ?? 1;
    if (isServed(entry)) {
      const weight = (tenantWeight * control.priority) / priorities.get(tenant)!;
      return { entry, claim: { weight, wants: open }, isServed: true, target: 0 };
    }
    // One job that waits draws a worker to a queue that has none, however many runs wait there.
    const wants = drawn.has(queue) ? 0 : 1;
    drawn.add(queue);
    return { entry, claim: { weight: tenantWeight, wants }, isServed: false, target: 0 };
  });
}

/** Gives `free` credits away, one after the other, to whoever has least for its weight. */
function grant(feedings: readonly Feeding[], free: number): SchedulerAction[] {
  const added = new Map<RunEntry, number[]>();
  const needy = feedings.filter(({ entry, target }) => entry.held.size < target);
  for (let left = free; left > 0; left--) {
    let neediest: Feeding | null = null;
    for (const feeding of needy) {
      if (feeding.entry.held.size >= feeding.target) continue;
      if (neediest === null || need(feeding) < need(neediest)) neediest = feeding;
    }
    const shard = neediest === null ? null : takeNext(neediest.entry);
    if (neediest === null || shard === null) break;
    const shards = added.get(neediest.entry);
    if (shards === undefined) added.set(neediest.entry, [shard]);
    else shards.push(shard);
  }
  return [...added].map(([{ run }, shards]) => ({ kind: 'add', run, shards }));
}

function need({ entry, claim }: Feeding): number {
  return entry.held.size / claim.weight;
}

/** The lowest open shard outside the queue goes into it; null where there is none. */
function takeNext(entry: RunEntry): number | null {
  for (; entry.next < entry.shards!; entry.next++) {
    const shard = entry.next;
    if (entry.committed.has(shard) || entry.held.has(shard)) continue;
    entry.next += 1;
    entry.held.set(shard, 'queued');
    entry.fedTo = Math.max(entry.fedTo, shard + 1);
    return shard;
  }
  return null;
}

/** Asks for `wanted` credits back, the latest jobs first, since workers take the earliest. */
function makeRoom(feedings: readonly Feeding[], wanted: number): SchedulerAction[] {
  const actions: SchedulerAction[] = [];
  let left = wanted;
  for (const { entry } of feedings) left -= entry.held.count('leaving');
  for (const { entry, target } of feedings) {
    const excess = Math.min(left, entry.held.size - target);
    if (excess <= 0) continue;
    const shards = leave(entry, excess);
    left -= shards.length;
    if (shards.length > 0) actions.push({ kind: 'withdraw', run: entry.run, shards });
  }
  return actions;
}

/** Marks up to `count` queued shards as leaving, the highest first, and returns them. */
export function leave(entry: RunEntry, count = Number.POSITIVE_INFINITY): number[] {
  if (entry.held.count('queued') === 0) return [];
  const queued = [...entry.held].flatMap(([shard, holding]) => (holding === 'queued' ? [shard] : []));
  const shards = queued.sort((a, b) => b - a).slice(0, count);
  for (const shard of shards) entry.held.set(shard, 'leaving');
  return shards;
}
