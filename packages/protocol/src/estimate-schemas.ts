/** Estimates as the API shows them: what a run will take, and how right that was. */
import { estimateSchema, runIdSchema, runStates } from '@camfleet/contracts';
import { z } from 'zod';
import { submissionSchema } from './submission-schema.js';

const sampleRows = 200;

export const estimateBody = submissionSchema
  .safeExtend({
    sample: z
      .int()
      .min(1)
      .max(10_000)
      .default(sampleRows)
      .describe('Rows that are tried, from all over the manifest.'),
  })
  .meta({ id: 'EstimateRequest' });

export const estimatePath = z.object({ estimate: runIdSchema });

const { rows, sampled, imagesPerSecond, seconds, failures, bytes } = estimateSchema.shape;

export const estimateViewSchema = z
  .object({
    id: runIdSchema.describe('For POST /v1/runs, whose run then shows how right it was.'),
    state: z.enum(runStates).describe('The figures are there once it is complete.'),
    reason: z.string().nullable().describe('Why it is paused or has failed.'),
    rows: rows.nullable().describe('Of the manifest.'),
    sampled: sampled.nullable(),
    imagesPerSecond: imagesPerSecond.nullable(),
    seconds: seconds.nullable().describe('Of the whole run, on the fleet as it was.'),
    failures: failures.nullable(),
    bytes: bytes.nullable().describe('In the store.'),
  })
  .meta({ id: 'Estimate' });
export type EstimateView = z.infer<typeof estimateViewSchema>;
