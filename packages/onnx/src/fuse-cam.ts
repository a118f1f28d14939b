// Fuses the class activation maps of a classifier into one graph: pixels in; classes, logits and raw maps out.
import { toBinary } from '@bufbuild/protobuf';
import { findTracedHead, type Head } from './find-head.js';
import { freeSize, type ImageSize, isSameSize, usualSize } from './free-size.js';
import { classesPart } from './fuse/classes-part.js';
import { copyGraph, copyModel } from './fuse/copy-message.js';
import { entryPart, type Preprocessing } from './fuse/entry-part.js';
import { firstLayer } from './fuse/first-layer.js';
import { freeBatch } from './fuse/free-batch.js';
import { declareTensor, type GraphPart, makeNode } from './fuse/graph-parts.js';
import { logitsPart } from './fuse/logits-part.js';
import { featurePlanes, mapsPart } from './fuse/maps-part.js';
import { prune } from './fuse/prune.js';
import { renameTensors } from './fuse/rename-values.js';
import { type GraphProto, ModelProtoSchema } from './generated/onnx_pb.js';
import { viewGraph } from './graph-view.js';
import { findImageInput, type SizedInput } from './image-input.js';
import type { OnnxModel } from './parse-model.js';
import { tensorType } from './tensor-type.js';

/** How to fuse: preprocessing, and how many top classes to map. */
export interface FuseOptions extends Preprocessing {
  /** At least 1; a network with fewer classes gives all of them. */
  readonly topK: number;
  /** The image size that is wanted: the exported one where it is left out, 224×224 where the network takes any. */
  readonly size?: ImageSize;
  /**
   * Adds the output `features` float [N, channels, h·w], which the maps are sums of, so that a caller can prove them; and pools
   * as the network does where the size is its own, so that a pool that is not global after all is found out.
   */
  readonly exposeFeatures?: boolean;
  /** Leaves the network's first layer as it is, behind an entry of its own: slower, and what the faster graph is held to. */
  readonly entryApart?: boolean;
}

/** A fused graph and what a caller must know of it. */
export interface FusedModel {
  /** The .onnx file. */
  readonly bytes: Uint8Array;
  /** Pixels the network wants. */
  readonly input: ImageSize;
  readonly classes: number;
  readonly channels: number;
  /** Top classes an image: the option, or the number of classes if that is smaller. */
  readonly topK: number;
  readonly head: Pick<Head, 'kind' | 'pool' | 'activation' | 'bias' | 'padding' | 'precision'>;
  readonly opset: number;
}

// Constants that are also listed as inputs, as files of IR version 3 must, could be overridden by a caller, so that the runtime cannot
// fold them. From version 4 they need not be listed.
const firstIrVersionWithConstants = 4n;

/**
 * Writes the fused graph:
 *
 *     in   image uint8 [N, H, W, 3] (RGB)   wanted int64 [N, m], 0 ≤ id < classes; m may be 0
 *     out  classes int64 [N, k+m]   logits float [N, k+m]   maps float [N, k+m, h, w]   logsumexp float [N]
 *
 * The same model and options give the same bytes. Throws ModelRefused as `findHead` and `freeSize` do, and RangeError for options that make no sense.
 */
export function fuseCam(model: OnnxModel, options: FuseOptions): FusedModel {
  checkOptions(options);
  const view = viewGraph(model);
  const head = findTracedHead(view);
  const exported = findImageInput(view);
  const input = freeSize(view, exported, head, options.size ?? exported.size ?? usualSize);
  const { classes, channels, bias, padding } = head.linear;
  const topK = Math.min(options.topK, classes);

  const network = freeBatch(view, input);
  const first = options.entryApart === true ? null : firstLayer(view, input, head.features, options);
  const entry = first ?? entryPart(input, options);
  // In the place of what it replaces, since it may read what comes before.
  const entered =
    first === null
      ? [...entry.nodes, ...network.nodes]
      : network.nodes.flatMap((node, i) => (view.graph.node[i] === first.replaced ? first.nodes : [node]));
  const exposed = options.exposeFeatures === true ? exposedOutputs : [];
  // At another size than the exported one a window as large as the map was would not be.
  const isOwnSize = exported.size === null || isSameSize(exported.size, input.size);
  const added = [
    logitsPart(head, options.exposeFeatures === true && isOwnSize),
    classesPart(topK, classes, model.opset),
    mapsPart(head),
    ...exposed.map(exposePart),
  ];
  const { nodes, constants } = prune(
    [...entered, ...added.flatMap((part) => part.nodes)],
    [
      ...renameTensors(model.graph.initializer),
      ...network.constants,
      ...entry.constants,
      ...added.flatMap((part) => part.constants),
    ],
    [...outputNames, ...exposed],
  );
  const graph = copyGraph(model.graph, {
    node: nodes,
    initializer: constants,
    ...interfaceOf(input, exposed),
  });
  const { irVersion } = model.proto;
  const fused = copyModel(model.proto, {
    graph,
    irVersion: irVersion < firstIrVersionWithConstants ? firstIrVersionWithConstants : irVersion,
    producerName: 'camfleet',
    producerVersion: '',
  });
  return {
    bytes: toBinary(ModelProtoSchema, fused),
    input: input.size,
    classes,
    channels,
    topK,
    head: {
      kind: head.kind,
      pool: head.pool.kind,
      activation: head.activation,
      bias,
      padding,
      precision: head.precision,
    },
    opset: model.opset,
  };
}

const outputNames = ['classes', 'logits', 'maps', 'logsumexp'];
const exposedOutputs = ['features'];

function exposePart(name: string): GraphPart {
  return { nodes: [makeNode('Identity', [featurePlanes], name)], constants: [] };
}

/** The graph's inputs and outputs. The shapes of tensors inside are dropped: they speak of the exported batch size. */
function interfaceOf(
  input: SizedInput,
  exposed: readonly string[],
): Pick<GraphProto, 'input' | 'output' | 'valueInfo'> {
  const { height, width } = input.size;
  return {
    input: [
      declareTensor('image', tensorType.uint8, ['N', height, width, 3]),
      declareTensor('wanted', tensorType.int64, ['N', 'm']),
    ],
    output: [
      declareTensor('classes', tensorType.int64, ['N', 'k_plus_m']),
      declareTensor('logits', tensorType.float, ['N', 'k_plus_m']),
      declareTensor('maps', tensorType.float, ['N', 'k_plus_m', 'h', 'w']),
      declareTensor('logsumexp', tensorType.float, ['N']),
      ...exposed.map((name) => declareTensor(name, tensorType.float, ['N', 'C', 'positions'])),
    ],
    valueInfo: [],
  };
}

function checkOptions({ topK, mean, std }: FuseOptions): void {
  if (!Number.isSafeInteger(topK) || topK < 1)
    throw new RangeError(`topK must be a whole number of at least 1, not ${topK}.`);
  if (!mean.every(Number.isFinite))
    throw new RangeError(`mean must be three numbers, not ${mean.join(', ')}.`);
  if (!std.every((value) => Number.isFinite(value) && value > 0))
    throw new RangeError(`std must be three positive numbers, not ${std.join(', ')}.`);
}
