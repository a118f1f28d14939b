/** 9: what bookkeeping costs a shard, how a fleet of slow shards scales, and where one Redis ends. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ModelDescription } from '@camfleet/contracts';
import { assets } from '../../support/assets.js';
import type { FleetProcess } from '../../support/fleet.js';
import type { Item, ItemContext, Size } from '../item.js';
import type { Lab } from '../lab.js';
import { cpuSeconds } from '../process-figures.js';
import { type SlowPictures, startSlowPictures } from '../slow-pictures.js';

/** Those of one group run side by side, with about as many workers as the last group has: a machine feels thirty. */
const fleets: Record<Size, readonly (readonly number[])[]> = {
  tiny: [[1, 2]],
  short: [[1, 2, 4, 8], [16]],
  nightly: [[1, 2, 4, 8], [16]],
};
/** As long as a GPU takes for a shard. */
const shardMs = 3_000;
/** Shards that every slot of a fleet works at, one after the other. */
const turns = 5;
const slotsPerWorker = 2;
const shardImages = 64;
const shardsCosted = 400;
/** So many before, since a shard's cost falls with each of the first two thousand, to three fifths, as code is compiled; the last ones make little of it. */
const shardsBefore = 1_200;
const shardsTimed = 16;

export const scale: Item = {
  title: 'the cost of bookkeeping, and fleets of 1 to 16 workers',
  run: async (context) => {
    await fleetEfficiency(context);
    const lab = await context.openLab({ s3: await context.s3() });
    try {
      lab.start('producer', { WORKER_SLOTS: '32' });
      await costs(lab, context);
    } finally {
      await lab.close();
    }
  },
};

async function fleetEfficiency(context: ItemContext): Promise<void> {
  let alone = Number.NaN;
  for (const group of fleets[context.size]) {
    for (const [workers, perSlot] of await shardsPerSecondOfASlot(context, group)) {
      if (workers === 1) alone = perSlot;
      const limit = workers === 16 ? { least: 0.95 } : {};
      context.report.figure(`efficiencyAt${workers}`, perSlot / alone, limit);
      context.report.figure(`ofIdealAt${workers}`, perSlot * (shardMs / 1_000), limit);
    }
  }
}

/**
 * Of each fleet of real workers; what is slow is where the pictures come from. They mostly wait, and so run side by side, each
 * with a Redis and a producer of its own.
 */
async function shardsPerSecondOfASlot(
  context: ItemContext,
  sizes: readonly number[],
): Promise<[workers: number, perSlot: number][]> {
  const labs: Lab[] = [];
  const pictures: SlowPictures[] = [];
  try {
    for (const workers of sizes) {
      const lab = await context.openLab({ s3: await context.s3() });
      labs.push(lab);
      const slow = await startSlowPictures(lab.folder, 0);
      pictures.push(slow);
      lab.start('producer', { WORKER_SLOTS: '32' });
      await startWorkers(lab, workers);
      // Modules are loaded and connections made before anything is measured.
      await runTurns(lab, 'warm', workers, slow.base);
      // Shards of a real fleet do not end all at once.
      slow.delay(shardMs, workers * slotsPerWorker);
    }
    await Promise.all(sizes.map((workers, i) => runTurns(labs[i]!, 'fleet', workers, pictures[i]!.base)));
    return sizes.map((workers, i) => [
      workers,
      steadyShardsPerSecond(labs[i]!, workers) / (workers * slotsPerWorker),
    ]);
  } finally {
    await Promise.all(pictures.map(({ close }) => close()));
    await Promise.all(labs.map((lab) => lab.close()));
  }
}

async function runTurns(lab: Lab, run: string, workers: number, base: string): Promise<void> {
  await lab.submit(run, { rows: workers * slotsPerWorker * turns, shardRows: 1, base });
  await lab.ended(run);
}

/** Between its first turn and its last, when every slot has work. */
function steadyShardsPerSecond(lab: Lab, workers: number): number {
  const ends = endsOf(lab, 'fleet');
  const first = workers * slotsPerWorker;
  const last = first * (turns - 2);
  return ((last - first) * 1_000) / (ends[last - 1]! - ends[first - 1]!);
}

