/** A process of its own for pieces of suspect shards, as its parent sees it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  type CommitRecord,
  commitRecordSchema,
  Problem,
  type ProblemCode,
  type ShardJob,
} from '@camfleet/contracts';
import type { Piece } from '@camfleet/scheduling';
import { z } from 'zod';

/** Rows of a shard to be worked at. */
export interface PieceTask {
  readonly job: ShardJob;
  readonly piece: Piece;
  readonly last: boolean;
}

export interface Probe {
  /** The piece's record, or null where the process ended over it; throws what it threw. */
  work(task: PieceTask): Promise<CommitRecord | null>;
  close(): Promise<void>;
}

/** The signal ends the process. */
export type StartProbe = (signal: AbortSignal) => Promise<Probe>;

const probeAnswerSchema = z.discriminatedUnion('kind', [
  /** The model is loaded. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), record: commitRecordSchema }),
  z.object({ kind: z.literal('failed'), code: z.string().nullable(), message: z.string() }),
  /** The process itself could not start. */
  z.object({ kind: z.literal('problem'), code: z.string(), message: z.string() }),
]);
export type ProbeAnswer = z.infer<typeof probeAnswerSchema>;

/** `model`: the one that this worker serves. Rejects where the process cannot even load it. */
export function probeStarter(environment: NodeJS.ProcessEnv, model: string): StartProbe {
  return async (signal) => {
    const child = fork(new URL('./main.js', import.meta.url), {
      env: { ...environment, MODEL: model, PROBE: '1' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = once(child, 'close').then(() => null);
    const onAbort = () => child.kill('SIGKILL');
    signal.addEventListener('abort', onAbort, { once: true });
    const next = (): Promise<ProbeAnswer | null> =>
      Promise.race([once(child, 'message').then(([raw]) => probeAnswerSchema.parse(raw)), ended]);
    const close = async () => {
      signal.removeEventListener('abort', onAbort);
      child.kill('SIGKILL');
      await ended;
    };
    const first = await next();
    if (first?.kind !== 'ready') {
      await close();
      signal.throwIfAborted();
      throw problemOf(first);
    }
    return {
      close,
      work: async (task) => {
        child.send(task);
        const answer = await next();
        // Ended by us, not by the picture.
        signal.throwIfAborted();
        if (answer === null) {
          await close();
          return null;
        }
        if (answer.kind === 'done') return answer.record;
        throw problemOf(answer);
      },
    };
  };
}

function problemOf(answer: ProbeAnswer | null): Error {
  if (answer === null || answer.kind === 'ready' || answer.kind === 'done') {
    return new Error('a process for a suspect shard ended before it had begun');
  }
  return answer.code === null || answer.code === 'defect'
    ? new Error(answer.message)
    : new Problem(answer.code as ProblemCode, answer.message);
}
