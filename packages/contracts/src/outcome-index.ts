/** The outcome index: what finalise makes of a run's parts, so that a page sorts, filters and shows rows without opening them. */
import { z } from 'zod';
import { failureCodes, stages } from './failures.js';
import { outcomeKinds } from './outcome.js';
import { countsSchema } from './run.js';

const count = z.int().nonnegative();
const tally = z.record(z.string(), count);

/** outcomes-v1/<page>.json, written after the page's columns and rows: sums of consecutive shards, which add up in any order. */
export const outcomePageSchema = z.object({
  /** How many there are: the same page of a cancelled run may be written of fewer, and written anew of all. */
  shards: count.optional(),
  rows: count,
  counts: countsSchema,
  /** Accumulators of the page's commit records. */
  evaluation: tally,
  /** Objects that hold the page's rows. */
  segments: count,
});
export type OutcomePage = z.infer<typeof outcomePageSchema>;

/** outcomes-v1/index.json, written last: a run is indexed iff it is there. */
export const outcomeIndexSchema = z.object({
  rows: count,
  /** Shards that are indexed; those of a cancelled run that were never begun are not. */
  shards: count,
  pageShards: z.int().positive(),
  pages: count,
  evaluation: tally,
});
export type OutcomeIndexHead = z.infer<typeof outcomeIndexSchema>;

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly();

/** One row as it lies in a segment, a line of JSON; the bytes of its maps follow. */
export const shownOutcomeSchema = z.object({
  index: count,
  uri: z.string(),
  id: z.string(),
  outcome: z.enum(outcomeKinds),
  error: z.object({ code: z.enum(failureCodes), stage: z.enum(stages), message: z.string() }).nullable(),
  /** Of the picture, in pixels; null where the row is not ok. */
  width: count.nullable(),
  height: count.nullable(),
  /** As in the part: the top k, then true classes that are not among them. */
  classes: z.array(count).readonly(),
  scores: z.array(z.number()).readonly(),
  boxes: z.array(box.nullable()).readonly(),
  policy: z.string(),
  /** What the manifest says; null where it says nothing. A box without a label is of any of the labels. */
  truth: z
    .object({
      labels: z.array(count).readonly(),
      boxes: z.array(z.object({ box, label: count.nullable() })).readonly(),
    })
    .nullable(),
  /** Of the box of the true class with the best true box; of several true classes, the least. */
  iou: z.number().nullable(),
  /** Of each class's map; 0 where none is kept. */
  mapHeight: count,
  mapWidth: count,
  warnings: z.array(z.string()).readonly(),
});
export type ShownOutcome = z.infer<typeof shownOutcomeSchema>;

/** What rows can be sorted by. */
export const rowOrders = ['index', 'iou', 'score', 'class'] as const;
export type RowOrder = (typeof rowOrders)[number];
