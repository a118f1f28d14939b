/** Which model a worker serves next, and what a fleet comes to in which everybody asks that. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseModel, type FleetMember } from '../src/choose-model.js';

const stayMs = 30_000;
const demands = (jobs: Record<string, number>) =>
  Object.entries(jobs).map(([queue, its]) => ({ queue, jobs: its }));
const free = { servesSince: 0, isPinned: false, refuses: [] };

/** So many workers of each queue, in order. */
function fleetOf(workers: Record<string, number>, more: Partial<FleetMember> = {}): FleetMember[] {
  return Object.entries(workers).flatMap(([queue, count]) =>
    Array.from({ length: count }, (_, i) => ({ ...free, name: `${queue}${i}`, queue, ...more })),
  );
}

/** What each of the fleet does that has kept its model for so long. */
function choices(fleet: readonly FleetMember[], jobs: Record<string, number>, keptMs = stayMs) {
  const all = fleet.map(({ name }) => [name, chooseModel(name, fleet, demands(jobs), keptMs, stayMs)]);
  return Object.fromEntries(all.filter(([, to]) => to !== null));
}

test('a worker keeps its model while there is as much work for it as for others', () => {
  expect(choices(fleetOf({ a: 1, b: 1 }), { a: 20, b: 24 })).toEqual({});
  expect(choices(fleetOf({ a: 1, b: 1 }), { a: 1, b: 50 })).toEqual({});
});

test('a worker without work goes at once where nobody serves, then where a worker has most to do', () => {
  const fleet = fleetOf({ a: 3, b: 1 });
  expect(choices(fleet, { a: 0, b: 10, c: 5 }, 0)).toEqual({ a0: 'c', a1: 'b', a2: 'b' });
  const none = [{ ...free, name: 'new', queue: null }];
  expect(choices(none, { b: 10 }, 0)).toEqual({ new: 'b' });
});

test('a worker without work anywhere keeps what it has loaded', () => {
  expect(choices(fleetOf({ a: 1 }), { a: 0, b: 0 })).toEqual({});
});

test('a model that nobody serves gets one worker in the end, also where every other has work', () => {
  expect(choices(fleetOf({ a: 1 }), { a: 1_000, b: 1 }, stayMs - 1)).toEqual({});
  expect(choices(fleetOf({ a: 1 }), { a: 1_000, b: 1 })).toEqual({ a0: 'b' });
  expect(choices(fleetOf({ a: 1, b: 1, c: 1 }), { a: 7, b: 5, c: 6, d: 1 })).toEqual({ a0: 'd' });
});

test('with more models than workers, all are served for as long, whatever their jobs', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'];
  const fewer = fc.integer({ min: 2, max: many.length }).chain((models) =>
    fc.record({
      jobs: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: models, maxLength: models }),
      at: fc.array(fc.nat(models - 1), { minLength: 1, maxLength: models - 1 }),
    }),
  );
  fc.assert(
    fc.property(fewer, ({ jobs, at }) => {
      const fleet = at.map((model, i) => ({ ...free, name: `w${i}`, queue: many[model]! }));
      const queued = Object.fromEntries(jobs.map((its, i) => [many[i]!, its]));
      const { secondsOf } = live(fleet, () => queued, 3_000);
      const all = Object.keys(queued).map((queue) => secondsOf.get(queue) ?? 0);
      const even = all.reduce((sum, one) => sum + one, 0) / all.length;
      for (const one of all) {
        expect(one / even).toBeGreaterThan(0.9);
        expect(one / even).toBeLessThan(1.1);
      }
    }),
    { numRuns: 50 },
  );
});

test('of those that serve a model the one leaves that has served it longest', () => {
  const [young, old] = [fleetOf({ a: 1 }, { servesSince: 5 }), fleetOf({ b: 1 }, { servesSince: 4 })];
  const going = fleetOf({ d: 1 }, { servesSince: null });
  expect(choices([...young, ...old, ...going], { a: 9, b: 9, c: 1, d: 9 })).toEqual({ b0: 'c' });
});

test('as many leave a model as another should have, and no more', () => {
  const moved = choices(fleetOf({ a: 100 }), { a: 200, b: 200 });
  expect(Object.keys(moved).length).toBeGreaterThanOrEqual(44);
  expect(Object.keys(moved).length).toBeLessThanOrEqual(50);
});

