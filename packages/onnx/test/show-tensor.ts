// Makes a tensor inside a network one of its outputs, for tests that must see it.
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../src/generated/onnx_pb.js';
import { declare, float } from './graph-builder.js';

export function showTensor(bytes: Uint8Array, name: string, dims: readonly number[]): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  model.graph?.output.push(declare(name, float, dims));
  return toBinary(ModelProtoSchema, model);
}
