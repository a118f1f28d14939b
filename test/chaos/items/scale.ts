/** 9: what bookkeeping costs a shard, how a fleet of slow shards scales, and where one Redis ends. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDescription } from '@camfleet/contracts';
import { assets } from '../../support/assets.js';
import type { FleetProcess } from '../../support/fleet.js';
import type { Item, ItemContext, Size } from '../item.js';
import type { Lab } from '../lab.js';
import { cpuSeconds } from '../process-figures.js';
import { startSlowPictures } from '../slow-pictures.js';

const fleets: Record<Size, readonly number[]> = {
  tiny: [1, 2],
  short: [1, 2, 4, 8, 16],
  nightly: [1, 2, 4, 8, 16],
};
/** As long as a GPU takes for a shard. */
const shardMs = 3_000;
/** Shards that every slot of a fleet works at, one after the other. */
const turns = 6;
const slotsPerWorker = 2;
const shardImages = 64;
const shardsCosted = 400;

export const scale: Item = {
  title: 'the cost of bookkeeping, and fleets of 1 to 16 workers',
  run: async (context) => {
    const lab = await context.openLab({ s3: await context.s3() });
    try {
      lab.start('producer', { WORKER_SLOTS: '32' });
      await fleetEfficiency(lab, context);
      await costs(lab, context);
    } finally {
      await lab.close();
    }
  },
};

/** Real workers; what is slow is where the pictures come from. */
async function fleetEfficiency(lab: Lab, { size, report }: ItemContext): Promise<void> {
  const pictures = await startSlowPictures(lab.folder, shardMs);
  let alone = Number.NaN;
  try {
    for (const workers of fleets[size]) {
      const fleet = await startWorkers(lab, workers);
      const run = `fleet-${workers}`;
      const shards = workers * slotsPerWorker * turns;
      // Modules are loaded and connections made before anything is measured.
      pictures.delay(0);
      await lab.submit(`warm-${workers}`, { rows: shards, shardRows: 1, base: pictures.base });
      await lab.ended(`warm-${workers}`);
      // Shards of a real fleet do not end all at once.
      pictures.delay(shardMs, workers * slotsPerWorker);
      await lab.submit(run, { rows: shards, shardRows: 1, base: pictures.base });
      await lab.ended(run);
      const perSlot = steadyShardsPerSecond(lab, run, workers) / (workers * slotsPerWorker);
      if (workers === 1) alone = perSlot;
      report.figure(`efficiencyAt${workers}`, perSlot / alone, workers === 16 ? { least: 0.95 } : {});
      report.figure(`ofIdealAt${workers}`, perSlot * (shardMs / 1_000));
      await Promise.all(fleet.map((worker) => worker.stop()));
    }
  } finally {
    await pictures.close();
  }
}

/** Between its first turn and its last, when every slot has work. */
function steadyShardsPerSecond(lab: Lab, run: string, workers: number): number {
  const ends = lab.lines
    .filter((line) => line.run === run && line.result === 'committed')
    .map(({ time }) => Date.parse(time))
    .sort((a, b) => a - b);
  const first = workers * slotsPerWorker;
  const last = first * (turns - 2);
  return ((last - first) * 1_000) / (ends[last - 1]! - ends[first - 1]!);
}

/** Processor time, which a busy machine does not change as it changes the clock's. */
async function costs(lab: Lab, { report }: ItemContext): Promise<void> {
  const [worker] = (await startWorkers(lab, 1)) as [FleetProcess];
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

  const network = await networkCost(lab, report);
  if (network !== null) {
    report.figure('shardCpuSecondsOf64Images', network.cpu);
    report.figure('shardWallSecondsOf64Images', network.wall);
    // The network has one lane and one thread here, so that its processor time is a shard's wall time on an idle machine.
    report.figure('bookkeepingShare', bookkeeping / network.cpu, { most: 0.05 });
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

/** What a shard of 64 small pictures takes with mobilenet-v2, in seconds; null where that is not at hand. */
async function networkCost(
  lab: Lab,
  report: ItemContext['report'],
): Promise<{ cpu: number; wall: number } | null> {
  const folder = assets();
  const path = folder === null ? '' : join(folder, 'models/mobilenet-v2.onnx');
  if (!existsSync(path)) {
    report.say('    no mobilenet-v2 at hand (CAMFLEET_ASSETS): its shards are not measured');
    return null;
  }
  const model = await lab.prepare(path, 'mobilenet-v2');
  const [worker] = (await startWorkers(lab, 1, model)) as [FleetProcess];
  const shards = 8;
  const before = cpuSeconds(worker.child.pid!);
  await lab.submit('network', { rows: shards * shardImages, shardRows: shardImages, model });
  await lab.ended('network');
  const cpu = (cpuSeconds(worker.child.pid!) - before) / shards;
  const times = lab.lines
    .filter(({ run, shard }) => run === 'network' && shard !== undefined)
    .map(({ time }) => Date.parse(time));
  await worker.stop();
  return { cpu, wall: (Math.max(...times) - Math.min(...times)) / 1_000 / shards };
}

async function startWorkers(lab: Lab, count: number, { name }: Pick<ModelDescription, 'name'> = lab.model) {
  const workers = Array.from({ length: count }, () =>
    lab.start('worker', { MODEL: name, STOP_GRACE_MS: '0' }),
  );
  await Promise.all(workers.map((worker) => worker.logged(({ msg }) => msg === 'worker ready')));
  return workers;
}
