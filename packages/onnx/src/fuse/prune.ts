// Drops what nothing needs: the network's old head, its softmax and their constants.
import type { GraphProto, NodeProto, TensorProto } from '../generated/onnx_pb.js';

/** The nodes on the way to `outputs` and the constants they read, in their old order. Nodes must come sorted, as ONNX demands. */
export function prune(
  nodes: readonly NodeProto[],
  constants: readonly TensorProto[],
  outputs: readonly string[],
): { nodes: NodeProto[]; constants: TensorProto[] } {
  const needed = new Set(outputs);
  const kept: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => needed.has(name))) continue;
    kept.push(node);
    for (const name of namesRead(node)) needed.add(name);
  }
  return { nodes: kept.reverse(), constants: constants.filter(({ name }) => needed.has(name)) };
}

/** Inputs of a node and every name its subgraphs read, of which some are their own: to keep too much is harmless. */
export function namesRead(node: NodeProto): string[] {
  const inner = node.attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
  return [...node.input, ...inner.flatMap(namesReadInGraph)].filter((name) => name !== '');
}

function namesReadInGraph(graph: GraphProto): string[] {
  return [...graph.node.flatMap(namesRead), ...graph.output.map(({ name }) => name)];
}
