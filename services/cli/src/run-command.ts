/** camfleet run: a manifest or a folder of pictures to committed results, with everything that takes started and stopped. */
import {
  type BoxFormat,
  newRunId,
  type ObjectStore,
  Problem,
  type RunRequest,
  type Summary,
} from '@camfleet/contracts';
import { builtInModels } from '@camfleet/demo-model';
import { connectRedis } from '@camfleet/queue';
import { findRun, submitRun } from '@camfleet/runs';
import { s3Settings, sourceSettings } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { openStore, s3ObjectReader } from '@camfleet/storage';
import { type CommandContext, carryOut, type Workforce } from './carry-out.js';
import { resolveManifest } from './resolve-manifest.js';
import { type ModelFlags, resolveModel } from './resolve-model.js';
import { resolvePolicy } from './resolve-policy.js';
import { storeAddress } from './store-address.js';

export interface RunFlags extends ModelFlags, Workforce {
  readonly manifest: string | null;
  readonly resume: string | null;
  /** Null: the built-in one. */
  readonly model: string | null;
  readonly policy: string;
  readonly boxFormat: BoxFormat;
  readonly classifyOnly: boolean;
  readonly exif: RunRequest['parameters']['exif'];
  readonly colour: RunRequest['parameters']['colour'];
  readonly shardSize: number | null;
  readonly tenant: string;
  readonly priority: number;
  /** The share of failed images above which the run is paused. */
  readonly maxFailed: number;
  /** The new run's name; by the time where it is left out. */
  readonly run?: string;
}

export async function runCommand(flags: RunFlags, context: CommandContext): Promise<Summary> {
  const settings = { s3: s3Settings(context.config) };
  const store = context.closer.add(await openStore(storeAddress(flags.store), settings));
  const redisUrl = context.config.REDIS_URL;
  // Asked before anything is written: a run that nobody can feed is not begun.
  if (redisUrl !== undefined) (await connectRedis(redisUrl)).disconnect();
  const request = await submit(flags, store, context);
  // A run that only draws boxes anew needs no network when it is taken up again either.
  const workforce: Workforce = request.parent?.kind === 'rebox' ? { ...flags, provider: 'none' } : flags;
  return await carryOut(request, workforce, store, context);
}

/** A new run, its request frozen in the store, or the one that is to be taken up again. */
async function submit(
  flags: RunFlags,
  store: ObjectStore,
  { config, output, closer }: CommandContext,
): Promise<RunRequest> {
  if (flags.resume !== null) {
    if (flags.manifest !== null) throw new Problem('usage', '--resume takes a run, and no manifest with it');
    await store.check();
    return await findRun(store, flags.resume);
  }
  if (flags.manifest === null)
    throw new Problem('usage', 'name a manifest, a folder or a quoted glob; see camfleet run --help');
  const policy = await resolvePolicy(flags.policy);
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(createSources({ s3: s3ObjectReader(s3Settings(config)), access }));
  const manifest = await resolveManifest(sources, flags.manifest);
  await store.check();
  const model = await resolveModel(store, flags.model ?? builtInModels.average, flags, output);
  return await submitRun(store, {
    run: flags.run ?? newRunId(new Date()),
    manifest,
    model,
    tenant: flags.tenant,
    priority: flags.priority,
    maxFailed: flags.maxFailed,
    parameters: {
      policy,
      boxFormat: flags.boxFormat,
      classifyOnly: flags.classifyOnly,
      exif: flags.exif,
      colour: flags.colour,
      shardRows: flags.shardSize,
    },
  });
}
