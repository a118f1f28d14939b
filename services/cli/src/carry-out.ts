/** Carries a run out on this machine: everything it takes is started, watched and stopped. */
import {
  initialControl,
  type ObjectStore,
  Problem,
  type ProblemCode,
  type RunRequest,
  type Summary,
} from '@camfleet/contracts';
import type { Provider } from '@camfleet/inference';
import { connectRedis, queuePrefix, readLive } from '@camfleet/queue';
import { appendControl, readControl, readSummary } from '@camfleet/results';
import type { Closer } from '@camfleet/runtime';
import type { CliConfig } from './config.js';
import { startStack } from './local-stack.js';
import type { Output } from './output.js';
import { ownRedis } from './own-redis.js';
import { createProgressView } from './progress-view.js';
import { storeFlag } from './store-flag.js';
import { aborted, anyFails } from './waits.js';

/** How many work at it, and with what. */
export interface Workforce {
  /** As the user wrote it. */
  readonly store: string;
  readonly workers: number;
  readonly provider: Provider | 'none';
  readonly batchSize: number;
  readonly lanes: number | null;
  readonly threads: number | null;
}

export interface CommandContext {
  readonly config: CliConfig;
  /** What child processes inherit. */
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
  readonly closer: Closer;
  readonly signal: AbortSignal;
}

/** How often progress is looked at, in ms. */
const lookEveryMs = 200;

/** What only another manifest at the same place mends. */
const manifestProblems: ReadonlySet<string> = new Set<ProblemCode>([
  'manifest-not-found',
  'manifest-unreadable',
  'manifest-empty',
]);

/** Returns the summary; at once where the run is complete already. */
export async function carryOut(
  request: RunRequest,
  workforce: Workforce,
  store: ObjectStore,
  context: CommandContext,
): Promise<Summary> {
  const { output } = context;
  const { run, model, parameters } = request;
  const done = await readSummary(store, run);
  if (done !== null) return done;
  await goOn(request, store);
  const { policy, classifyOnly } = parameters;
  const boxes = classifyOnly ? 'no boxes' : `boxes by ${policy.id}@${policy.version}`;
  output.note(`run ${run}, model ${model.name}@${model.version}, ${boxes}, store ${store.address}`);
  try {
    return await work(request, workforce, store, context);
  } catch (error) {
    const again = `npx camfleet run --resume ${run} ${storeFlag(workforce.store)}`;
    const isManifest = error instanceof Problem && manifestProblems.has(error.code);
    const first = isManifest ? 'once the manifest is mended' : `what run ${run} has committed is safe`;
    output.note(`${first}${isManifest ? ',' : ';'} go on with: ${again}`);
    throw error;
  }
}

/** A run that was paused or has failed goes on: that is why it is carried out. */
async function goOn({ run, priority }: RunRequest, store: ObjectStore): Promise<void> {
  const control = await readControl(store, run, initialControl(priority));
  if (control.wish !== 'pause' && control.wish !== 'fail') return;
  await appendControl(store, run, control, { verb: 'resume', by: 'user', at: new Date().toISOString() });
}

async function work(
  request: RunRequest,
  workforce: Workforce,
  store: ObjectStore,
  context: CommandContext,
): Promise<Summary> {
  const { config, environment, closer, output, signal } = context;
  const { run, model } = request;
  const own = config.REDIS_URL === undefined ? await ownRedis(store, closer, output) : null;
  const redisUrl = config.REDIS_URL ?? own!.url;
  const redis = await connectRedis(redisUrl);
  closer.add({ close: async () => redis.disconnect() });
  const { producer, workers } = startStack(
    {
      ...workforce,
      run,
      store: store.address,
      model: `${model.name}@${model.version}`,
      access: config.SOURCE_ACCESS,
      port: null,
      metricsPort: null,
      redisUrl,
    },
    environment,
    closer,
    output,
  );

  const view = createProgressView(process.stderr);
  const prefix = queuePrefix(store.address);
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const live = await readLive(redis, prefix, run).catch(() => null);
    if (live?.progress && !signal.aborted) view.show({ ...live.progress, inHand: live.inHand });
    looking = false;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  try {
    await Promise.race([
      producer.finished,
      anyFails(workers.map(({ finished }) => finished)),
      aborted(signal),
      ...(own === null ? [] : [own.failed]),
    ]);
    await look();
  } finally {
    clearInterval(timer);
    view.end();
  }
  const summary = await readSummary(store, run);
  if (summary === null) throw new Problem('run-failed', `run ${run} ended without a summary`);
  return summary;
}
