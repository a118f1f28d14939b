/** A new run in a store: its manifest looked at, its model prepared where it must be, its request frozen. */
import { type BoxFormat, newRunId, type ObjectStore, type RunRequest } from '@camfleet/contracts';
import { builtInModels } from '@camfleet/demo-model';
import { submitRun } from '@camfleet/runs';
import { s3Settings, sourceSettings } from '@camfleet/runtime';
import { accessOf, createSources } from '@camfleet/sources';
import { s3ObjectReader } from '@camfleet/storage';
import type { CommandContext } from './carry-out.js';
import { resolveManifest } from './resolve-manifest.js';
import { type ModelFlags, resolveModel } from './resolve-model.js';
import { resolvePolicy } from './resolve-policy.js';

export interface BeginFlags extends ModelFlags {
  /** As the user named it: a manifest, a folder, a glob, a picture, an address. */
  readonly manifest: string;
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

export async function beginRun(
  flags: BeginFlags,
  store: ObjectStore,
  { config, output, closer }: Pick<CommandContext, 'config' | 'output' | 'closer'>,
): Promise<RunRequest> {
  const policy = await resolvePolicy(flags.policy);
  const access = accessOf(sourceSettings(config));
  const sources = closer.add(createSources({ s3: s3ObjectReader(s3Settings(config)), access }));
  const manifest = await resolveManifest(sources, flags.manifest);
  await store.check();
  const model = await resolveModel(store, flags.model ?? builtInModels.average, flags, output);
  const { tenant, priority, maxFailed, boxFormat, classifyOnly, exif, colour, shardSize: shardRows } = flags;
  return await submitRun(store, {
    run: flags.run ?? newRunId(new Date()),
    manifest,
    model,
    tenant,
    priority,
    maxFailed,
    parameters: { policy, boxFormat, classifyOnly, exif, colour, shardRows },
  });
}
