// Frees the batch size where a network was exported for one image at a time.
import { intAttribute } from '../attributes.js';
import { foldConstant } from '../fold-constant.js';
import type { NodeProto, TensorProto } from '../generated/onnx_pb.js';
import { type GraphView, nameOf, operatorOf } from '../graph-view.js';
import type { ImageInput } from '../image-input.js';
import { ModelRefused } from '../model-refused.js';
import { copyNode } from './copy-message.js';
import { integerConstant, ownPrefix } from './graph-parts.js';
import { renameNodes } from './rename-values.js';

/** The graph's nodes under their names in the fused graph, with every constant Reshape target that holds the exported batch size made to fit any, and the new targets. */
export function freeBatch(
  view: GraphView,
  input: ImageInput,
): { nodes: NodeProto[]; constants: TensorProto[] } {
  const { batch } = input;
  const renamed = renameNodes(view.graph.node);
  if (batch === null) return { nodes: renamed, constants: [] };
  const constants: TensorProto[] = [];
  const ofImage = new Set([input.name]);
  const nodes = view.graph.node.map((node, position) => {
    const copy = renamed[position] ?? node;
    if (!node.input.some((name) => ofImage.has(name))) return copy;
    for (const output of node.output) ofImage.add(output);
    const target = operatorOf(node) === 'Reshape' ? foldConstant(view, node.input[1] ?? '') : null;
    const shape = target === null ? null : withFreeBatch(node, Array.from(target.values), batch);
    if (shape === null) return copy;
    const name = `${ownPrefix}shape_${constants.length}`;
    constants.push(integerConstant(name, [shape.length], shape));
    return copyNode(copy, { input: [copy.input[0] ?? '', name] });
  });
  return { nodes, constants };
}

/** −1 lets the runtime work the batch out; where that is taken, 0 keeps the first dimension of what is reshaped. */
function withFreeBatch(node: NodeProto, shape: readonly number[], batch: number): number[] | null {
  const [first, ...rest] = shape;
  if (first !== batch) return null;
  if (!rest.includes(-1)) return [-1, ...rest];
  if (intAttribute(node, 'allowzero', 0) === 0) return [0, ...rest];
  throw new ModelRefused(
    'unsupported-head',
    `${nameOf(node)} fixes the batch size at ${batch} in a way that cannot be undone. Export the network with a dynamic batch size.`,
  );
}
