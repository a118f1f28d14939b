// What is no ONNX file, or only part of one, is refused by name and never otherwise.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelProtoSchema } from '../src/generated/onnx_pb.js';
import { findHead, fuseCam, ModelRefused, parseModel } from '../src/index.js';
import { buildNetwork } from './small-networks.js';

const { bytes: good } = buildNetwork('Gemm, transB 1');

function codeOf(bytes: Uint8Array): string {
  try {
    findHead(parseModel(bytes));
    return 'accepted';
  } catch (error) {
    if (error instanceof ModelRefused) return error.code;
    throw error;
  }
}

const text = (words: string) => new TextEncoder().encode(words);

describe('not-onnx', () => {
  test.each([
    ['an empty file', new Uint8Array()],
    ['text', text('an ONNX model is kept elsewhere\n')],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
    ['HTML', text('<!doctype html><title>404</title>')],
    [
      'a PNG',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52),
    ],
    ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0)],
    [
      'a protobuf without a graph',
      toBinary(ModelProtoSchema, create(ModelProtoSchema, { opsetImport: [{ version: 17n }] })),
    ],
  ])('%s', (_name, bytes) => {
    expect(codeOf(bytes)).toBe('not-onnx');
  });

  test('random bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(codeOf(bytes)).not.toBe('accepted');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('truncated', () => {
  test('a file cut anywhere', () => {
    const codes = new Map<string, number>();
    for (let length = 0; length < good.length; length++) {
      const code = codeOf(good.subarray(0, length));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(codes.has('accepted')).toBe(false);
    // Only the first few bytes do not yet look like ONNX.
    expect(codes.get('truncated')).toBeGreaterThan(good.length - 10);
  });

  test('a graph without an operator set', () => {
    const model = fromBinary(ModelProtoSchema, good);
    model.opsetImport = [];
    expect(codeOf(toBinary(ModelProtoSchema, model))).toBe('truncated');
  });

  test('a tensor with fewer values than its shape says', () => {
    const model = fromBinary(ModelProtoSchema, good);
    const [tensor] = model.graph?.initializer ?? [];
    if (tensor === undefined) throw new Error('no tensor');
    tensor.rawData = tensor.rawData.subarray(4);
    expect(() => parseModel(toBinary(ModelProtoSchema, model))).toThrow(/Tensor "w0" should hold 216 values/);
  });

  test('nodes that go round in a circle, or read what nothing makes', () => {
    for (const name of ['out', 'nothing']) {
      const model = fromBinary(ModelProtoSchema, good);
      const [node] = model.graph?.node ?? [];
      if (node === undefined) throw new Error('no node');
      node.input[0] = name;
      expect(() => parseModel(toBinary(ModelProtoSchema, model))).toThrow(
        `reads "${name}", which nothing before it makes`,
      );
    }
  });

  test('a tensor made twice', () => {
    const model = fromBinary(ModelProtoSchema, good);
    const [first, second] = model.graph?.node ?? [];
    if (first === undefined || second === undefined) throw new Error('no nodes');
    second.output[0] = first.output[0] ?? '';
    expect(() => parseModel(toBinary(ModelProtoSchema, model))).toThrow(
      /makes "conv", which is there already/,
    );
  });

  test('a byte changed anywhere is refused or read, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (position, value) => {
        const bytes = good.slice();
        bytes[position] = value;
        try {
          fuseCam(parseModel(bytes), { topK: 3, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb' });
        } catch (error) {
          expect(error).toBeInstanceOf(ModelRefused);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

test('a Node Buffer that starts at an odd offset is read like any bytes', () => {
  const padded = Buffer.concat([Buffer.from([0]), good]);
  expect(findHead(parseModel(padded.subarray(1)))).toEqual(findHead(parseModel(good)));
});

test('fields that we do not know survive fusing: model, graph and node', () => {
  const model = fromBinary(ModelProtoSchema, good);
  const unknown = (words: string) => [
    { no: 6000, wireType: 2, data: new BinaryWriter().bytes(text(words)).finish() },
  ];
  model.$unknown = unknown('of the model');
  const [node] = model.graph?.node ?? [];
  if (model.graph === undefined || node === undefined) throw new Error('no graph');
  model.graph.$unknown = unknown('of the graph');
  node.$unknown = unknown('of the node');
  const bytes = toBinary(ModelProtoSchema, model);
  expect(toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes))).toEqual(bytes);
  const fused = fuseCam(parseModel(bytes), { topK: 3, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb' });
  const written = new TextDecoder('latin1').decode(fused.bytes);
  for (const words of ['of the model', 'of the graph', 'of the node']) expect(written).toContain(words);
});
