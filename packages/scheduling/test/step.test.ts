/** Single decisions of the scheduler, each from the events that lead to it. */
import { foldControl, initialControl, limits } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import {
  createScheduler,
  type OpenedRun,
  type SchedulerEvent,
  type SchedulerState,
  step,
} from '../src/index.js';

const breaker = { share: 0.5, images: 200 };
const opened = (run: string, tenant = 't', priority = 10, queue = 'q'): OpenedRun => ({
  run,
  tenant,
  queue,
  control: initialControl(priority),
  breaker,
});

/** A scheduler that looks after these runs, with an empty queue. */
function running(window: number, runs: readonly [OpenedRun, shards: number][]): SchedulerState {
  const state = createScheduler();
  step(state, { kind: 'queue-seen', jobs: new Map() });
  state.window = { credits: window, shared: null };
  for (const [run, shards] of runs) {
    step(state, { kind: 'opened', run });
    step(state, { kind: 'scanned', run: run.run, shards });
    step(state, { kind: 'loaded', run: run.run });
  }
  return state;
}

const committed = (run: string, shard: number, failed = 0): SchedulerEvent => ({
  kind: 'committed',
  run,
  shard,
  counts: { ok: 10 - failed, failed, skipped: 0 },
  failures: failed > 0 ? { 'source-not-found': failed } : {},
});
const held = (state: SchedulerState, run: string) => state.runs.get(run)!.held.size;

test('a run that comes late takes half of the window from one that filled it', () => {
  const state = running(16, [[opened('long', 'a'), 1_000]]);
  expect(held(state, 'long')).toBe(16);
  step(state, { kind: 'opened', run: opened('late', 'b') });
  step(state, { kind: 'scanned', run: 'late', shards: 100 });
  const [withdraw] = step(state, { kind: 'loaded', run: 'late' });
  // The latest of its jobs, since workers take the earliest.
  expect(withdraw).toEqual({ kind: 'withdraw', run: 'long', shards: [15, 14, 13, 12, 11, 10, 9, 8] });
  const actions = step(state, { kind: 'returned', run: 'long', shards: [15, 14, 13, 12, 11, 10, 9, 8] });
  expect(actions).toEqual([{ kind: 'add', run: 'late', shards: [0, 1, 2, 3, 4, 5, 6, 7] }]);
  // What came back is fed first when there is room.
  expect(step(state, committed('long', 0))).toEqual([{ kind: 'add', run: 'long', shards: [8] }]);
});

test('tenants share by their weights, whatever number of runs they have; runs of one by their priorities', () => {
  const state = running(32, [
    [opened('a1', 'a', 30), 1_000],
    [opened('a2', 'a', 10), 1_000],
    [opened('b1', 'b', 1), 1_000],
  ]);
  // What came first filled the window, and gives back what it has too much.
  for (let rounds = 0; rounds < 4; rounds++) {
    for (const entry of state.runs.values()) {
      const shards = [...entry.held].flatMap(([shard, holding]) => (holding === 'leaving' ? [shard] : []));
      step(state, { kind: 'returned', run: entry.run, shards });
    }
  }
  expect(['a1', 'a2', 'b1'].map((run) => held(state, run))).toEqual([12, 4, 16]);
});

/** Gives back what is asked for, until nothing is. */
function settle(state: SchedulerState): void {
  for (let left = true; left; ) {
    left = false;
    for (const { run, held: jobs } of state.runs.values()) {
      const shards = [...jobs].flatMap(([shard, holding]) => (holding === 'leaving' ? [shard] : []));
      if (shards.length > 0) step(state, { kind: 'returned', run, shards });
      left ||= shards.length > 0;
    }
  }
}

test("a queue that nobody serves keeps one job, which draws a worker and takes nobody's place", () => {
  const state = running(16, [
    [opened('a1', 'a', 30, 'nobody'), 1_000],
    [opened('a2', 'a', 10), 1_000],
    [opened('b', 'b', 10, 'other'), 1_000],
    [opened('c', 'c'), 1_000],
  ]);
  const all = () => ['a1', 'a2', 'b', 'c'].map((run) => held(state, run));
  settle(state);
  // While no queue has a worker, nobody knows which will be the first.
  expect(all()).toEqual([4, 1, 6, 5]);
  step(state, { kind: 'fleet', slots: 8, served: new Set(['q']), pinned: new Map() });
  settle(state);
  expect(all()).toEqual([1, 8, 1, 8]);
  step(state, { kind: 'fleet', slots: 8, served: new Set(['q', 'other']), pinned: new Map() });
  settle(state);
  expect(all()).toEqual([1, 6, 5, 5]);
});

