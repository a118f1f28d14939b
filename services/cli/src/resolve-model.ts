/** What the user named → a prepared model in the store: one that is there, or an .onnx file prepared on the fly. */
import { basename, extname } from 'node:path';
import type { ModelDescription, ObjectStore, PreparedModel } from '@camfleet/contracts';
import {
  describeModel,
  type FactFlags,
  prepareModel,
  readModelFacts,
  readNetwork,
  saveModel,
} from '@camfleet/inference';
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
  const { name, version } = model.description;
  const current = await saveModel(store, model, 'if-none');
  if (current !== version)
    output.note(
      `${basename(reference)} as it is prepared here is ${name}@${version}; ${name} alone means ${name}@${current}`,
    );
  return model.description;
}

/** Reads, fuses and verifies a network's file. */
export async function prepareFile(path: string, flags: ModelFlags, output: Output): Promise<PreparedModel> {
  const network = await readNetwork(path);
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
  return await prepareModel({ name, file: basename(path), ...network, facts, topK: flags.topK });
}
