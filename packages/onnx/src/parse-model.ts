// Bytes of a file to an ONNX model, or a named refusal.
import { fromBinary } from '@bufbuild/protobuf';
import { checkGraph } from './check-graph.js';
import { checkTensor } from './check-tensor.js';
import { type ExternalFiles, findExternal, takeExternal } from './external-data.js';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './generated/onnx_pb.js';
import { ModelRefused } from './model-refused.js';
import { readOpset } from './opset.js';
import { tensorsOf } from './tensors-of.js';

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
 * Throws ModelRefused: `not-onnx`, `truncated`, `external-data`, `too-large` or `unsupported-opset`.
 *
 * @param files of weights that `externalLocations` names; they are taken into the model, which holds everything then
 */
export function parseModel(bytes: Uint8Array, files: ExternalFiles = new Map()): OnnxModel {
  const { proto, graph } = readGraph(bytes);
  const opset = readOpset(proto);
  takeExternal(findExternal(graph, bytes.length), files);
  for (const tensor of tensorsOf(graph)) checkTensor(tensor);
  checkGraph(graph);
  return { proto, graph, opset };
}

/**
 * The files beside it that an ONNX file keeps weights in, by the names it gives them; none for most. Where they may be
 * looked for is the caller's affair: a name may be any path. Throws ModelRefused as `parseModel` does.
 */
export function externalLocations(bytes: Uint8Array): string[] {
  const external = findExternal(readGraph(bytes).graph, bytes.length);
  return [...new Set(external.map(({ location }) => location))];
}

function readGraph(bytes: Uint8Array): { proto: ModelProto; graph: GraphProto } {
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
  return { proto, graph };
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