test('runs that wait for a worker leave the window to those that have one, however many they are', () => {
  const waiting = Array.from({ length: 20 }, (_, i): [OpenedRun, number] => [
    opened(`waits${i}`, `t${i}`, 10, 'nobody'),
    100,
  ]);
  const state = running(16, [...waiting, [opened('a', 'a'), 1_000]]);
  step(state, { kind: 'fleet', slots: 8, served: new Set(['q']), pinned: new Map() });
  settle(state);
  expect(held(state, 'a')).toBe(16);
  expect(waiting.map(([{ run }]) => held(state, run))).toEqual([1, ...Array(19).fill(0)]);
  // The next draws a worker in its place.
  step(state, { kind: 'refused', run: 'waits0', reason: 'too large' });
  settle(state);
  expect([held(state, 'a'), held(state, 'waits0'), held(state, 'waits1')]).toEqual([16, 0, 1]);
});

test('tenants that wait for one fleet leave the slots of another at work', () => {
  const waiting = Array.from({ length: 9 }, (_, i): [OpenedRun, number] => [
    opened(`x${i}`, `t${i}`, 10, 'x'),
    1_000,
  ]);
  const state = running(64, [
    ...waiting,
    [opened('y', 't9', 10, 'y'), 1_000],
    [opened('z', 't10', 10, 'z'), 1_000],
  ]);
  const queues = ['x', 'y', 'z'];
  const slots = { x: 2, y: 30, z: 10 };
  const pinned = new Map([
    ['x', slots.x],
    ['y', slots.y],
  ]);
  step(state, { kind: 'fleet', slots: slots.x + slots.y + slots.z, served: new Set(queues), pinned });
  settle(state);
  const jobs = (its: string) =>
    [...state.runs.values()].reduce((sum, { queue, held }) => sum + (queue === its ? held.size : 0), 0);
  expect(queues.map(jobs)).toEqual([
    limits.jobsInQueueMin,
    slots.y * limits.jobsPerSlot,
    slots.z * limits.jobsPerSlot,
  ]);
});

test('a window grows with the fleet, and gives every run a job even where there are more runs than credits', () => {
  const many = Array.from({ length: 30 }, (_, i): [OpenedRun, number] => [opened(`r${i}`), 5]);
  const state = running(limits.jobsInQueueMin, many);
  for (const entry of state.runs.values()) {
    const shards = [...entry.held].flatMap(([shard, holding]) => (holding === 'leaving' ? [shard] : []));
    step(state, { kind: 'returned', run: entry.run, shards });
  }
  for (const { run } of state.runs.values()) expect(held(state, run)).toBe(1);
  step(state, { kind: 'fleet', slots: 100, served: new Set(['q']), pinned: new Map() });
  for (const { run } of state.runs.values()) expect(held(state, run)).toBe(5);
});

test('the breaker pauses a run of which most failed, and says with what', () => {
  const state = running(16, [[opened('r'), 100]]);
  for (let shard = 0; shard < 19; shard++) {
    expect(step(state, committed('r', shard, 6)).some(({ kind }) => kind === 'decide')).toBe(false);
  }
  const actions = step(state, committed('r', 19, 6));
  expect(actions).toContainEqual({
    kind: 'decide',
    run: 'r',
    verb: 'pause',
    reason: '120 of 200 images failed, 120 of them with source-not-found',
  });
  expect(actions.some(({ kind }) => kind === 'add')).toBe(false);
  expect(state.runs.get('r')!.state).toBe('paused');
  // Whoever says "go on" has seen the sentence: it counts anew.
  const log = foldControl(initialControl(10), { verb: 'resume', at: '', by: 'user' });
  expect(step(state, { kind: 'controlled', run: 'r', control: log })).toContainEqual({
    kind: 'revive',
    run: 'r',
  });
  expect(state.runs.get('r')!.state).toBe('running');
  expect(step(state, committed('r', 20, 6)).some(({ kind }) => kind === 'decide')).toBe(false);
});

test('half is not more than half: the breaker holds at its share', () => {
  const state = running(16, [[opened('r'), 100]]);
  for (let shard = 0; shard < 40; shard++) step(state, committed('r', shard, 5));
  expect(state.runs.get('r')!.state).toBe('running');
});

test('cancelling closes what was begun, and says where the rest begins', () => {
  const state = running(16, [[opened('r'), 1_000]]);
  for (let shard = 0; shard < 10; shard++) step(state, committed('r', shard));
  const control = foldControl(initialControl(10), { verb: 'cancel', at: '', by: 'user' });
  const actions = step(state, { kind: 'controlled', run: 'r', control });
  const begun = Array.from({ length: 16 }, (_, i) => i + 10);
  expect(actions.map(({ kind }) => kind)).toEqual(['stop', 'skip', 'withdraw']);
  expect(actions[1]).toEqual({ kind: 'skip', run: 'r', shards: begun });
  const last = begun.map((shard) =>
    step(state, { ...committed('r', shard), counts: { ok: 0, failed: 0, skipped: 10 } } as SchedulerEvent),
  );
  expect(last.at(-1)).toEqual([{ kind: 'finalise', run: 'r', state: 'cancelled', skippedFrom: 26 }]);
});

