// The way into a network that begins with a convolution, as most do: it reads the pixels as they lie, so that nothing has to move them.
import { intAttribute, intsAttribute, stringAttribute } from '../attributes.js';
import { foldConstant } from '../fold-constant.js';
import type { NodeProto } from '../generated/onnx_pb.js';
import { type GraphView, operatorOf } from '../graph-view.js';
import type { SizedInput } from '../image-input.js';
import { tensorType } from '../tensor-type.js';
import { copyNode } from './copy-message.js';
import type { Preprocessing } from './entry-part.js';
import { floatConstant, type GraphPart, integerConstant, makeNode, ownPrefix } from './graph-parts.js';
import { namesRead } from './prune.js';
import { networkName } from './rename-values.js';

/** The entry and the first layer in one. */
export interface FirstLayer extends GraphPart {
  /** The network's node whose place it takes. */
  readonly replaced: NodeProto;
}

/** Vertical and horizontal. */
type Pair = readonly [number, number];

/**
 * `image` uint8 [N, H, W, 3] → what the network's first convolution gives, under its name. A row of pixels is a row of 3W numbers,
 * so that a convolution over planes [N, 3, H, W], with the kernel [K, 3, h, w] and along a row the stride s and the padding p, is
 * one over the single plane [N, 1, H, 3W] with the kernel [K, 1, h, 3w], the stride 3s and the padding 3p: the same products
 * in another order. The division by std is the weights': (x − mean) / std · w = (x − mean) · (w / std). The mean cannot be the
 * bias', since the zeros that pad a picture stand for the mean.
 *
 * Null where that is not possible: something else reads the image as well, `features` are the image itself, or the network is not
 * float32, since half floats near zero would lose digits to the division.
 */
export function firstLayer(
  view: GraphView,
  input: SizedInput,
  features: string,
  preprocessing: Preprocessing,
): FirstLayer | null {
  const { name, size } = input;
  const [node, ...others] = view.graph.node.filter((node) => namesRead(node).includes(name));
  if (node === undefined || others.length > 0 || node.input[0] !== name || !isPlain(node)) return null;
  if (input.layout !== 'nchw' || features === name) return null;
  const weights = foldConstant(view, node.input[1] ?? '');
  if (weights?.type !== tensorType.float || weights.dims.length !== 4) return null;
  const [kernels, channels, ...kernel] = weights.dims as [number, number, number, number];
  if (channels !== 3) return null;
  const [height, width] = [size.height, 3 * size.width];
  const [down, along] = pairOf(intsAttribute(node, 'strides') ?? [1, 1]);
  const pads = padsOf(node, [size.height, size.width], kernel, [down, along]);
  if (pads === null) return null;
  const [top, left, bottom, right] = pads;
  const { attribute } = makeNode('Conv', [], '', {
    kernel_shape: [kernel[0], 3 * kernel[1]],
    strides: [down, 3 * along],
    pads: [top, 3 * left, bottom, 3 * right],
  });
  const [, , ...bias] = node.input.map(networkName);
  return {
    replaced: node,
    nodes: [
      makeNode('Reshape', ['image', `${ownPrefix}plane_shape`], `${ownPrefix}plane`),
      makeNode('Cast', [`${ownPrefix}plane`], `${ownPrefix}plane_float`, { to: tensorType.float }),
      makeNode('Sub', [`${ownPrefix}plane_float`, `${ownPrefix}mean`], `${ownPrefix}centred`),
      // A copy, for what else the file says of the node, of which nothing is known here.
      copyNode(node, {
        name: networkName(node.name),
        input: [`${ownPrefix}centred`, `${ownPrefix}first_weights`, ...bias],
        output: node.output.map(networkName),
        attribute,
      }),
    ],
    constants: [
      integerConstant(`${ownPrefix}plane_shape`, [4], [0, 1, height, width]),
      floatConstant(`${ownPrefix}mean`, [1, 1, 1, width], meansAlong(width, preprocessing)),
      floatConstant(
        `${ownPrefix}first_weights`,
        [kernels, 1, kernel[0], 3 * kernel[1]],
        weightsAlong(weights.values, kernels, kernel[0] * kernel[1], preprocessing),
      ),
    ],
  };
}

function isPlain(node: NodeProto): boolean {
  const dilations = intsAttribute(node, 'dilations') ?? [];
  return (
    operatorOf(node) === 'Conv' &&
    intAttribute(node, 'group', 1) === 1 &&
    dilations.every((dilation) => dilation === 1)
  );
}

type Pads = readonly [top: number, left: number, bottom: number, right: number];

/**
 * Zeros around the image, by the operator's definition (ONNX Conv, `auto_pad`). Null where the runtime decides: for a rule that
 * is none, and for what "the same size" means where the stride steps over the kernel.
 */
function padsOf(node: NodeProto, size: Pair, kernel: Pair, strides: Pair): Pads | null {
  const rule = stringAttribute(node, 'auto_pad', 'NOTSET');
  switch (rule) {
    case 'VALID':
      return [0, 0, 0, 0];
    case 'NOTSET': {
      const [top = 0, left = 0, bottom = 0, right = 0] = intsAttribute(node, 'pads') ?? [];
      return [top, left, bottom, right];
    }
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const [top, bottom] = samePads(rule, size[0], kernel[0], strides[0]);
      const [left, right] = samePads(rule, size[1], kernel[1], strides[1]);
      return Math.min(top, bottom, left, right) < 0 ? null : [top, left, bottom, right];
    }
    default:
      return null;
  }
}

function samePads(rule: string, size: number, kernel: number, stride: number): Pair {
  const all = (Math.ceil(size / stride) - 1) * stride + kernel - size;
  const less = Math.floor(all / 2);
  return rule === 'SAME_UPPER' ? [less, all - less] : [all - less, less];
}

const pairOf = ([vertical = 1, horizontal = 1]: readonly number[]): Pair => [vertical, horizontal];

/** The network's channel that a pixel's number i belongs to. */
const channelAt = (i: number, { channelOrder }: Preprocessing) =>
  channelOrder === 'rgb' ? i % 3 : 2 - (i % 3);

function meansAlong(width: number, preprocessing: Preprocessing): Float32Array {
  return Float32Array.from({ length: width }, (_, i) => preprocessing.mean[channelAt(i, preprocessing)] ?? 0);
}

/** [K, 3, cells] → [K, cells, 3], each divided by its channel's std. */
function weightsAlong(
  weights: ArrayLike<number>,
  kernels: number,
  cells: number,
  preprocessing: Preprocessing,
): Float32Array {
  return Float32Array.from({ length: kernels * cells * 3 }, (_, i) => {
    const channel = channelAt(i, preprocessing);
    const [kernel, cell] = [Math.floor(i / 3 / cells), Math.floor(i / 3) % cells];
    return (weights[(kernel * 3 + channel) * cells + cell] ?? 0) / (preprocessing.std[channel] ?? 1);
  });
}
