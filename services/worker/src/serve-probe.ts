/** The process that works at pieces of suspect shards: whatever ends it ends nothing else. */
import { once } from 'node:events';
import { Problem, shardJobSchema } from '@camfleet/contracts';
import { z } from 'zod';
import type { ShardDependencies } from './shard-work.js';
import type { ProbeAnswer } from './start-probe.js';
import { workPiece } from './work-piece.js';

const count = z.int().nonnegative();
const taskSchema = z.object({
  job: shardJobSchema,
  piece: z.object({ from: count, rows: count }),
  last: z.boolean(),
});

/** Works at what its parent sends until the signal fires. */
export async function serveProbe(deps: ShardDependencies, signal: AbortSignal): Promise<void> {
  const answer = (message: ProbeAnswer) => {
    if (process.connected) process.send?.(message);
  };
  const serve = async (raw: unknown) => {
    try {
      answer({ kind: 'done', record: await workPiece(taskSchema.parse(raw), deps, signal) });
    } catch (error) {
      const code = error instanceof Problem ? error.code : null;
      answer({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on('message', serve);
  answer({ kind: 'ready' });
  if (!signal.aborted) await once(signal, 'abort');
  process.off('message', serve);
}
