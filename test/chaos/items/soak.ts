/** 10: the same run again and again, with a fault every few seconds: does anything grow? */
import { openRuns } from '@camfleet/contracts';
import { waitUntil } from '../../support/wait-until.js';
import { inspectRun } from '../inspect-run.js';
import type { Item, Size } from '../item.js';
import { keepFleet } from '../keep-fleet.js';
import type { Lab } from '../lab.js';
import { handles, residentMb } from '../process-figures.js';
import { createRandom } from '../random.js';

const extents: Record<Size, { seconds: number; warmUps: number }> = {
  tiny: { seconds: 20, warmUps: 1 },
  short: { seconds: 120, warmUps: 2 },
  nightly: { seconds: 1_200, warmUps: 5 },
};
const rows = 400;
const shardRows = 8;
const faultMs = 4_000;
/** Longer than a leader's lease. */
const frozenMs = 17_000;

interface Look {
  readonly redis: Awaited<ReturnType<Lab['redis']['figures']>>;
  readonly handles: number;
}

export const soak: Item = {
  title: 'one run after the other with a fault every few seconds',
  waits: true,
  run: async ({ size, report, s3, openLab }) => {
    const { seconds, warmUps } = extents[size];
    const random = createRandom(Date.now() % 2 ** 31);
    const lab = await openLab({ s3: await s3() });
    // Those that live through it all are measured.
    const witnesses = [lab.start('producer'), lab.start('worker')];
    const survivors = witnesses.map(({ child }) => child.pid!);
    const [producer] = survivors as [number, number];
    const dead: string[] = [];
    for (const { child, ended, said } of witnesses) {
      void ended.then((how) =>
        dead.push(`process ${child.pid}, which nobody killed, ended with ${how}: ${said.join('\n')}`),
      );
    }
    const fleet = keepFleet(lab, { producer: 1, worker: 2 });
    const struck = { anyone: 0, leader: 0, connections: 0 };
    let frozen = false;

    /** Whoever leads leads no more: the one that is measured is frozen for longer than its lease, the other one killed. */
    function strikeLeader(): void {
      const leader = lab.lines.findLast(({ msg }) => msg === 'leading')?.pid;
      if (dead.length > 0) return;
      if (leader !== producer) {
        fleet.kill(0);
        return;
      }
      frozen = true;
      process.kill(producer, 'SIGSTOP');
      setTimeout(() => {
        if (dead.length === 0) process.kill(producer, 'SIGCONT');
        frozen = false;
      }, frozenMs);
    }

    async function strikeOnce(): Promise<void> {
      const faults = struck.anyone + struck.leader + struck.connections;
      const kind = faults % 6 === 2 && !frozen ? 'leader' : faults % 3 === 1 ? 'connections' : 'anyone';
      struck[kind] += 1;
      if (kind === 'leader') strikeLeader();
      else if (kind === 'connections') await lab.redis.cut();
      else fleet.kill(random());
    }

    try {
      const look = async (): Promise<Look> => ({
        redis: await lab.redis.figures(),
        handles: survivors.reduce((sum, pid) => sum + handles(pid), 0),
      });
      const memory: number[] = [];
      let runs = 0;
      let orphans = 0;
      let wrong = 0;
      const once = async () => {
        if (dead.length > 0) throw new Error(dead.join('\n'));
        const run = `soak-${runs++}`;
        await lab.submit(run, { rows, shardRows });
        const { state, images } = await lab.ended(run);
        const seen = await inspectRun(lab.store, run);
        orphans += seen.orphans;
        memory.push(survivors.reduce((sum, pid) => sum + residentMb(pid), 0));
        if (state !== 'complete' || images.ok !== rows || seen.rows !== rows || seen.doubled > 0) wrong += 1;
      };
      for (let i = 0; i < warmUps; i++) await once();
      const first = await look();
      memory.length = 0;
      const until = Date.now() + seconds * 1_000;
      const strike = setInterval(() => void strikeOnce(), faultMs);
      while (Date.now() < until) await once().catch((error: unknown) => fail(strike, error));
      clearInterval(strike);
      await waitUntil('the end of the frost', () => !frozen, { seconds: 30 });
      await once();
      const last = await look();
      let open = 0;
      for await (const _ of lab.store.list(openRuns)) open += 1;

      report.figure('runs', runs);
      report.figure('kills', struck.anyone, { least: 1 });
      report.figure('leadersStruck', struck.leader, { least: 1 });
      report.figure('connectionsCut', struck.connections, { least: 1 });
      report.figure('faults', struck.anyone + struck.leader + struck.connections, {
        least: Math.floor(seconds / 8),
      });
      report.figure('runsWrong', wrong, { most: 0 });
      report.figure('orphanedObjects', orphans + open, { most: 0 });
      // One key of a job that is at work, or one of a queue's own, may be there or not.
      report.figure('lastingKeysGrown', last.redis.lastingKeys - first.redis.lastingKeys, { most: 2 });
      report.figure('expiringKeysARun', (last.redis.keys - last.redis.lastingKeys) / runs);
      report.figure('redisGrowthMb', last.redis.mb - first.redis.mb, { most: 1 });
      // Sockets to S3 are kept for the next request, as many as there were requests at a time.
      report.figure('handlesGrown', last.handles - first.handles, { most: 40 });
      report.figure('memoryGrowthMb', growth(memory), { most: 30 });
    } finally {
      await lab.close();
    }
  },
};

/** From the first third to the last, in medians: with its garbage, a heap is 36 MB at one moment and 73 at the next. */
function growth(samples: readonly number[]): number {
  const third = Math.ceil(samples.length / 3);
  const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1]!;
  return median(samples.slice(-third)) - median(samples.slice(0, third));
}

function fail(timer: NodeJS.Timeout, error: unknown): never {
  clearInterval(timer);
  throw error;
}
