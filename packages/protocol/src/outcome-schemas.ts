/** Outcomes as the API shows them, and how they are asked for. */
import { failureCodes, outcomeKinds, rowOrders, stages } from '@camfleet/contracts';
import { z } from 'zod';
import { runPath } from './run-schemas.js';

const count = z.int().nonnegative();
const box = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .readonly()
  .describe('[x0, y0, x1, y1], half-open, in pixels of the picture.');
const share = z.coerce.number().min(0).max(1).optional();
const className = z.string().min(1).max(500).optional();

export const outcomeSchema = z
  .object({
    index: count.describe('The row of the manifest.'),
    uri: z.string(),
    id: z.string(),
    outcome: z.enum(outcomeKinds),
    error: z.object({ code: z.enum(failureCodes), stage: z.enum(stages), message: z.string() }).nullable(),
    width: count.nullable().describe('Of the picture, in pixels.'),
    height: count.nullable(),
    classes: z
      .array(z.object({ class: count, name: z.string(), score: z.number(), box: box.nullable() }))
      .describe('The top k, best first, then true classes that are not among them.'),
    truth: z
      .object({
        labels: z.array(count).readonly(),
        names: z.array(z.string()),
        boxes: z.array(z.object({ box, label: count.nullable() })).readonly(),
      })
      .nullable()
      .describe('What the manifest says.'),
    iou: z
      .number()
      .nullable()
      .describe('Of the true class’s box with the best true box; of several classes the least.'),
    policy: z.string().describe('id@version of the box policy; empty where none drew.'),
    area: box.nullable().describe('What of the picture the network saw.'),
    map: z
      .object({
        shape: z.tuple([count, count, count]).describe('[classes, height, width]'),
        data: z.string().describe('base64 of float16, least significant byte first.'),
      })
      .nullable()
      .describe('The raw maps; null unless they were asked for.'),
    warnings: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Outcome' });
export type OutcomeView = z.infer<typeof outcomeSchema>;

export const outcomePageSchema = z
  .object({
    total: count.describe('Of all pages.'),
    outcomes: z.array(outcomeSchema),
    next: z.string().nullable().describe('The cursor of the next page.'),
  })
  .meta({ id: 'OutcomePage' });

const orders = rowOrders.flatMap((order) => [order, `-${order}` as const]);

export const outcomesQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  from: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Instead of a cursor: where the page begins, counted from 0.'),
  sort: z
    .enum(orders as [(typeof orders)[number], ...(typeof orders)[number][]])
    .default('index')
    .describe('iou: the worst first; score: the lowest first. A leading - turns it round.'),
  outcome: z.enum(outcomeKinds).optional(),
  code: z.enum(failureCodes).optional(),
  class: className.describe('The best class: its number or its name.'),
  label: className.describe('A true class: its number or its name.'),
  scoreMin: share,
  scoreMax: share,
  iouMin: share,
  iouMax: share,
  q: z.string().min(1).max(500).optional().describe('A part of the address or id.'),
  maps: z.stringbool().default(false).describe('Whether the raw maps are sent too.'),
  index: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10}){0,199}$/, 'takes up to 200 rows of the manifest, between commas')
    .transform((text) => text.split(',').map(Number))
    .optional()
    .describe('Just these rows of the manifest, in this order; no filter and no page.'),
});
export type OutcomesQuery = z.infer<typeof outcomesQuery>;

export const outcomePath = runPath.extend({
  index: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});

export const facetsSchema = z
  .object({
    outcomes: z.object({ ok: count, failed: count, skipped: count }),
    codes: z.record(z.string(), count),
    classes: z
      .array(z.object({ class: count, name: z.string(), images: count, meanIou: z.number().nullable() }))
      .describe('Best classes, the most frequent first; none while the run goes on.'),
  })
  .meta({ id: 'Facets' });
export type Facets = z.infer<typeof facetsSchema>;

export const sweepSchema = z
  .object({
    thresholds: z.array(z.number()).describe('Shares of a map’s maximum.'),
    curves: z.array(
      z.object({
        delta: z.number().describe('The IoU from which a box is right.'),
        shares: z.array(z.number()).describe('Right at each threshold: any component’s box.'),
      }),
    ),
    best: z.array(z.object({ delta: z.number(), threshold: z.number(), share: z.number() })),
  })
  .nullable()
  .meta({ id: 'Sweep' });
