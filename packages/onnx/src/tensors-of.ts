// Every tensor that a graph holds, wherever it stands.
import type { GraphProto, TensorProto } from './generated/onnx_pb.js';

/** Initializers, and the values of nodes' attributes, in the order of the file; subgraphs are gone into. */
export function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { attribute } of graph.node) {
    for (const { t, g, graphs } of attribute) {
      if (t !== undefined) yield t;
      for (const inner of g === undefined ? graphs : [g, ...graphs]) yield* tensorsOf(inner);
    }
  }
}
