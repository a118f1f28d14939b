// Walking back over nodes that change no value per channel once the map is pooled to one position.
import { intAttribute, intsAttribute } from './attributes.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, operatorOf } from './graph-view.js';
import { tensorType } from './tensor-type.js';

/** Where a walk ended: the tensor, and the nodes passed over, last in the graph first. */
export interface Walk {
  readonly name: string;
  readonly passed: readonly NodeProto[];
}

const layoutOperators = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Dropout', 'Identity']);

/** Walks from a tensor back over Flatten, Reshape, Squeeze, Unsqueeze, Dropout, Identity, Cast between floats and a Transpose of ones. */
export function passOver(view: GraphView, name: string): Walk {
  const passed: NodeProto[] = [];
  let current = name;
  for (;;) {
    const node = view.producers.get(current);
    if (node === undefined || !changesNoValue(node) || current !== node.output[0])
      return { name: current, passed };
    passed.push(node);
    current = node.input[0] ?? '';
  }
}

function changesNoValue(node: NodeProto): boolean {
  const operator = operatorOf(node);
  if (operator === 'Cast') return floatTypes.has(intAttribute(node, 'to', 0));
  // One position a channel: moving the axes of the ones leaves the order of the channels as it was.
  if (operator === 'Transpose') return channelMoves.has(String(intsAttribute(node, 'perm')));
  return layoutOperators.has(operator);
}

const floatTypes = new Set<number>([tensorType.float, tensorType.float16]);
const channelMoves = new Set(['0,2,3,1', '0,3,1,2']);
