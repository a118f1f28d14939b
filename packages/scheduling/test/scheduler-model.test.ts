/** The scheduler among faults, on a clock of its own: many seeds, the same promises in each. */
import { describe, expect, it } from 'vitest';
import { createWorld, own, randomFrom, type SimulatedRun, unserved } from './simulation.js';

/** `npm run test:nightly` sets more; CAMFLEET_SEED runs one again. */
const seeds = Number(process.env.CAMFLEET_SCHEDULER_SEEDS ?? 300);
const only = process.env.CAMFLEET_SEED;
const faultTicks = 150;
/** Long after the last fault everything is done, or something is stuck. */
const quietTicks = 3_000;

function live(seed: number): string[] {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const world = createWorld(random, 2 + Math.floor(random() * 4));
  const submit = () => {
    const number = world.runs.size;
    const queue = pick([unserved, own, 'q', 'q', 'q']);
    const shards = 1 + Math.floor(random() ** 3 * 200);
    world.submit(`run-${number}`, `tenant-${Math.floor(random() * 3)}`, queue, shards);
  };
  submit();
  const names = Object.keys(world.faults) as (keyof typeof world.faults)[];
  for (let tick = 0; tick < faultTicks; tick++) {
    if (random() < 0.05 && world.runs.size < 8) submit();
    const run = pick([...world.runs.keys()]);
    if (random() < 0.05) world.decide(run, pick(['pause', 'resume', 'resume', 'cancel']));
    if (random() < 0.03) world.prioritise(run, 1 + Math.floor(random() * 100));
    if (random() < 0.2) world.faults[pick(names)]();
    world.tick();
  }
  world.serveAll();
  // Everything that is paused or failed goes on, and nothing disturbs it any more but what is broken for good.
  world.mend();
  const quietFrom = world.now();
  const hasStopped = ({ run, summary }: SimulatedRun) =>
    summary !== null || world.saysWhyItStopped(run, quietFrom);
  for (const { run, summary } of world.runs.values()) if (summary === null) world.decide(run, 'resume');
  for (let tick = 0; tick < quietTicks && ![...world.runs.values()].every(hasStopped); tick++) {
    world.tick();
  }
  const stuck = [...world.runs.values()].filter((run) => !hasStopped(run));
  return [...world.problems, ...stuck.map(({ run }) => `${run} never ended`), ...endings(world)];
}

function endings(world: ReturnType<typeof createWorld>): string[] {
  return [...world.runs.values()].flatMap(({ run, summary, commits, shards, log }) => {
    if (summary === null) return [];
    const cancelled = log.some(({ verb }) => verb === 'cancel');
    const skipped = [...commits.values()].filter((value) => value).length;
    if (summary.state === 'cancelled') return cancelled ? [] : [`${run} is cancelled, and nobody said so`];
    return commits.size === shards && skipped === 0
      ? []
      : [`${run} is complete with ${skipped} skipped shards`];
  });
}

describe('the scheduler among lost jobs, wiped queues, killed workers, replaced producers and damaged objects', () => {
  it('feeds nothing that is paused or cancelled, keeps its window, starves nobody and ends every run that can end (invariant 3)', () => {
    const from = only === undefined ? 0 : Number(only);
    for (let seed = from; seed < (only === undefined ? seeds : from + 1); seed++) {
      expect(live(seed), `seed ${seed}: run it again with CAMFLEET_SEED=${seed}`).toEqual([]);
    }
  });
});
