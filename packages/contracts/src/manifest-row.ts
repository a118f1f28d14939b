/** One row of a manifest: as users write it, and as it stands normalised in the store's blocks. */
import { z } from 'zod';

/** How a row's boxes are written: half-open corners (the house convention), corner and size, or VOC's 1-based inclusive corners. */
export const boxFormatSchema = z.enum(['xyxy', 'xywh', 'voc']);
export type BoxFormat = z.infer<typeof boxFormatSchema>;

const numbers4 = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** A class: its index, or its name or WordNet id where the model knows class names. */
const labelSchema = z.union([z.int().nonnegative(), z.string().min(1)]);
export type Label = z.infer<typeof labelSchema>;

/** A true box, [x0, y0, x1, y1] in pixels of the oriented image, half-open; of `label`, else of each of the image's labels. */
export const trueBoxSchema = z.object({ box: numbers4, label: labelSchema.optional() });
export type TrueBox = z.infer<typeof trueBoxSchema>;

/** What a row may have besides its uri, each checked on its own: none of it fails a picture. */
export const optionalFieldsSchema = {
  id: z.union([z.string(), z.number()]).transform(String),
  label: labelSchema,
  labels: z.array(labelSchema),
  boxes: z.array(z.union([numbers4.transform((box) => ({ box })), trueBoxSchema])),
  boxFormat: z.string().toLowerCase().pipe(boxFormatSchema),
} as const;

/** Everything that a row may have: the columns that are read of a table. */
export const manifestColumns = ['uri', ...Object.keys(optionalFieldsSchema)];

/** Normalised: one line of a block. `error` stands where the row could not be read, and there is nothing else then. */
export const manifestRowSchema = z.object({
  index: z.int().nonnegative(),
  uri: z.string(),
  id: z.string(),
  labels: z.array(labelSchema).optional(),
  boxes: z.array(trueBoxSchema).optional(),
  warnings: z.array(z.string()).optional(),
  error: z.string().optional(),
  /** In a run that tries failed rows again: the code with which this one failed in the parent itself. */
  failedAs: z.string().optional(),
});
export type ManifestRow = z.infer<typeof manifestRowSchema>;
