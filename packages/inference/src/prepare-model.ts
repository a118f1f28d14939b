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
  type FuseOptions,
  findHead,
  fuseCam,
  ModelRefused,
  type OnnxModel,
  parseModel,
} from '@camfleet/onnx';
import type { ModelFacts } from './model-facts.js';
import { headIdentity, verifyModel } from './verify-model.js';

/** Everything about a model that its graph does not say. */
export interface PrepareRequest {
  readonly name: string;
  /** The .onnx file's own name, for the record. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly facts: ModelFacts;
  readonly topK: number;
}

/**
 * Fuses, verifies on random input and describes. Throws the Problem `model-refused` with the reason where the network
 * has no head that a CAM can be drawn from, `model-identity` where the maps do not add up to the logits.
 */
export async function prepareModel({
  name,
  file,
  bytes,
  facts,
  topK,
}: PrepareRequest): Promise<PreparedModel> {
  const { mean, std, channelOrder, resize, cropShare } = facts;
  const { model, head, fused } = orRefuse(file, () => {
    const model = parseModel(bytes);
    return { model, head: findHead(model), fused: fuse(model, { topK, mean, std, channelOrder }) };
  });
  const input: Preprocessing = {
    ...inputSize(fused.input, facts, file),
    mean,
    std,
    channelOrder,
    resize,
    ...(cropShare === undefined ? {} : { cropShare }),
  };
  checkClassNames(facts, fused.classes, file);
  const exposed = fuse(model, { topK, mean, std, channelOrder, exposeFeatures: true });
  const { height, width, images, gap, tolerance } = await verifyModel(exposed.bytes, head, input, file);
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
    source: { file, bytes: bytes.length, sha256: sha256Of(bytes) },
    input,
    classes: fused.classes,
    classNames,
    classIds,
    map: { height, width },
    topK: fused.topK,
    precision: head.weightsAreFloat16 ? 'float16' : 'float32',
    head: { ...headIdentity(head, height, width), bias: Array.from(head.bias) },
    identity: { images, gap, tolerance },
    ...(facts.licence === undefined ? {} : { licence: facts.licence }),
  };
  return { graph: fused.bytes, description: modelDescriptionSchema.parse(description) };
}

const fuse = (model: OnnxModel, options: FuseOptions) => fuseCam(model, options);

function orRefuse<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    throw new Problem('model-refused', `${file} is refused (${error.code}): ${error.message}`, {
      cause: error,
    });
  }
}

function inputSize(
  fixed: { height: number; width: number } | null,
  { width, height }: ModelFacts,
  file: string,
) {
  if (fixed === null) return { width: width ?? 224, height: height ?? 224 };
  if ((width ?? fixed.width) === fixed.width && (height ?? fixed.height) === fixed.height) return fixed;
  throw new Problem(
    'model-refused',
    `${file} takes ${fixed.width}x${fixed.height} pixels, not ${width}x${height}: export it with a dynamic size, or leave --size out`,
  );
}

function checkClassNames({ classNames }: ModelFacts, classes: number, file: string): void {
  if (classNames === null || classNames.length === classes) return;
  throw new Problem(
    'model-refused',
    `${file} has ${classes} classes, its list of names has ${classNames.length}: give the right list with --classes`,
  );
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
