/** 2: a killed worker's shards start again soon; a stop costs no attempt. */
import type { FleetLine, FleetProcess } from '../../support/fleet.js';
import { waitUntil } from '../../support/wait-until.js';
import type { Item } from '../item.js';
import type { Lab } from '../lab.js';
import { startSlowPictures } from '../slow-pictures.js';

/** Longer than a worker that is stopped may take for what it has; a shard that has come back waits so long for a slot at most. */
const shardMs = 2_000;
/** A lease runs out within 15 s, which is noticed within 5 s; then a slot must come free. */
const restartSecondsMax = 25;
/** More than the others' four slots end while those of a killed worker wait: there must be some left for the stop. */
const shards = 72;

export const recovery: Item = {
  title: 'how soon the shards of a killed, and of a stopped, worker start again',
  waits: true,
  run: async ({ report, s3, openLab }) => {
    const lab = await openLab({ s3: await s3() });
    const pictures = await startSlowPictures(lab.folder, shardMs);
    try {
      lab.start('producer');
      const workers = Array.from({ length: 3 }, () => lab.start('worker', { STOP_GRACE_MS: '0' }));
      await lab.submit('slow', { rows: shards * 2, shardRows: 2, base: pictures.base });

      const [first, second] = workers as [FleetProcess, FleetProcess];
      const killed = await hold(first);
      const killedAt = Date.now();
      first.child.kill('SIGKILL');
      const again = await begunElsewhere(lab, first, killed);
      const waited = again.map(({ time }) => (Date.parse(time) - killedAt) / 1_000);
      report.figure('restartAfterKillSeconds', Math.max(...waited), { most: restartSecondsMax });

      const stopped = await hold(second);
      second.child.kill('SIGTERM');
      const handedOver = await begunElsewhere(lab, second, stopped);
      report.figure('shardsHandedBack', handedOver.length, { least: stopped.length });
      report.figure('attemptsSpentByStop', spent(stopped, handedOver, 'attempt'), { most: 0 });
      report.figure('stallsByStop', spent(stopped, handedOver, 'leasesLost'), { most: 0 });
      report.holds('stoppedInOrder', (await second.ended) === 0);

      pictures.delay(0);
      const { images } = await lab.ended('slow');
      report.figure('rows', images.ok, { least: shards * 2, most: shards * 2 });
    } finally {
      await pictures.close();
      await lab.close();
    }
  },
};

/** The shards that a worker has in hand, as soon as it has begun two at once and ended neither. */
async function hold({ lines }: FleetProcess): Promise<FleetLine[]> {
  return await waitUntil('two shards in hand', () => {
    const open = new Map<number, FleetLine>();
    for (const line of lines) {
      if (line.msg === 'shard begun') open.set(line.shard!, line);
      else if (line.shard !== undefined) open.delete(line.shard);
    }
    const last = [...open.values()];
    // Not just before they end.
    return last.length === 2 && last.every(({ time }) => Date.now() - Date.parse(time) < shardMs / 2) && last;
  });
}

async function begunElsewhere(
  lab: Lab,
  { child }: FleetProcess,
  shards: readonly FleetLine[],
): Promise<FleetLine[]> {
  return await Promise.all(
    shards.map(({ shard, time }) =>
      lab.logged(
        `shard ${shard} begun by another`,
        (line) =>
          line.msg === 'shard begun' && line.shard === shard && line.pid !== child.pid && line.time > time,
      ),
    ),
  );
}

/** How much more of it the shards had spent when they were begun again. */
function spent(
  before: readonly FleetLine[],
  after: readonly FleetLine[],
  what: 'attempt' | 'leasesLost',
): number {
  return after.reduce((sum, line, i) => sum + line[what]! - before[i]![what]!, 0);
}
