/** prepare: any ONNX classifier with a global pool and one linear layer → the fused graph and its description. */
import { createHash } from 'node:crypto';
import {
  type ModelDescription,
  modelDescriptionSchema,
  type PreparedModel,
  type Preprocessing,
  Problem,
} from '@camfleet/contracts';
import {
  type ExternalFiles,
  type FuseOptions,
  findHead,
  fuseCam,
  type ImageSize,
  parseModel,
} from '@camfleet/onnx';
import type { ModelFacts } from './model-facts.js';
import { orRefuse } from './or-refuse.js';
import { sameFeatures } from './same-features.js';
import { headIdentity, verifyModel } from './verify-model.js';

/** Everything about a model that its graph does not say. */
export interface PrepareRequest {
  readonly name: string;
  /** The .onnx file's own name, for the record. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The files of weights that it names, by the names it gives them. */
  readonly external?: ExternalFiles;
  readonly facts: ModelFacts;
  readonly topK: number;
}

/** A hundred times what summing in another order does to features of float32. */
const entryTolerance = 1e-4;

/**
 * Fuses, verifies on random input and describes. Throws the Problem `model-refused` with the reason where the network
 * has no head that a CAM can be drawn from, `model-identity` where the maps do not add up to the logits. The first layer reads the
 * pixels itself where that makes no difference.
 */
export async function prepareModel({
  name,
  file,
  bytes,
  external = new Map(),
  facts,
  topK,
}: PrepareRequest): Promise<PreparedModel> {
  const { mean, std, channelOrder, resize, cropShare } = facts;
  const size = sizeOf(facts);
  const options: FuseOptions = { topK, mean, std, channelOrder, ...(size === null ? {} : { size }) };
  const { model, head, quick } = orRefuse(file, () => {
    const model = parseModel(bytes, external);
    return { model, head: findHead(model), quick: fuseCam(model, options) };
  });
  const input: Preprocessing = {
    // In this order whoever names the size, since the digest is of the text.
    width: quick.input.width,
    height: quick.input.height,
    mean,
    std,
    channelOrder,
    resize,
    ...(cropShare === undefined ? {} : { cropShare }),
  };
  checkClassNames(facts, quick.classes, file);
  const show = (entryApart: boolean) =>
    fuseCam(model, { ...options, entryApart, exposeFeatures: true }).bytes;
  const isSame = await sameFeatures(show(false), show(true), input, entryTolerance, file);
  const fused = isSame ? quick : fuseCam(model, { ...options, entryApart: true });
  const { height, width, images, gap, tolerance } = await verifyModel(show(!isSame), head, input, file);
  const sha256 = sha256Of(fused.bytes);
  const { classNames, classIds } = facts;
  const digest = sha256Of(
    Buffer.from(JSON.stringify({ sha256, input, classNames, classIds, topK: fused.topK })),
  );
  const description: ModelDescription = {
    name,
    version: digest.slice(0, 12),
    digest,
    sha256,
    source: { ...sourceOf(file, bytes), ...(external.size === 0 ? {} : { external: sourcesOf(external) }) },
    input,
    classes: fused.classes,
    classNames,
    classIds,
    map: { height, width },
    topK: fused.topK,
    precision: head.precision,
    head: { ...headIdentity(head, height, width), bias: Array.from(head.bias) },
    identity: { images, gap, tolerance },
    ...(facts.licence === undefined ? {} : { licence: facts.licence }),
  };
  return { graph: fused.bytes, description: modelDescriptionSchema.parse(description) };
}

/** The size that somebody asks for, where both of its sides are said. */
function sizeOf({ width, height }: ModelFacts): ImageSize | null {
  return width === undefined || height === undefined ? null : { width, height };
}

function checkClassNames({ classNames }: ModelFacts, classes: number, file: string): void {
  if (classNames === null || classNames.length === classes) return;
  throw new Problem(
    'model-refused',
    `${file} has ${classes} classes, its list of names has ${classNames.length}: give the right list with --classes`,
  );
}

const sourceOf = (file: string, bytes: Uint8Array) => ({
  file,
  bytes: bytes.length,
  sha256: sha256Of(bytes),
});
const sourcesOf = (files: ExternalFiles) => Array.from(files, ([file, bytes]) => sourceOf(file, bytes));

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
