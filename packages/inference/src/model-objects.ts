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
 * Saves a model; the version that its name alone means from then on. A version is never written over, and `if-none` moves
 * no name that means another one: what others run by that name stays what it is. Only where that one cannot be read any more,
 * or where `always` is said, does the name move.
 */
export async function saveModel(
  store: ObjectStore,
  { graph, description }: PreparedModel,
  current: 'always' | 'if-none',
): Promise<string> {
  const { name, version } = description;
  const keys = modelKeys(name, version);
  await keep(store, keys.graph, graph);
  await keep(store, keys.description, encode(description));
  const meaning = encode({ version });
  if (current === 'if-none') {
    if (await store.putIfAbsent(currentModelKey(name), meaning)) return version;
    const standing = await currentVersion(store, name);
    if (standing !== null && (await readDescription(store, name, standing)) !== null) return standing;
  }
  await store.put(currentModelKey(name), meaning);
  return version;
}

/** Lets a name alone mean this version from now on. Throws `model-unknown` or `model-damaged` as reading it would. */
export async function useModel(store: ObjectStore, name: string, version: string): Promise<ModelDescription> {
  const description = await describeModel(store, `${name}@${version}`);
  await store.put(currentModelKey(name), encode({ version }));
  return description;
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
    const versions = await listModelVersions(store);
    const known = [...new Set(versions.map((model) => model.name))].join(', ');
    throw new Problem(
      'model-unknown',
      `there is no model "${reference}" in ${store.address} (${known === '' ? 'it has none' : `it has ${known}`}): ` +
        'name an .onnx file, or prepare one with "camfleet models prepare"',
    );
  }
  const description = parseDescription(body);
  if (description !== null) return description;
  throw new Problem(
    'model-damaged',
    `the description of ${reference} in ${store.address} is not one of this build's, or was cut off: prepare it again`,
  );
}

export interface ModelVersion {
  readonly name: string;
  readonly version: string;
  /** Whether the name alone means this version. */
  readonly current: boolean;
  /** Null where it cannot be read: cut off, or of another build. */
  readonly description: ModelDescription | null;
}

/** Every version of every model, by name. */
export async function listModelVersions(store: ObjectStore): Promise<ModelVersion[]> {
  const current = new Map<string, string | null>();
  const versions: ModelVersion[] = [];
  for await (const { key } of store.list('models/')) {
    const [, name = '', version = '', file] = key.split('/');
    if (file !== 'model.json') continue;
    if (!current.has(name)) current.set(name, await currentVersion(store, name));
    const description = await readDescription(store, name, version);
    versions.push({ name, version, current: current.get(name) === version, description });
  }
  return versions;
}

async function readDescription(
  store: ObjectStore,
  name: string,
  version: string,
): Promise<ModelDescription | null> {
  const body = await store.get(modelKeys(name, version).description);
  return body === null ? null : parseDescription(body);
}

/** Null where the bytes are no description of this build's. */
function parseDescription(body: Uint8Array): ModelDescription | null {
  return modelDescriptionSchema.safeParse(jsonOf(body)).data ?? null;
}

/** Undefined where the bytes are no JSON. */
function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** The version that the name alone means; null where it means none. */
async function currentVersion(store: ObjectStore, name: string): Promise<string | null> {
  const body = await store.get(currentModelKey(name));
  return body === null ? null : (currentSchema.safeParse(jsonOf(body)).data?.version ?? null);
}

function encode(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