test('who serves one model alone, or could not load another, keeps nobody else from going', () => {
  const [pinned, refusing] = [fleetOf({ a: 1 }, { isPinned: true }), fleetOf({ b: 1 }, { refuses: ['c'] })];
  const fleet = [...pinned, ...refusing, { ...free, name: 'z', queue: 'b' }];
  expect(choices(fleet, { a: 50, b: 60, c: 10 })).toEqual({ z: 'c' });
});

/** A fleet that looks every second, all at once, and takes five seconds for a swap; the seconds in which one began. */
function live(
  fleet: FleetMember[],
  jobsAt: (second: number, isServed: (queue: string) => boolean) => Record<string, number>,
  seconds: number,
) {
  const workers = (queue: string) => fleet.filter((member) => member.queue === queue).length;
  const swaps: number[] = [];
  /** How long each was served, by all together. */
  const secondsOf = new Map<string, number>();
  const begunAt = new Map(fleet.map(({ name }) => [name, 0]));
  const swapSeconds = 5;
  for (let second = 0; second < seconds; second++) {
    const seen = demands(jobsAt(second, (queue) => workers(queue) > 0));
    const arrived = fleet.map((member) => {
      const since = begunAt.get(member.name)!;
      if (second < since) return member;
      if (member.queue !== null) secondsOf.set(member.queue, (secondsOf.get(member.queue) ?? 0) + 1);
      return { ...member, servesSince: since * 1_000 };
    });
    fleet = arrived.map((member) => {
      const keptMs = (second - begunAt.get(member.name)!) * 1_000;
      if (keptMs < 0) return member;
      const queue = chooseModel(member.name, arrived, seen, keptMs, stayMs);
      if (queue === null) return member;
      begunAt.set(member.name, second + swapSeconds);
      swaps.push(second);
      return { ...member, queue, servesSince: null };
    });
  }
  return { swaps, secondsOf, workers };
}

const queues = ['a', 'b', 'c', 'd'];
const jobsArbitrary = fc.record(Object.fromEntries(queues.map((queue) => [queue, fc.nat(400)])));
const fleetArbitrary = fc
  .array(fc.constantFrom(...queues, null), { minLength: 4, maxLength: 40 })
  .map((all) => all.map((queue, i) => ({ ...free, name: `w${i}`, queue })));

test('a fleet shares itself out in few swaps, stays as it is, and leaves no model without a worker', () => {
  fc.assert(
    fc.property(fleetArbitrary, jobsArbitrary, (fleet, jobs) => {
      const { swaps, workers } = live(fleet, () => jobs, 300);
      const withWork = queues.filter((queue) => jobs[queue]! > 0);
      for (const queue of withWork) expect(workers(queue)).toBeGreaterThan(0);
      for (const one of withWork) {
        for (const other of withWork) {
          if (one === other || workers(other) < 2) continue;
          // A fifth more jobs a worker are no reason to move one; in whole numbers, which do not round.
          const most = 12 * jobs[other]! * (workers(one) + 1);
          expect(10 * jobs[one]! * (workers(other) - 1)).toBeLessThanOrEqual(most);
        }
      }
      expect(swaps.filter((second) => second >= 150)).toEqual([]);
      expect(swaps.length).toBeLessThanOrEqual(2 * fleet.length);
    }),
    { numRuns: 50 },
  );
});

test('a fleet does not follow what comes and goes', () => {
  const wave = (second: number, of: number) => Math.round(200 * (1 + 0.05 * Math.sin(second / of)));
  const { swaps, workers } = live(
    fleetOf({ a: 20 }),
    (second) => ({ a: wave(second, 3), b: wave(second, 5) }),
    600,
  );
  expect(workers('b')).toBeGreaterThanOrEqual(8);
  expect(swaps.filter((second) => second >= 100)).toEqual([]);
});

test('a model of which one job is shown until somebody serves it has its share from then on', () => {
  const { swaps, workers } = live(
    fleetOf({ a: 20 }),
    (_, isServed) => (isServed('b') ? { a: 40, b: 40 } : { a: 80, b: 1 }),
    300,
  );
  expect(workers('b')).toBeGreaterThanOrEqual(8);
  expect(swaps.filter((second) => second >= 100)).toEqual([]);
});
