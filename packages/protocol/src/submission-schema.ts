/** What a run is made of, as submitters write it. */
import {
  boxFormatSchema,
  colourChoices,
  defaultPriority,
  exifChoices,
  limits,
  prioritySchema,
  runIdSchema,
} from '@camfleet/contracts';
import { z } from 'zod';
import { modelReferenceSchema } from './run-schemas.js';

const rowsMax = 1_000;
const address = z.string().min(1).max(4_096);

/** A row of a manifest; what else it has is looked at when it is scanned, and never fails a picture. */
const rowSchema = z.looseObject({ uri: address });

export const policySchema = z
  .union([z.string().max(40), z.looseObject({ id: z.string() })], {
    error: 'must be the name of a built-in box policy, or the definition of one of your own',
  })
  .describe('A built-in box policy (GET /v1/policies), or the definition of one of your own.');

export const submissionSchema = z
  .strictObject({
    manifest: address
      .optional()
      .describe(
        's3://, http(s):// or upload:// address of a manifest, or of one picture, an s3://…/ prefix, uploaded pictures, or a folder that the operator allows.',
      ),
    rows: z.array(rowSchema).min(1).max(rowsMax).optional().describe('The rows themselves.'),
    base: z
      .string()
      .regex(
        /^(\/|s3:\/\/|https?:\/\/|upload:\/\/[0-9a-f]{32}\/)(.*\/)?$/,
        'must be a folder or an address that ends in a slash',
      )
      .optional()
      .describe('Where rows with a relative address are found from; of a manifest, where it lies.'),
    model: modelReferenceSchema.describe('name or name@version of a prepared model.'),
    policy: policySchema.default('paper-20'),
    priority: prioritySchema.default(defaultPriority),
    maxFailed: z
      .number()
      .min(0)
      .max(1)
      .default(limits.breakerShare)
      .describe('The run is paused when more than this share of its images failed.'),
    boxFormat: boxFormatSchema.default('xyxy'),
    classifyOnly: z.boolean().default(false),
    exif: z.enum(exifChoices).default('apply'),
    colour: z.enum(colourChoices).default('managed'),
    estimate: runIdSchema
      .optional()
      .describe('An estimate of this very submission that is complete: the run shows how right it was.'),
    shardRows: z.int().positive().max(10_000).nullable().default(null),
  })
  .superRefine(({ manifest, rows, base }, context) => {
    if ((manifest === undefined) === (rows === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['manifest'],
        message: 'either a manifest or rows are needed, and not both',
      });
    }
    if (base !== undefined) return;
    const relative = rows?.findIndex(({ uri }) => !/^(\/|[a-z][a-z0-9+.-]*:)/i.test(uri)) ?? -1;
    if (relative >= 0) {
      context.addIssue({
        code: 'custom',
        path: ['rows', relative, 'uri'],
        message: 'is relative: name the base that it is found from',
      });
    }
  })
  .meta({ id: 'Submission' });
export type SubmissionBody = z.infer<typeof submissionSchema>;
/** As it is sent: what is left out has its default. */
export type Submission = z.input<typeof submissionSchema>;
