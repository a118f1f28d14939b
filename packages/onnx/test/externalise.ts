// Moves a model's weights into files beside it, as exporters of large models do.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
} from '../src/generated/onnx_pb.js';
import { tensorsOf } from '../src/tensors-of.js';

/** Says of a tensor that its values lie elsewhere. */
export function pointElsewhere(tensor: TensorProto, entries: Readonly<Record<string, string>>): TensorProto {
  tensor.rawData = new Uint8Array();
  tensor.dataLocation = 1;
  tensor.externalData = Object.entries(entries).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
  return tensor;
}

/** The model without its raw weights, and the files that they went into in turn, each with a gap before every tensor. */
export function externalise(
  bytes: Uint8Array,
  locations: readonly string[],
): { bytes: Uint8Array; files: Map<string, Uint8Array> } {
  const model = fromBinary(ModelProtoSchema, bytes);
  const files = new Map(locations.map((location) => [location, [] as number[]]));
  const moved = [...tensorsOf(model.graph!)].filter(({ rawData }) => rawData.length > 0);
  for (const [i, tensor] of moved.entries()) {
    const location = locations[i % locations.length]!;
    const file = files.get(location)!;
    file.push(...Array(5).fill(255));
    const [offset, length] = [file.length, tensor.rawData.length];
    file.push(...tensor.rawData);
    pointElsewhere(tensor, { location, offset: String(offset), length: String(length) });
  }
  return {
    bytes: toBinary(ModelProtoSchema, model),
    files: new Map(Array.from(files, ([location, file]) => [location, Uint8Array.from(file)])),
  };
}
