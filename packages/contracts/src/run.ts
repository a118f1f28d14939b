/** A run: the request as it was frozen at submission, its states, and what is known of it while it runs. */
import { z } from 'zod';
import { accuracySchema } from './accuracy.js';
import { boxPolicySchema } from './box-policy.js';
import { defaultPriority, prioritySchema, tenantSchema } from './control.js';
import { estimateSchema } from './estimate.js';
import { runIdSchema } from './ids.js';
import { limits } from './limits.js';
import { boxFormatSchema } from './manifest-row.js';
import { timelineSchema } from './timeline.js';

export const manifestReferenceSchema = z.object({
  kind: z.enum(['jsonl', 'csv', 'parquet', 'files', 's3-prefix', 'upload', 'picture']),
  /**
   * The manifest's own address; or the folder, glob, s3:// prefix or upload whose pictures are the rows; or the remote address
   * of the only one.
   */
  source: z.string(),
  /** Rows with a relative address are found from here. */
  base: z.string(),
});
export type ManifestReference = z.infer<typeof manifestReferenceSchema>;

/** Whether pictures are turned as EXIF says. An AVIF's own turn is no EXIF: it is always applied. */
export const exifChoices = ['apply', 'ignore'] as const;
/** Whether colour profiles are applied. Without them CMYK becomes RGB by its plain formula. */
export const colourChoices = ['managed', 'stored'] as const;

export const runRequestSchema = z.object({
  run: runIdSchema,
  createdAt: z.string(),
  /** The build that made the run; another build may give other rows. */
  build: z.string(),
  /** The trace that the submission belongs to, as a W3C traceparent, where somebody traces. */
  trace: z.string().max(100).optional(),
  /** Whose run it is: tenants share the fleet by their weights. */
  tenant: tenantSchema.default('default'),
  /** How many shards of this run are done for one of a run of priority 1 of the same tenant; the control log may change it. */
  priority: prioritySchema.default(defaultPriority),
  /** The run is paused when more than `share` of at least `images` images have failed. */
  breaker: z
    .object({ share: z.number().min(0).max(1), images: z.int().positive() })
    .default({ share: limits.breakerShare, images: limits.breakerImages }),
  /**
   * The run that this one is derived from. `rebox` draws other boxes from its maps; `retry` tries its failed rows again,
   * those of `codes` where codes are named. `rows`: whose manifest blocks are read.
   */
  parent: z
    .object({
      kind: z.enum(['rebox', 'retry']),
      run: runIdSchema,
      rows: runIdSchema,
      codes: z.array(z.string()).optional(),
    })
    .nullable()
    .default(null),
  /** Of a probe: how many rows of the manifest are tried. It is listed nowhere, and an estimate is made of it. */
  sample: z.int().positive().optional(),
  /** What the run was expected to take. */
  estimate: estimateSchema.optional(),
  manifest: manifestReferenceSchema,
  model: z.object({
    name: z.string(),
    version: z.string(),
    digest: z.string(),
    /** Classes that the model ranks, of all it has. */
    topK: z.int().positive(),
    classes: z.int().positive(),
  }),
  parameters: z.object({
    policy: boxPolicySchema,
    boxFormat: boxFormatSchema,
    /** Classes and scores alone: no maps are kept, and no boxes drawn. */
    classifyOnly: z.boolean().default(false),
    /** `ignore`: as the pixels are stored, for data sets whose boxes are drawn on the picture as stored. */
    exif: z.enum(exifChoices).default('apply'),
    /** `stored`: the values as stored, no profile applied, as networks saw them that were trained with Pillow. */
    colour: z.enum(colourChoices).default('managed'),
    /** Rows a shard, or null where the scan decides. */
    shardRows: z.int().positive().nullable(),
  }),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

export const runStates = [
  'scanning',
  'running',
  'paused',
  'cancelling',
  'cancelled',
  'finalising',
  'complete',
  'failed',
] as const;
export type RunState = (typeof runStates)[number];

/** From each state, the states that may follow. `failed` may go on: a run that is resumed takes up where it was. */
export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  scanning: ['running', 'finalising', 'paused', 'cancelling', 'failed'],
  running: ['finalising', 'paused', 'cancelling', 'failed'],
  paused: ['scanning', 'running', 'finalising', 'cancelling', 'failed'],
  cancelling: ['cancelled'],
  cancelled: [],
  finalising: ['complete', 'failed'],
  complete: [],
  failed: ['scanning', 'running', 'finalising', 'paused', 'cancelling'],
};

const count = z.int().nonnegative();
export const countsSchema = z.object({ ok: count, failed: count, skipped: count });
export type Counts = z.infer<typeof countsSchema>;

/** How far a run is: what watchers see. Kept in Redis, rebuilt from the store at any time. */
export const runProgressSchema = z.object({
  run: runIdSchema,
  state: z.enum(runStates),
  /** Rows of the manifest; null until it is scanned. */
  rows: count.nullable(),
  shards: count.nullable(),
  shardsCommitted: count,
  counts: countsSchema,
  /** Failed rows by code. */
  failures: z.record(z.string(), count).default({}),
  /** Rows that were already committed when this producer took the run up: they say nothing about the rate. */
  resumedRows: count,
  /** Of the rows that are committed; null while none of them has truth. */
  accuracy: accuracySchema.nullable(),
  /** Null while nothing is committed. */
  timeline: timelineSchema.nullable().default(null),
  /** A sentence about why the run failed. */
  reason: z.string().optional(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;
