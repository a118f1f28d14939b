// Weights that an exporter has put into files beside the model: where they lie, and how they are taken in.
import { clearField } from '@bufbuild/protobuf';
import { tensorName } from './check-tensor.js';
import { elementCount } from './constant.js';
import { type GraphProto, type TensorProto, TensorProtoSchema } from './generated/onnx_pb.js';
import { ModelRefused } from './model-refused.js';
import { tensorTypeBytes } from './tensor-type.js';
import { tensorsOf } from './tensors-of.js';

/** Contents of files by the location that a model gives them. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/** What one file of the protobuf format can hold, and with it a model that holds its own weights. */
export const modelBytesMax = 2 ** 31 - 1;

/** A tensor whose values lie in another file. */
interface ExternalTensor {
  readonly tensor: TensorProto;
  readonly location: string;
  /** First byte in the file. */
  readonly offset: number;
  /** Bytes; null where neither the model nor the element type says: to the end of the file. */
  readonly length: number | null;
}

const externalDataLocation = 1;

/**
 * The tensors of a graph whose values lie elsewhere. Throws ModelRefused `external-data` where one does not say where,
 * `too-large` where one file could not hold them all.
 *
 * @param ownBytes size of the model's own file
 */
export function findExternal(graph: GraphProto, ownBytes: number): ExternalTensor[] {
  const found = [...tensorsOf(graph)]
    .filter(({ dataLocation }) => dataLocation === externalDataLocation)
    .map(readEntries);
  const total = found.reduce((sum, { length }) => sum + (length ?? 0), ownBytes);
  if (total <= modelBytesMax) return found;
  throw new ModelRefused(
    'too-large',
    `The model has ${(total / 1e9).toFixed(1)} GB with its weights; a prepared one is a single file, which holds 2.1 GB at most. Export it in half precision, or choose a smaller network.`,
  );
}

function readEntries(tensor: TensorProto): ExternalTensor {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const [offset, length] = ['offset', 'length'].map((key) => {
    const text = entries.get(key);
    return text === undefined ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  });
  if (location === '' || Number.isNaN(offset) || Number.isNaN(length)) {
    throw new ModelRefused(
      'external-data',
      `${tensorName(tensor)} is said to lie in another file, but not where: it has ${JSON.stringify(Object.fromEntries(entries))}. Export the model again.`,
    );
  }
  return { tensor, location, offset: offset ?? 0, length: length ?? shapeBytes(tensor) };
}

function shapeBytes({ dims, dataType }: TensorProto): number | null {
  const bytes = tensorTypeBytes.get(dataType);
  return bytes === undefined ? null : elementCount(dims.map(Number)) * bytes;
}

/** Makes each tensor hold its values, as a view of its file. Throws ModelRefused `external-data` where they are not there. */
export function takeExternal(external: readonly ExternalTensor[], files: ExternalFiles): void {
  for (const { tensor, location, offset, length } of external) {
    const file = files.get(location);
    if (file === undefined) {
      throw new ModelRefused(
        'external-data',
        `${tensorName(tensor)} lies in another file, "${location}", which is not at hand. Keep the model's files together.`,
      );
    }
    const end = length === null ? file.length : offset + length;
    if (offset > end || end > file.length) {
      throw new ModelRefused(
        'external-data',
        `${tensorName(tensor)} should lie in the bytes ${offset} to ${end} of "${location}", which has ${file.length}. Copy or export the model and its files again.`,
      );
    }
    tensor.rawData = file.subarray(offset, end);
    tensor.externalData = [];
    clearField(tensor, TensorProtoSchema.field.dataLocation);
  }
}
