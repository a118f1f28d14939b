/** Prepared models in the store: saved, found by name or name@version, listed. */
import { createHash } from 'node:crypto';
import {
  currentModelKey,
  type ModelDescription,
  modelDescriptionSchema,
  modelKeys,
  modelNameSchema,
  type ObjectStore,
  type PreparedModel,
  Problem,
} from '@camfleet/contracts';
import { z } from 'zod';

const currentSchema = z.object({ version: z.string() });

/**
 * Saves a model. A version is never written over: what runs were begun with stays what it is. `current`: whether the name
 * alone means this version from now on, or only where it meant none before.
 */
export async function saveModel(
  store: ObjectStore,
  { graph, description }: PreparedModel,
  current: 'always' | 'if-none',
): Promise<void> {
  const { name, version } = description;
  const keys = modelKeys(name, version);
  await keep(store, keys.graph, graph);
  await keep(store, keys.description, encode(description));
  const pointer = encode({ version });
  if (current === 'always') await store.put(currentModelKey(name), pointer);
  else await store.putIfAbsent(currentModelKey(name), pointer);
}

/** Writes what is not there, and what is there and damaged: under a digest there is only one right content. */
async function keep(store: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  if (await store.putIfAbsent(key, body)) return;
  const standing = await store.get(key);
  if (standing === null || Buffer.compare(standing, body) !== 0) await store.put(key, body);
}

/** Reads `name` or `name@version`. Throws `model-unknown`, or `model-damaged` where the graph is not what was saved. */
export async function loadModel(store: ObjectStore, reference: string): Promise<PreparedModel> {
  const description = await describeModel(store, reference);
  const graph = await store.get(modelKeys(description.name, description.version).graph);
  if (graph === null || createHash('sha256').update(graph).digest('hex') !== description.sha256) {
    throw new Problem(
      'model-damaged',
      `the graph of ${reference} in ${store.address} is not the one that was saved: prepare it again`,
    );
  }
  return { graph, description };
}

/** Reads `name` or `name@version` without its graph. Throws `model-unknown`, or `model-damaged` where it cannot be read. */
export async function describeModel(store: ObjectStore, reference: string): Promise<ModelDescription> {
  const [name = '', wanted] = reference.split('@', 2);
  const fits = [name, wanted ?? name].every((word) => modelNameSchema.safeParse(word).success);
  const version = fits ? (wanted ?? (await currentVersion(store, name))) : null;
  const body = version === null ? null : await store.get(modelKeys(name, version).description);
  if (body === null) {
    const known = (await listModels(store)).map((model) => model.name).join(', ');
    throw new Problem(
      'model-unknown',
      `there is no model "${reference}" in ${store.address} (${known === '' ? 'it has none' : `it has ${known}`}): ` +
        'name an .onnx file, or prepare one with "camfleet models prepare"',
    );
  }
  const description = modelDescriptionSchema.safeParse(jsonOf(body));
  if (description.success) return description.data;
  throw new Problem(
    'model-damaged',
    `the description of ${reference} in ${store.address} is not one of this build's, or was cut off: prepare it again`,
  );
}

/** Undefined where the bytes are no JSON. */
function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** The current version of every model, by name. */
export async function listModels(store: ObjectStore): Promise<ModelDescription[]> {
  const models: ModelDescription[] = [];
  for await (const { key } of store.list('models/')) {
    if (!key.endsWith('/current.json')) continue;
    models.push(await describeModel(store, key.slice('models/'.length, -'/current.json'.length)));
  }
  return models;
}

async function currentVersion(store: ObjectStore, name: string): Promise<string | null> {
  const body = await store.get(currentModelKey(name));
  return body === null ? null : currentSchema.parse(JSON.parse(Buffer.from(body).toString())).version;
}

function encode(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
