// Makes room for our names: the network's tensors that bear one of them get another.
import { create } from '@bufbuild/protobuf';
import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
} from '../generated/onnx_pb.js';
import { copyAttribute, copyGraph, copyNode } from './copy-message.js';
import { ownPrefix } from './graph-parts.js';

const interfaceNames = new Set(['image', 'wanted', 'classes', 'logits', 'maps', 'logsumexp', 'features']);
const networkPrefix = `${ownPrefix}network_`;

/**
 * The name that a tensor or node of the network bears in the fused graph. No two names become one, and none becomes a name of ours:
 * those are the inputs and outputs above, and names that start with the own prefix but not with the network's.
 */
export function networkName(name: string): string {
  return interfaceNames.has(name) || name.startsWith(ownPrefix) ? networkPrefix + name : name;
}

/** The network's nodes with their tensors renamed, in subgraphs as well, since those see the names around them. */
export function renameNodes(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.map((node) =>
    copyNode(node, {
      name: networkName(node.name),
      input: node.input.map(networkName),
      output: node.output.map(networkName),
      attribute: node.attribute.map((attribute) =>
        attribute.g === undefined && attribute.graphs.length === 0
          ? attribute
          : copyAttribute(attribute, {
              ...(attribute.g === undefined ? {} : { g: renameGraph(attribute.g) }),
              graphs: attribute.graphs.map(renameGraph),
            }),
      ),
    }),
  );
}

/** The network's constants, renamed; they go on sharing their bytes. */
export function renameTensors(tensors: readonly TensorProto[]): TensorProto[] {
  return tensors.map((tensor) =>
    Object.assign(create(TensorProtoSchema), tensor, { name: networkName(tensor.name) }),
  );
}

function renameGraph(graph: GraphProto): GraphProto {
  const renameAll = (values: GraphProto['input']) =>
    values.map((value) => ({ ...value, name: networkName(value.name) }));
  return copyGraph(graph, {
    node: renameNodes(graph.node),
    initializer: renameTensors(graph.initializer),
    input: renameAll(graph.input),
    output: renameAll(graph.output),
    valueInfo: renameAll(graph.valueInfo),
  });
}
