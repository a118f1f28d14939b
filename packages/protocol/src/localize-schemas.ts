/** One image for one model, and what is found in it. */
import { limits } from '@camfleet/contracts';
import { z } from 'zod';
import { outcomeSchema } from './outcome-schemas.js';
import { modelReferenceSchema } from './run-schemas.js';
import { policySchema } from './submission-schema.js';

const label = z.union([z.int().nonnegative(), z.string().min(1)]);
const model = modelReferenceSchema.describe('name or name@version of a prepared model.');

/** Beside the image's bytes. */
export const localizeQuery = z.object({
  model: model
    .optional()
    .describe('name or name@version of a prepared model; needed beside the bytes of an image.'),
  policy: z.string().max(40).default('paper-20').describe('A built-in box policy.'),
  labels: z
    .string()
    .max(2_000)
    .transform((text) => text.split(',').map((word) => (/^\d+$/.test(word) ? Number(word) : word)))
    .pipe(z.array(label).max(limits.wantedClassesMax))
    .optional()
    .describe('Classes to be mapped whatever the network says, by number or name, between commas.'),
});

/** With the image's address. */
export const localizeSchema = z
  .strictObject({
    uri: z.string().min(1).max(4_096),
    model,
    policy: policySchema.default('paper-20'),
    labels: z.array(label).max(limits.wantedClassesMax).optional(),
  })
  .meta({ id: 'Localize' });

export const localisedSchema = outcomeSchema
  .extend({
    model: z.string().describe('name@version'),
    seconds: z.number().describe('From the request to the answer.'),
  })
  .meta({ id: 'Localised' });
