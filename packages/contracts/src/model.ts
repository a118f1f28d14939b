/** model.json: what a prepared model is, besides its graph. */
import { z } from 'zod';
import { resizeModes } from './input-area.js';

/** Safe in keys, queue names and file names. */
export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a model name has lower-case letters, digits, dots and dashes');

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const size = z.int().positive();

/** How pixels become the network's input; frozen when the model is prepared. */
export const preprocessingSchema = z.object({
  width: size,
  height: size,
  /** In units of 0..255: a value enters the network as (value - mean) / std. */
  mean: rgb,
  std: rgb,
  channelOrder: z.enum(['rgb', 'bgr']),
  /** Which part of the picture is shown; always antialiased bilinear. */
  resize: z.enum(resizeModes),
  /** With `centre-crop`: see ResizeSettings. */
  cropShare: z.number().positive().max(1).optional(),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;

export const headSchema = z.object({
  kind: z.enum(['linear-after-pool', 'convolution-before-pool']),
  pool: z.enum(['average', 'max']),
  activation: z.enum(['none', 'relu']),
  /** Positions around the map that the pool counts too, where a convolution pads. */
  paddedCells: z.int().nonnegative(),
  /** One a class; zeros where the layer has none. */
  bias: z.array(z.number()),
});
export type ModelHead = z.infer<typeof headSchema>;

const sourceSchema = z.object({ file: z.string(), bytes: size, sha256: z.string() });

export const modelDescriptionSchema = z.object({
  name: modelNameSchema,
  /** The first twelve hex digits of the digest. */
  version: z.string(),
  /** sha256 over all that decides about rows: the graph, its input, its classes. Two models of one digest give the same rows. */
  digest: z.string(),
  /** Of the fused graph. */
  sha256: z.string(),
  /** The file it was prepared from, and those beside it that held its weights. */
  source: sourceSchema.extend({ external: z.array(sourceSchema).optional() }),
  input: preprocessingSchema,
  classes: size,
  /** Names of the classes in their order, and their identifiers in the data set (WordNet ids), where they are known. */
  classNames: z.array(z.string()).nullable(),
  classIds: z.array(z.string()).nullable(),
  /** Maps are this many rows high and columns wide. */
  map: z.object({ height: size, width: size }),
  topK: size,
  precision: z.enum(['float32', 'float16']),
  head: headSchema,
  /** The largest gap of the head's identity on random input, relative to max(1, |logit|), and what is allowed. */
  identity: z.object({ images: size, gap: z.number(), tolerance: z.number() }),
  licence: z.string().optional(),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

export interface PreparedModel {
  readonly graph: Uint8Array;
  readonly description: ModelDescription;
}
