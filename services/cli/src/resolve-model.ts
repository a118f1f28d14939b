/** What the user named → a prepared model in the store: one that is there, or an .onnx file prepared on the fly. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type ModelDescription, type ObjectStore, type PreparedModel, Problem } from '@camfleet/contracts';
import { describeModel, type FactFlags, prepareModel, readModelFacts, saveModel } from '@camfleet/inference';
import type { Output } from './output.js';

export interface ModelFlags extends FactFlags {
  /** The prepared model's name; the file's own by default. */
  readonly name?: string;
  readonly topK: number;
}

export async function resolveModel(
  store: ObjectStore,
  reference: string,
  flags: ModelFlags,
  output: Output,
): Promise<ModelDescription> {
  if (!/\.onnx$/i.test(reference)) return await describeModel(store, reference);
  const model = await prepareFile(reference, flags, output);
  await saveModel(store, model, 'if-none');
  return model.description;
}

/** Reads, fuses and verifies a network's file. */
export async function prepareFile(path: string, flags: ModelFlags, output: Output): Promise<PreparedModel> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Problem('model-unknown', `the model ${path} cannot be read (${error.code}): check the path`, {
      cause: error,
    });
  });
  const facts = await readModelFacts(path, flags);
  if (facts.origin === 'assumed') {
    output.note(
      `${basename(path)}: nothing says how its pixels are prepared; ImageNet's mean and std are assumed. ` +
        'Wrong ones cost accuracy: give --mean and --std, or a models.json beside the file.',
    );
  }
  const stem = basename(path, extname(path)).toLowerCase();
  const name =
    flags.name ??
    (stem
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 63) ||
      'model');
  return await prepareModel({ name, file: basename(path), bytes, facts, topK: flags.topK });
}
