// Bytes of a file to an ONNX model, or a named refusal.
import { fromBinary } from '@bufbuild/protobuf';
import { checkGraph } from './check-graph.js';
import { checkTensor } from './check-tensor.js';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './generated/onnx_pb.js';
import { ModelRefused } from './model-refused.js';
import { readOpset } from './opset.js';

/** A parsed ONNX model whose tensors are complete. Treat `proto` as read-only: it shares its weights with the bytes it came from. */
export interface OnnxModel {
  readonly proto: ModelProto;
  readonly graph: GraphProto;
  /** Version of the default operator set. */
  readonly opset: number;
}

/**
 * Reads an ONNX file. The bytes must not be changed afterwards: the model's weights are views of them.
 *
 * Throws ModelRefused: `not-onnx`, `truncated`, `external-data` or `unsupported-opset`.
 */
export function parseModel(bytes: Uint8Array): OnnxModel {
  if (bytes.length === 0)
    throw new ModelRefused('not-onnx', 'The file is empty. Give the path of an .onnx file.');
  const proto = decode(bytes);
  const graph = proto.graph;
  if (graph === undefined || graph.node.length === 0) {
    throw new ModelRefused(
      looksLikeOnnx(bytes) ? 'truncated' : 'not-onnx',
      'The file holds no ONNX graph: it is something else or was cut short. Give the path of an .onnx file.',
    );
  }
  const opset = readOpset(proto);
  checkTensors(graph);
  checkGraph(graph);
  return { proto, graph, opset };
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw looksLikeOnnx(bytes)
      ? new ModelRefused(
          'truncated',
          `The ONNX file ends early or is damaged (${reason}). Copy or export it again.`,
        )
      : new ModelRefused(
          'not-onnx',
          `The file is not an ONNX model (${reason}). Give the path of an .onnx file.`,
        );
  }
}

/**
 * Every known exporter writes the IR version first: field 1 as a varint, a small number, followed by another top-level field.
 * Only the wording of a refusal depends on this.
 */
function looksLikeOnnx(bytes: Uint8Array): boolean {
  const [tag, version = 0, next = 0x3a] = bytes;
  return (
    tag === 0x08 && version >= 1 && version <= 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(next)
  );
}

function checkTensors(graph: GraphProto): void {
  for (const tensor of graph.initializer) checkTensor(tensor);
  for (const node of graph.node) {
    for (const attribute of node.attribute) {
      if (attribute.t !== undefined) checkTensor(attribute.t);
      if (attribute.g !== undefined) checkTensors(attribute.g);
      for (const inner of attribute.graphs) checkTensors(inner);
    }
  }
}
