// Copies of parsed messages with some fields changed: the parsed model itself is never written to.
import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
} from '../generated/onnx_pb.js';

// Object.assign takes over exactly the fields that are set, and with them the unknown ones; a field left out keeps its default.

/** A shallow copy of a model. */
export function copyModel(model: ModelProto, changes: Partial<ModelProto>): ModelProto {
  return Object.assign(create(ModelProtoSchema), model, changes);
}

/** A shallow copy of a graph. */
export function copyGraph(graph: GraphProto, changes: Partial<GraphProto>): GraphProto {
  return Object.assign(create(GraphProtoSchema), graph, changes);
}

/** A shallow copy of a node. */
export function copyNode(node: NodeProto, changes: Partial<NodeProto>): NodeProto {
  return Object.assign(create(NodeProtoSchema), node, changes);
}

/** A shallow copy of an attribute. */
export function copyAttribute(attribute: AttributeProto, changes: Partial<AttributeProto>): AttributeProto {
  return Object.assign(create(AttributeProtoSchema), attribute, changes);
}