/** The control that decisions come to, after those of `control`. */
const said = (
  verbs: readonly ('pause' | 'resume' | 'cancel')[],
  control = initialControl(10),
): SchedulerEvent => ({
  kind: 'controlled',
  run: 'r',
  control: verbs.reduce((known, verb) => foldControl(known, { verb, at: '', by: 'user' }), control),
});
const halted: SchedulerEvent = { kind: 'halted', run: 'r', reason: 'the disk is full' };
const looked: SchedulerEvent = { kind: 'queue-seen', jobs: new Map() };
const failing = { kind: 'decide', run: 'r', verb: 'fail', reason: 'the disk is full' };

test('a cancelled run that cannot close its shards says so once, and tries again whenever the queue is looked at', () => {
  const state = running(16, [[opened('r'), 20]]);
  const [, skip] = step(state, said(['cancel']));
  expect(skip).toMatchObject({ kind: 'skip', shards: Array.from({ length: 16 }, (_, i) => i) });
  // What comes late changes nothing: none of it keeps the run from ending.
  expect(step(state, { kind: 'refused', run: 'r', reason: 'too large' })).toEqual([]);
  expect(step(state, { kind: 'given-up', run: 'r', shard: 3, reason: 'too slow' })).toEqual([]);
  expect(state.runs.get('r')!.control.reason).toBeNull();
  expect(step(state, halted)).toEqual([{ ...failing, verb: 'stuck' }]);
  expect(step(state, { ...halted, reason: 'another' })).toEqual([]);
  const actions = () => step(state, looked).filter(({ kind }) => kind !== 'repaired');
  expect(actions()).toEqual([{ kind: 'stop', run: 'r' }, skip]);
  expect(actions()).toEqual([{ kind: 'stop', run: 'r' }, skip]);
  expect(state.runs.get('r')).toMatchObject({ state: 'cancelling', control: { reason: 'the disk is full' } });
});

test('a cancelled run that a former leader feeds meanwhile closes that as well', () => {
  const state = running(16, [[opened('r'), 100]]);
  step(state, said(['cancel']));
  const skipped = (shard: number) =>
    step(state, { ...committed('r', shard), counts: { ok: 0, failed: 0, skipped: 10 } } as SchedulerEvent);
  for (let shard = 0; shard < 8; shard++) skipped(shard);
  const late = step(state, { kind: 'queue-seen', jobs: new Map([['r', [16, 17]]]) });
  expect(late).toContainEqual({ kind: 'skip', run: 'r', shards: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17] });
  // Where the first closing was still under way, this one was not begun.
  for (let shard = 8; shard < 16; shard++) expect(skipped(shard)).toEqual([]);
  expect(step(state, looked)).toContainEqual({ kind: 'skip', run: 'r', shards: [16, 17] });
  skipped(16);
  expect(skipped(17)).toEqual([{ kind: 'finalise', run: 'r', state: 'cancelled', skippedFrom: 18 }]);
});

test('a run that is to be paused and cannot be finalised has failed, and is finalised when it goes on', () => {
  const state = running(16, [[opened('r'), 1]]);
  step(state, said(['pause']));
  const finalise = { kind: 'finalise', run: 'r', state: 'complete', skippedFrom: null };
  expect(step(state, committed('r', 0))).toEqual([finalise]);
  expect(step(state, halted)).toEqual([failing]);
  expect(state.runs.get('r')!.state).toBe('failed');
  expect(step(state, looked)).toEqual([]);
  expect(step(state, said(['resume']))).toEqual([{ kind: 'revive', run: 'r' }, finalise]);
});

test.each([
  ['resume', [{ kind: 'revive', run: 'r' }]],
  ['cancel', []],
] as const)('a run that could not be loaded has failed, and is loaded anew after %s', (verb, first) => {
  const state = createScheduler();
  step(state, { kind: 'opened', run: opened('r') });
  expect(step(state, halted)).toContainEqual(failing);
  expect(state.runs.get('r')!.state).toBe('failed');
  expect(step(state, looked)).toEqual([]);
  expect(step(state, said([verb]))).toEqual([...first, { kind: 'load', run: 'r' }]);
  expect(state.runs.get('r')!.state).toBe('scanning');
});
