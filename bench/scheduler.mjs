// What one event costs the scheduler: a commit while 1, 100 and 1000 runs fill the largest window, and while one of them,
// which had the window to itself, is being cancelled. One JSON object with --json.
import { parseArgs } from 'node:util';
import { initialControl, limits } from '@camfleet/contracts';
import { createScheduler, step } from '@camfleet/scheduling';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const shards = 1_000_000;
const served = new Set(['q']);
const nothing = { ok: 64, failed: 0, skipped: 0 };
const breaker = { share: 0.5, images: 200 };

/** Opens runs of as many tenants while the window is small, and then lets it grow. */
function open(state, from, to) {
  step(state, { kind: 'fleet', slots: 1, served });
  for (let i = from; i < to; i++) {
    const control = initialControl(1 + (i % 20));
    step(state, { kind: 'opened', run: { run: `r${i}`, tenant: `t${i}`, queue: 'q', control, breaker } });
    step(state, { kind: 'scanned', run: `r${i}`, shards });
    step(state, { kind: 'loaded', run: `r${i}` });
  }
  step(state, { kind: 'fleet', slots: limits.jobsInQueueMax, served });
}

function schedulerOf(runs) {
  const state = createScheduler();
  step(state, { kind: 'queue-seen', jobs: new Map() });
  open(state, 0, runs);
  return state;
}

/** Jobs that are asked back come back, until each run has its share. */
function settle(state) {
  for (let isLeft = true; isLeft; ) {
    isLeft = false;
    for (const { run, held } of state.runs.values()) {
      const shards = [...held].flatMap(([shard, holding]) => (holding === 'leaving' ? [shard] : []));
      if (shards.length === 0) continue;
      step(state, { kind: 'returned', run, shards });
      isLeft = true;
    }
  }
}

/** Microseconds an event, of commits in each run's turn for about so many seconds. */
function costOf(state, runs, done, seconds) {
  const end = performance.now() + seconds * 1_000;
  const begin = performance.now();
  let events = 0;
  while (performance.now() < end) {
    const run = `r${events % runs}`;
    const shard = done.get(run) ?? 0;
    done.set(run, shard + 1);
    step(state, { kind: 'committed', run, shard, counts: nothing, failures: {} });
    events += 1;
  }
  return ((performance.now() - begin) / events) * 1_000;
}

/** The same of the commits that close a run which was cancelled with the whole window fed, beside so many others. */
function costOfCancel(runs, seconds) {
  const state = schedulerOf(1);
  open(state, 1, runs);
  const [entry] = state.runs.values();
  step(state, { kind: 'controlled', run: 'r0', control: { ...entry.control, wish: 'cancel' } });
  const skipped = { ok: 0, failed: 0, skipped: 64 };
  const begin = performance.now();
  let shard = 0;
  // The last one ends it.
  for (; shard < entry.fedTo - 1 && performance.now() < begin + seconds * 1_000; shard++) {
    step(state, { kind: 'committed', run: 'r0', shard, counts: skipped, failures: {} });
  }
  return ((performance.now() - begin) / shard) * 1_000;
}

const figures = {};
for (const runs of [1, 100, 1_000]) {
  const state = schedulerOf(runs);
  settle(state);
  const done = new Map();
  costOf(state, runs, done, 0.5);
  figures[runs] = { commitUs: costOf(state, runs, done, 2), cancelUs: costOfCancel(runs, 2) };
  if (values.json) continue;
  const { commitUs, cancelUs } = figures[runs];
  console.log(
    `${runs} runs: ${commitUs.toFixed(1)} µs a commit, ${cancelUs.toFixed(1)} µs while one is cancelled`,
  );
}
if (values.json) console.log(JSON.stringify(figures));
