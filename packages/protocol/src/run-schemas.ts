/** Runs as the API shows them. */
import {
  accuracySchema,
  boxPolicySchema,
  countsSchema,
  estimateSchema,
  manifestReferenceSchema,
  modelNameSchema,
  prioritySchema,
  runIdSchema,
  runStates,
  summarySchema,
  tenantSchema,
} from '@camfleet/contracts';
import { z } from 'zod';

const count = z.int().nonnegative();

/** What was expected of a run, beside what came of it. */
export const judgedEstimateSchema = estimateSchema
  .extend({
    actual: z
      .object({ seconds: z.number(), imagesPerSecond: z.number(), failures: z.number() })
      .nullable()
      .describe('Null until the run has ended.'),
  })
  .meta({ id: 'JudgedEstimate' });

export const runSchema = z
  .object({
    run: runIdSchema,
    state: z.enum(runStates),
    createdAt: z.string(),
    tenant: tenantSchema,
    priority: prioritySchema,
    model: z.string().describe('name@version'),
    policy: z.string().describe('id@version'),
    boxPolicy: boxPolicySchema.describe(
      'The policy in full: whoever has the maps draws the same boxes by it.',
    ),
    manifest: manifestReferenceSchema.pick({ kind: true, source: true }),
    parent: z
      .object({ kind: z.enum(['rebox', 'retry']), run: runIdSchema })
      .nullable()
      .describe('The run that this one is derived from.'),
    rows: count.nullable().describe('Null until the manifest is scanned.'),
    shards: count.nullable(),
    shardsCommitted: count,
    counts: countsSchema.nullable().describe('Images by what became of them; null where nobody tells.'),
    failures: z
      .record(z.string(), count)
      .nullable()
      .describe('Failed images by code; null where nobody tells.'),
    imagesPerSecond: z.number().nullable().describe('Of late; null unless it is running.'),
    secondsLeft: z.number().nullable().describe('Null unless it is running.'),
    inHand: count.describe('Images that are done of shards that are not committed yet.'),
    accuracy: accuracySchema.nullable().describe('Of the images with truth so far.'),
    reason: z.string().nullable().describe('Why it is paused or has failed, or cannot end.'),
    attended: z
      .boolean()
      .nullable()
      .describe('Whether somebody looks after it now; null where that cannot be told.'),
    estimate: judgedEstimateSchema.nullable().describe('What it was expected to take, where somebody asked.'),
    summary: summarySchema.nullable().describe('How it ended.'),
  })
  .meta({ id: 'Run' });
export type RunView = z.infer<typeof runSchema>;

export const runPath = z.object({ run: runIdSchema });

export const runPageSchema = z
  .object({ runs: z.array(runSchema), next: z.string().nullable().describe('The cursor of the next page.') })
  .meta({ id: 'RunPage' });
export type RunPage = z.infer<typeof runPageSchema>;

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

export const mergedSummarySchema = summarySchema
  .extend({
    retries: z
      .array(runIdSchema)
      .readonly()
      .describe('The runs that tried failed rows again and are counted in.'),
  })
  .meta({ id: 'MergedSummary' });
export type MergedSummary = z.infer<typeof mergedSummarySchema>;

export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'takes 1 to 200 printable characters of ASCII')
    .optional()
    .describe(
      'The same key with the same request is the same run, however often it is sent; once that run is deleted, it is refused (run-conflict).',
    ),
});

export const modelReferenceSchema = z
  .string()
  .refine(
    (text) =>
      text.split('@').length <= 2 && text.split('@').every((word) => modelNameSchema.safeParse(word).success),
    'is no name of a prepared model, nor name@version',
  );
