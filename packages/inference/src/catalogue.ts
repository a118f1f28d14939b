/** The catalogue of public networks: where each lies, what its file must be, and what its graph does not say. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelNameSchema, Problem, preprocessingSchema } from '@camfleet/contracts';
import { z } from 'zod';
import { type ModelFacts, readClasses } from './model-facts.js';

const entrySchema = z.object({
  name: modelNameSchema,
  /** The publisher's own file name, under which it is looked for on this machine as well. */
  file: z.string().regex(/^[\w.-]+\.onnx$/, 'a file name that ends in .onnx'),
  url: z.url({ protocol: /^https?$/ }),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
  licence: z.string(),
  input: preprocessingSchema.pick({ width: true, height: true, mean: true, std: true, channelOrder: true }),
  /** A file of class names beside the catalogue. */
  classes: z.string(),
  /** Why the network cannot be used here, where that is known beforehand. */
  refused: z.string().optional(),
});
export type CatalogueEntry = z.infer<typeof entrySchema>;

const catalogueSchema = z.object({ source: z.string(), models: z.array(entrySchema) });

export interface Catalogue extends z.infer<typeof catalogueSchema> {
  /** Its own path. */
  readonly path: string;
}

const ownCatalogue = fileURLToPath(new URL('../catalogue/models.json', import.meta.url));

/** Ours, or another of the same form; throws the Problem `catalogue-invalid` where it is none. */
export async function readCatalogue(path: string = ownCatalogue): Promise<Catalogue> {
  try {
    return { ...catalogueSchema.parse(JSON.parse(await readFile(path, 'utf8'))), path };
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : String(cause);
    throw new Problem('catalogue-invalid', `${path} is no catalogue of networks: ${why}`, { cause });
  }
}

/** Everything about an entry's network that its graph does not say. */
export async function catalogueFacts({ path }: Catalogue, entry: CatalogueEntry): Promise<ModelFacts> {
  const { names, ids } = await readClasses(join(dirname(path), entry.classes));
  return {
    ...entry.input,
    resize: 'squash',
    classNames: names,
    classIds: ids,
    licence: entry.licence,
    origin: 'file',
  };
}
