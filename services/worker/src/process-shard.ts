/** One attempt at a shard: read rows → every image its way → write part → commit. */
import { build, limits, type ModelDescription, Problem, type RunRequest } from '@camfleet/contracts';
import type { Attempt } from '@camfleet/queue';
import { commitShard, putPart, readCommit, readShardRows, writePart } from '@camfleet/results';
import { inSpan } from '@camfleet/runtime';
import { isSuspect } from '@camfleet/scheduling';
import { commitRecordOf } from './commit-record-of.js';
import { localiseRows } from './localise-rows.js';
import { reboxRows } from './rebox-rows.js';
import type { ShardDependencies } from './shard-work.js';
import { workInPieces } from './work-in-pieces.js';

/** How an attempt ended: `done` where the shard had been committed before, `lost` where another attempt came first. */
export type ShardResult = 'committed' | 'lost' | 'done';

export async function processShard(attempt: Attempt, deps: ShardDependencies): Promise<ShardResult> {
  const { store, model, worker, meter } = deps;
  const { run, shard, range } = attempt.job;
  const startedAt = new Date();
  if ((await readCommit(store, run, shard)) !== null) return 'done';

  const request = await deps.request(run);
  checkRequest(request, model);
  const name = `${worker}-${shard}-${startedAt.getTime()}-${attempt.number}`;
  const isRebox = request.parent?.kind === 'rebox';
  if (!isRebox && isSuspect(attempt.leasesLost, limits.killsBeforeSuspect)) {
    meter.suspect();
    const record = await workInPieces(attempt, deps);
    attempt.signal.throwIfAborted();
    const { won } = await commitShard(store, run, { ...record, attempt: name, worker });
    return won ? 'committed' : 'lost';
  }
  const rows = await readShardRows(store, request.parent?.rows ?? run, range);
  const work = isRebox ? reboxRows : localiseRows;
  const { outcomes, ...done } = await work(rows, attempt, request, deps);

  attempt.signal.throwIfAborted();
  const write = async () => {
    // Given up meanwhile, it must not come after the sweep. Once it is there, its record is the shortest way out: it loses
    // where another stands, and saves the work where none does.
    const part = await putPart(store, run, shard, writePart(outcomes), attempt.signal);
    const execution = { shard, attempt: name, worker, startedAt, ...done };
    return await commitShard(store, run, commitRecordOf(execution, outcomes, part));
  };
  const { won } = await meter.timed('write', () => inSpan('write', { run, shard }, write));
  return won ? 'committed' : 'lost';
}

/** Rows of one run come from one model and one build: anything else would mix them in silence. */
function checkRequest({ run, model: wanted, build: begun }: RunRequest, model: ModelDescription): void {
  if (begun !== build) {
    throw new Problem(
      'run-conflict',
      `run ${run} was begun by camfleet ${begun}, this is ${build}: finish it with that one`,
    );
  }
  if (wanted.digest === model.digest) return;
  throw new Problem(
    'run-conflict',
    `run ${run} wants ${wanted.name}@${wanted.version}, this worker has ${model.name}@${model.version}`,
  );
}
