/** camfleet run: a manifest or a folder of pictures to committed results, with everything that takes started and stopped. */
import { findPolicy } from '@camfleet/cam';
import {
  type BoxFormat,
  build,
  newRunId,
  type ObjectStore,
  Problem,
  type RunRequest,
  runIdSchema,
  type Summary,
} from '@camfleet/contracts';
import { connectRedis, queuePrefix, readProgress } from '@camfleet/queue';
import { createRun, readRun, readSummary } from '@camfleet/results';
import { type Closer, s3Settings } from '@camfleet/runtime';
import { createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader } from '@camfleet/storage';
import type { CliConfig } from './config.js';
import { startStack } from './local-stack.js';
import type { Output } from './output.js';
import { ownRedis } from './own-redis.js';
import { createProgressView } from './progress-view.js';
import { resolveManifest } from './resolve-manifest.js';
import { type ModelFlags, resolveModel } from './resolve-model.js';
import { storeAddress } from './store-address.js';

export interface RunFlags extends ModelFlags {
  readonly manifest: string | null;
  readonly resume: string | null;
  readonly model: string | null;
  readonly store: string;
  readonly policy: string;
  readonly boxFormat: BoxFormat;
  readonly classifyOnly: boolean;
  readonly shardSize: number | null;
  readonly workers: number;
  readonly provider: string;
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

export async function runCommand(flags: RunFlags, context: CommandContext): Promise<Summary> {
  const { output, closer } = context;
  const store = closer.add(await openStore(storeAddress(flags.store), { s3: s3Settings(context.config) }));
  const request = await submit(flags, store, context);
  const done = await readSummary(store, request.run);
  if (done !== null) return done;
  output.note(
    `run ${request.run}, model ${request.model.name}@${request.model.version}, store ${store.address}`,
  );
  try {
    return await work(request, flags, store, context);
  } catch (error) {
    const { run } = request;
    output.note(
      `what run ${run} has committed is safe; go on with: npx camfleet run --resume ${run} --store ${shellWord(flags.store)}`,
    );
    throw error;
  }
}

/** A new run, its request frozen in the store, or the one that is to be taken up again. */
async function submit(
  flags: RunFlags,
  store: ObjectStore,
  { config, output, closer }: CommandContext,
): Promise<RunRequest> {
  if (flags.resume !== null) {
    if (flags.manifest !== null) throw new Problem('usage', '--resume takes a run, and no manifest with it');
    const run = runIdSchema.safeParse(flags.resume);
    if (!run.success)
      throw new Problem('usage', `"${flags.resume}" is no run's name: ${run.error.issues[0]?.message}`);
    await store.check();
    return await readRun(store, run.data);
  }
  if (flags.manifest === null)
    throw new Problem('usage', 'name a manifest, a folder or a quoted glob; see camfleet run --help');
  if (flags.model === null)
    throw new Problem('usage', 'name a network with --model: an .onnx file, or a prepared model');
  const policy = findPolicy(flags.policy);
  if (policy === undefined) throw new Problem('usage', `there is no box policy "${flags.policy}"`);
  const sources = closer.add(createSources({ s3: s3ObjectReader(s3Settings(config)) }));
  const manifest = await resolveManifest(sources, flags.manifest);
  await store.check();
  const model = await resolveModel(store, flags.model, flags, output);
  return await createRun(store, {
    run: newRunId(new Date()),
    createdAt: new Date().toISOString(),
    build,
    manifest,
    model: {
      name: model.name,
      version: model.version,
      digest: model.digest,
      topK: model.topK,
      classes: model.classes,
    },
    parameters: {
      policy: policy.id,
      boxFormat: flags.boxFormat,
      classifyOnly: flags.classifyOnly,
      shardRows: flags.shardSize,
    },
  });
}

async function work(
  request: RunRequest,
  flags: RunFlags,
  store: ObjectStore,
  context: CommandContext,
): Promise<Summary> {
  const { config, environment, closer, output, signal } = context;
  const { run, model } = request;
  const redisUrl = config.REDIS_URL ?? (await ownRedis(closer, output));
  const redis = await connectRedis(redisUrl);
  closer.add({ close: async () => redis.disconnect() });
  const { producer, workers } = startStack(
    { ...flags, run, store: store.address, model: `${model.name}@${model.version}`, redisUrl },
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
    const progress = await readProgress(redis, prefix, run).catch(() => null);
    if (progress !== null && !signal.aborted) view.show(progress);
    looking = false;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  try {
    await Promise.race([
      producer.finished,
      anyFails(workers.map(({ finished }) => finished)),
      aborted(signal),
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

/** Never settles well: workers go on until they are stopped, and only their failure is news. */
function anyFails(services: readonly Promise<void>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const service of services) service.catch(reject);
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