/** Processor time, which a busy machine does not change as it changes the clock's. */
async function costs(lab: Lab, { report }: ItemContext): Promise<void> {
  // One image a batch: that a shard of one image would be padded to a whole batch is no bookkeeping.
  const [worker] = (await startWorkers(lab, 1, lab.model, { BATCH_SIZE: '1' })) as [FleetProcess];
  // A fleet runs for hours.
  await costOf(lab, worker, 'first', shardsBefore, 1);
  const many = await costOf(lab, worker, 'many', shardsCosted, 1);
  const few = await costOf(lab, worker, 'few', shardsCosted, shardImages);
  await worker.stop();
  const more = shardsCosted - Math.ceil(shardsCosted / shardImages);
  const perShard = (all: number, base: number) => Math.max(0, all - base) / more;
  const redis = perShard(many.redis, few.redis);
  const producer = perShard(many.producer, few.producer);
  const bookkeeping = perShard(many.worker, few.worker) + redis + producer;
  report.figure('workerCpuMsAShard', perShard(many.worker, few.worker) * 1_000);
  report.figure('producerCpuMsAShard', producer * 1_000);
  report.figure('redisCpuMsAShard', redis * 1_000);

  const wall = await shardWallSeconds(lab, report);
  if (wall !== null) {
    report.figure('shardWallSecondsOf64Images', wall);
    // As if nothing else ran while a shard is kept book of: in truth the next one's pictures are decoded meanwhile.
    report.figure('bookkeepingShare', bookkeeping / wall, { most: 0.05 });
    report.figure('bookkeepingShareOfProcessors', bookkeeping / wall / availableParallelism());
  }
  report.figure('oneRedisShardsPerSecond', 1 / redis);
  report.figure('oneRedisImagesPerSecond', shardImages / redis);
  report.figure('oneRedisPodsOf3SecondShards', shardMs / 1_000 / redis);
  report.figure('oneProducerShardsPerSecond', 1 / producer);
}

interface Cost {
  readonly worker: number;
  readonly producer: number;
  readonly redis: number;
}

/** What a run of `rows` takes of each process, in seconds. */
async function costOf(lab: Lab, worker: FleetProcess, run: string, rows: number, shardRows: number) {
  const { pid } = await lab.logged('the producer', ({ service }) => service === 'producer');
  const now = (): Cost => ({
    worker: cpuSeconds(worker.child.pid!),
    producer: cpuSeconds(pid),
    redis: cpuSeconds(lab.redis.pid()),
  });
  const before = now();
  await lab.submit(run, { rows, shardRows });
  await lab.ended(run);
  const after = now();
  return {
    worker: after.worker - before.worker,
    producer: after.producer - before.producer,
    redis: after.redis - before.redis,
  };
}

/** What a shard of 64 small pictures takes a worker that has all cores, with mobilenet-v2; null where that is not at hand. */
async function shardWallSeconds(lab: Lab, report: ItemContext['report']): Promise<number | null> {
  const folder = assets();
  const path = folder === null ? '' : join(folder, 'models/mobilenet-v2.onnx');
  if (!existsSync(path)) {
    report.say('    no mobilenet-v2 at hand (CAMFLEET_ASSETS): its shards are not measured');
    return null;
  }
  const model = await lab.prepare(path, 'mobilenet-v2');
  const cores = String(availableParallelism());
  const [worker] = (await startWorkers(lab, 1, model, {
    INFERENCE_LANES: cores,
    DECODE_THREADS: cores,
  })) as [FleetProcess];
  await lab.submit('network', { rows: shardsTimed * shardImages, shardRows: shardImages, model });
  await lab.ended('network');
  await worker.stop();
  const ends = endsOf(lab, 'network');
  // The first ones end while the network is still warming up.
  return (ends.at(-1)! - ends[slotsPerWorker]!) / 1_000 / (shardsTimed - 1 - slotsPerWorker);
}

/** When the run's shards were committed, in ms since the epoch, in order. */
function endsOf(lab: Lab, run: string): number[] {
  const commits = lab.lines.filter((line) => line.run === run && line.result === 'committed');
  return commits.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
}

async function startWorkers(
  lab: Lab,
  count: number,
  { name }: Pick<ModelDescription, 'name'> = lab.model,
  settings: Record<string, string> = {},
) {
  const workers = Array.from({ length: count }, () =>
    lab.start('worker', { MODEL: name, STOP_GRACE_MS: '0', ...settings }),
  );
  await Promise.all(workers.map((worker) => worker.logged(({ msg }) => msg === 'worker ready')));
  return workers;
}
