// From the decoded image to the network's input: cast, channel order, layout and normalisation.
import type { TensorProto } from '../generated/onnx_pb.js';
import type { ImageInput } from '../image-input.js';
import { tensorType } from '../tensor-type.js';
import { floatConstant, type GraphPart, integerConstant, makeNode, ownPrefix } from './graph-parts.js';
import { networkName } from './rename-values.js';

/** How the network was trained to see pixels. */
export interface Preprocessing {
  /** In units of 0..255, one a channel in the network's own channel order (`channelOrder`). */
  readonly mean: readonly [number, number, number];
  /** As `mean`; positive. */
  readonly std: readonly [number, number, number];
  readonly channelOrder: 'rgb' | 'bgr';
}

/** For networks that `firstLayer` has no way into. `image` uint8 [N, H, W, 3] → (x − mean) / std in the network's layout and type, under the name of the network's input. */
export function entryPart(input: ImageInput, { mean, std, channelOrder }: Preprocessing): GraphPart {
  const nodes = [];
  const constants: TensorProto[] = [];
  // Moving bytes is a quarter of the work of moving floats, so order and layout come before the cast.
  let last = 'image';
  if (channelOrder === 'bgr') {
    constants.push(integerConstant(`${ownPrefix}bgr`, [3], [2, 1, 0]));
    nodes.push(makeNode('Gather', [last, `${ownPrefix}bgr`], `${ownPrefix}image_bgr`, { axis: 3 }));
    last = `${ownPrefix}image_bgr`;
  }
  if (input.layout === 'nchw') {
    nodes.push(makeNode('Transpose', [last], `${ownPrefix}image_nchw`, { perm: [0, 3, 1, 2] }));
    last = `${ownPrefix}image_nchw`;
  }
  const dims = input.layout === 'nchw' ? [1, 3, 1, 1] : [1, 1, 1, 3];
  constants.push(floatConstant(`${ownPrefix}mean`, dims, mean), floatConstant(`${ownPrefix}std`, dims, std));
  const normalised = input.type === tensorType.float ? networkName(input.name) : `${ownPrefix}normalised`;
  nodes.push(
    makeNode('Cast', [last], `${ownPrefix}image_float`, { to: tensorType.float }),
    makeNode('Sub', [`${ownPrefix}image_float`, `${ownPrefix}mean`], `${ownPrefix}centred`),
    makeNode('Div', [`${ownPrefix}centred`, `${ownPrefix}std`], normalised),
  );
  // Normalised in float32 even for a float16 network: the pixels are rounded once, at the end.
  if (normalised !== networkName(input.name))
    nodes.push(makeNode('Cast', [normalised], networkName(input.name), { to: input.type }));
  return { nodes, constants };
}
