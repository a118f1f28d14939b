// Weights in files beside the model: taken in to the byte, or refused by name.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ModelProtoSchema } from '../src/generated/onnx_pb.js';
import { externalLocations, fuseCam, ModelRefused, parseModel } from '../src/index.js';
import { externalise, pointElsewhere } from './externalise.js';
import { float16, randomNumbers } from './graph-builder.js';
import { openSession, runPlain } from './run-graph.js';
import { buildNetwork, headNames } from './small-networks.js';

const options = { topK: 3, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb' } as const;
const head = 'Gemm, transB 1';
const fusedBytes = (...args: Parameters<typeof parseModel>) => fuseCam(parseModel(...args), options).bytes;

describe('weights in other files give the graph that they give in one', () => {
  test.each(headNames)('%s', (name) => {
    const { bytes } = buildNetwork(name);
    const { bytes: split, files } = externalise(bytes, ['weights/one.bin', 'two.bin']);
    expect(split.length).toBeLessThan(bytes.length);
    expect(externalLocations(split)).toEqual(['weights/one.bin', 'two.bin']);
    expect(fusedBytes(split, files)).toEqual(fusedBytes(bytes));
  });

  test('as onnxruntime reads them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'camfleet-test-'));
    try {
      const { bytes } = buildNetwork(head);
      const { bytes: split, files } = externalise(bytes, ['one.bin', 'two.bin']);
      for (const [name, content] of [['m.onnx', split] as const, ...files])
        await writeFile(join(folder, name), content);
      const image = { name: 'input', values: Float32Array.from(randomNumbers(75, 4)), dims: [1, 3, 5, 5] };
      const [theirs, ours] = [join(folder, 'm.onnx'), bytes].map(async (model) =>
        runPlain(await openSession(model), image),
      );
      expect(await theirs).toEqual(await ours);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('in half precision', () => {
    const { bytes } = buildNetwork(head, { type: float16 });
    const { bytes: split, files } = externalise(bytes, ['w.bin']);
    expect(fusedBytes(split, files)).toEqual(fusedBytes(bytes));
  });

  test('where neither offset nor length is said: from the beginning, as many as the shape has', () => {
    const { bytes } = buildNetwork(head);
    const model = fromBinary(ModelProtoSchema, bytes);
    const files = new Map<string, Uint8Array>();
    for (const tensor of model.graph!.initializer) {
      files.set(tensor.name, Uint8Array.of(...tensor.rawData, 1, 2, 3));
      pointElsewhere(tensor, { location: tensor.name });
    }
    expect(fusedBytes(toBinary(ModelProtoSchema, model), files)).toEqual(fusedBytes(bytes));
  });

  test('a model that holds everything names no file', () => {
    expect(externalLocations(buildNetwork(head).bytes)).toEqual([]);
  });
});

/** The code and the sentence for a model whose first tensor, w0 of 216 floats, lies elsewhere. */
function refusal(entries: Record<string, string>, file: Uint8Array | null, dims?: bigint[]) {
  const model = fromBinary(ModelProtoSchema, buildNetwork(head).bytes);
  const tensor = pointElsewhere(model.graph!.initializer[0]!, entries);
  if (dims !== undefined) tensor.dims = dims;
  try {
    parseModel(toBinary(ModelProtoSchema, model), new Map(file === null ? [] : [['w.bin', file]]));
  } catch (error) {
    if (error instanceof ModelRefused) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was taken');
}

describe('refused', () => {
  const file = new Uint8Array(1_000);
  const location = 'w.bin';
  test.each([
    [
      'no place',
      {},
      file,
      /^external-data: Tensor "w0" is said to lie in another file, but not where: it has {}/,
    ],
    ['an offset that is none', { location, offset: '-4' }, file, /^external-data: .* it has .*"offset":"-4"/],
    [
      'a length that is none',
      { location, length: '8e2' },
      file,
      /^external-data: .* it has .*"length":"8e2"/,
    ],
    [
      'a file that is not at hand',
      { location },
      null,
      /^external-data: Tensor "w0" lies in another file, "w.bin", which is not at hand\. Keep the model's files together\.$/,
    ],
    [
      'a file that is too short',
      { location, offset: '200', length: '864' },
      file,
      /^external-data: Tensor "w0" should lie in the bytes 200 to 1064 of "w.bin", which has 1000\. Copy/,
    ],
    ['an offset beyond the end', { location, offset: '2000' }, file, /^external-data: .* bytes 2000 to 2864/],
    [
      "a length that is not the shape's",
      { location, length: '860' },
      file,
      /^truncated: .* 216 values .* 215 are/,
    ],
  ])('%s', (_name, entries, bytes, sentence) => {
    expect(refusal(entries as Record<string, string>, bytes)).toMatch(sentence);
  });

  test('more weights than one file can hold, before any is read', () => {
    expect(refusal({ location }, null, [32_768n, 32_768n])).toMatch(
      /^too-large: The model has 4\.3 GB with its weights; .* holds 2\.1 GB at most\. Export/,
    );
  });
});
