// From the features to the logits: the network's own pool and linear layer, without the layout operators around them.
import type { NodeProto, TensorProto } from '../generated/onnx_pb.js';
import { tensorType } from '../tensor-type.js';
import type { TracedHead } from '../trace-head.js';
import { copyNode } from './copy-message.js';
import { floatConstant, type GraphPart, integerConstant, makeNode, ownPrefix } from './graph-parts.js';
import { networkName } from './rename-values.js';

/** Name of the float32 tensor [N, classes] that the part ends in. */
export const allLogits = `${ownPrefix}all_logits`;

/**
 * The pool and the layer are the network's nodes, so that the logits are the plain network's. What it has between and after them
 * (Flatten, Reshape, often with the batch size of the export) changes no value and is replaced by reshapes that fit any batch.
 *
 * @param ownPool keeps a pool that is global only at one map size, where else a global one takes its place
 */
export function logitsPart(head: TracedHead, ownPool: boolean): GraphPart {
  const { kind, linear } = head;
  const nodes: NodeProto[] = [];
  const constants: TensorProto[] = [];
  let last = '';
  const append = (node: NodeProto) => {
    nodes.push(node);
    last = node.output[0] ?? '';
  };
  const reshape = (stage: string, dims: readonly number[]) => {
    constants.push(integerConstant(`${ownPrefix}${stage}_shape`, [dims.length], dims));
    append(makeNode('Reshape', [last, `${ownPrefix}${stage}_shape`], `${ownPrefix}${stage}`));
  };

  append(poolNode(head, ownPool));
  if (kind === 'linear-after-pool') {
    reshape('pooled_rows', linear.operator === 'Conv' ? [-1, linear.channels, 1, 1] : [-1, linear.channels]);
    // The weights' type is the one the layer computes in; between networks of one type this is no work.
    if (needsCast(head)) append(makeNode('Cast', [last], `${ownPrefix}pooled_cast`, { to: linear.type }));
    append(layerNode(linear.node, last));
  }
  reshape('logit_rows', [-1, linear.classes]);
  if (linear.type !== tensorType.float || needsCast(head))
    append(makeNode('Cast', [last], `${ownPrefix}logits_float`, { to: tensorType.float }));
  if (kind === 'linear-after-pool' && linear.addedBias !== null) {
    constants.push(floatConstant(`${ownPrefix}added_bias`, [linear.classes], linear.addedBias));
    append(makeNode('Add', [last, `${ownPrefix}added_bias`], `${ownPrefix}biased_logits`));
  }
  append(makeNode('Identity', [last], allLogits));
  return { nodes, constants };
}

/** Whether the features' element type may differ from the weights' (a mixed network has a Cast there). */
function needsCast({ passed }: TracedHead): boolean {
  return passed.some(({ opType }) => opType === 'Cast');
}

function poolNode({ pool }: TracedHead, ownPool: boolean): NodeProto {
  const output = `${ownPrefix}pooled`;
  if (pool.replacement !== null && !ownPool)
    return makeNode(pool.replacement, [networkName(pool.input)], output);
  return copyNode(pool.node, { name: output, input: pool.node.input.map(networkName), output: [output] });
}

function layerNode(node: NodeProto, input: string): NodeProto {
  const output = `${ownPrefix}linear`;
  const [, ...parameters] = node.input.map(networkName);
  return copyNode(node, { name: output, input: [input, ...parameters], output: [output] });
}
