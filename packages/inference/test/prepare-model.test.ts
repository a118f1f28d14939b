/** prepare: the description, the proof, the refusals; and models in the store. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreparedModel } from '@camfleet/contracts';
import {
  describeModel,
  listModelVersions,
  loadModel,
  type ModelFacts,
  prepareModel,
  readModelFacts,
  recheckModel,
  saveModel,
  useModel,
} from '@camfleet/inference';
import { findHead, fuseCam, parseModel } from '@camfleet/onnx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assets } from '../../../test/support/assets.js';
import { writeSmallModel } from '../../../test/support/small-model.js';
import {
  add,
  constant,
  declare,
  float,
  float16,
  newGraph,
  randomNumbers,
  serialise,
} from '../../onnx/test/graph-builder.js';
import { buildNetwork, headNames } from '../../onnx/test/small-networks.js';
import { memoryStore } from '../../results/test/memory-store.js';
import { sameFeatures } from '../src/same-features.js';
import { verifyModel } from '../src/verify-model.js';

const shared = assets();
let folder = '';
let file = '';
let model: PreparedModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-test-'));
  file = await writeSmallModel(folder);
  model = await prepare();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const prepare = async (flags: Parameters<typeof readModelFacts>[1] = {}) =>
  prepareModel({
    name: 'small',
    file: 'small.onnx',
    bytes: await readFile(file),
    facts: await readModelFacts(file, flags),
    topK: 3,
  });

const facts: ModelFacts = {
  mean: [0, 0, 0],
  std: [255, 255, 255],
  channelOrder: 'rgb',
  resize: 'squash',
  classNames: null,
  classIds: null,
  origin: 'flags',
};

/** A gate over channels whose pool is as large as the map of the exported size alone. */
function gatedNetwork(): Uint8Array {
  const graph = newGraph(13);
  graph.inputs.push(declare('input', float, ['N', 3, 32, 32]));
  graph.outputs.push(declare('logits', float, ['N', 5]));
  const kernel = constant(graph, 'kernel', [6, 3, 4, 4], randomNumbers(6 * 48, 1));
  const map = add(graph, 'Conv', ['input', kernel], { strides: [4, 4], kernel_shape: [4, 4] });
  const gate = add(graph, 'Sigmoid', [add(graph, 'AveragePool', [map], { kernel_shape: [8, 8] })]);
  const pooled = add(graph, 'GlobalAveragePool', [add(graph, 'Mul', [map, gate])]);
  const weights = constant(graph, 'w', [5, 6], randomNumbers(30, 2));
  add(graph, 'Gemm', [add(graph, 'Flatten', [pooled]), weights], { transB: 1 }, 'logits');
  return serialise(graph);
}

describe('prepareModel', () => {
  it('describes the network, and proves its identity (invariant 6)', async () => {
    expect(model.description).toMatchObject({
      name: 'small',
      input: { width: 32, height: 32, mean: [127.5, 127.5, 127.5], std: [64, 64, 64], channelOrder: 'rgb' },
      classes: 5,
      classNames: ['ant', 'bee', 'cat', 'dog', 'elk'],
      map: { width: 8, height: 8 },
      topK: 3,
      precision: 'float32',
      head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0 },
    });
    expect(model.description.identity.gap).toBeLessThan(1e-5);
    expect((await recheckModel(model)).gap).toBeLessThan(1e-5);
  });

  it.each(headNames)('proves the identity of every head: %s (invariant 6)', async (head) => {
    const { bytes } = buildNetwork(head, { batch: /\[1, /.test(head) ? 1 : 'N' });
    const prepared = await prepareModel({ name: 'head', file: 'head.onnx', bytes, facts, topK: 3 });
    expect(prepared.description.identity).toMatchObject({ gap: expect.any(Number), tolerance: 1e-4 });
    expect(prepared.description.identity.gap).toBeLessThan(1e-5);
    const { kind, pool } = prepared.description.head;
    const { gap } = await recheckModel(prepared);
    if (kind === 'linear-after-pool' && pool === 'max') expect(gap).toBeNull();
    else expect(gap).toBeLessThan(1e-5);
  });

  it('does not let a stored model pass again whose maps do not add up to its logits (invariant 6)', async () => {
    const { head } = model.description;
    const bias = head.bias.map((value) => value + 0.01);
    const changed = { ...model, description: { ...model.description, head: { ...head, bias } } };
    await expect(recheckModel(changed)).rejects.toMatchObject({ code: 'model-identity' });
  });

  it('allows for the rounding of features in half precision under a linear layer in single', async () => {
    const graph = newGraph(13);
    graph.inputs.push(declare('input', float, ['N', 3, 32, 32]));
    graph.outputs.push(declare('logits', float, ['N', 5]));
    const kernel = constant(graph, 'kernel', [6, 3, 4, 4], randomNumbers(6 * 48, 1), float16);
    const halves = add(graph, 'Cast', ['input'], { to: float16 });
    const map = add(graph, 'Conv', [halves, kernel], { kernel_shape: [4, 4] });
    const pooled = add(graph, 'Cast', [add(graph, 'GlobalAveragePool', [map])], { to: float });
    const weights = constant(graph, 'w', [5, 6], randomNumbers(30, 2));
    add(graph, 'Gemm', [add(graph, 'Flatten', [pooled]), weights], { transB: 1 }, 'logits');
    const { description } = await prepareModel({
      name: 'mixed',
      file: 'mixed.onnx',
      bytes: serialise(graph),
      facts,
      topK: 3,
    });
    expect(description).toMatchObject({ precision: 'float16', identity: { tolerance: 1e-2 } });
  });

  it('tells a first layer that sees other pixels than the network does', async () => {
    const model = parseModel(await readFile(file));
    const fuse = (mean: [number, number, number], entryApart: boolean) =>
      fuseCam(model, { ...facts, mean, std: [64, 64, 64], topK: 3, exposeFeatures: true, entryApart }).bytes;
    const input = { ...facts, width: 32, height: 32 };
    const plain = fuse([127, 127, 127], true);
    const compare = (graph: Uint8Array) => sameFeatures(graph, plain, input, 1e-5, 'small.onnx');
    expect(await compare(fuse([127, 127, 127], false))).toBe(true);
    expect(await compare(fuse([127, 127, 128], false))).toBe(false);
  });

  it('leaves the entry apart where a network rounds between its layers', async () => {
    const graph = newGraph(13);
    graph.inputs.push(declare('input', float, ['N', 3, 32, 32]));
    graph.outputs.push(declare('logits', float, ['N', 5]));
    const kernel = constant(graph, 'kernel', [6, 3, 5, 5], randomNumbers(6 * 75, 1));
    // Steps so fine that some sums lie at their edges.
    const steps = constant(graph, 'steps', [1], [2 ** 16]);
    const map = add(graph, 'Round', [add(graph, 'Mul', [add(graph, 'Conv', ['input', kernel]), steps])]);
    const halves = add(graph, 'Sub', [
      map,
      add(graph, 'Mul', [
        add(graph, 'Floor', [add(graph, 'Div', [map, constant(graph, 'two', [1], [2])])]),
        'two',
      ]),
    ]);
    const pooled = add(graph, 'Flatten', [add(graph, 'GlobalAveragePool', [halves])]);
    const weights = constant(graph, 'w', [5, 6], randomNumbers(30, 2));
    add(graph, 'Gemm', [pooled, weights], { transB: 1 }, 'logits');
    const { graph: fused, description } = await prepareModel({
      name: 'rounding',
      file: 'rounding.onnx',
      bytes: serialise(graph),
      facts: { ...facts, mean: [101, 102, 103], std: [57, 58, 59] },
      topK: 3,
    });
    expect(Buffer.from(fused).includes('camfleet_first_weights')).toBe(false);
    expect(description.identity.gap).toBeLessThan(1e-5);
  });

  it('gives the same graph for the same file', async () => {
    expect((await prepare()).description).toEqual(model.description);
  });

  it('prefers flags to what lies beside the file', async () => {
    const { description } = await prepare({ mean: [1, 2, 3], std: [4, 5, 6], channelOrder: 'bgr' });
    expect(description.input).toMatchObject({ mean: [1, 2, 3], std: [4, 5, 6], channelOrder: 'bgr' });
    expect(description.version).not.toBe(model.description.version);
  });

  it('prepares a fully convolutional network at another size, and proves its identity there (invariant 6)', async () => {
    const larger = await prepare({ size: 64 });
    expect(larger.description).toMatchObject({
      input: { width: 64, height: 64 },
      map: { width: 16, height: 16 },
      source: model.description.source,
    });
    expect(larger.description.version).not.toBe(model.description.version);
    expect(larger.description.identity.gap).toBeLessThan(1e-5);
    expect((await recheckModel(larger)).gap).toBeLessThan(1e-5);
    expect((await prepare({ size: 32 })).description).toEqual(model.description);
  });

  it('refuses a network that runs at its own size only', async () => {
    const prepareAt = (size: number) =>
      prepareModel({
        name: 'bound',
        file: 'bound.onnx',
        bytes: gatedNetwork(),
        facts: { ...facts, width: size, height: size },
        topK: 3,
      });
    expect((await prepareAt(32)).description.map).toEqual({ width: 8, height: 8 });
    await expect(prepareAt(64)).rejects.toMatchObject({
      code: 'model-refused',
      message: expect.stringMatching(
        /^bound.onnx cannot be run on pictures of 64x64: .*leave --size out or give another \(/,
      ),
    });
  });

  it.each([16, 32, 36, 64])(
    'finds out a pool that is not global at %i pixels, whatever stands before it',
    async (side) => {
      const graph = newGraph(13);
      graph.inputs.push(declare('input', float, ['N', 'H', 'W', 3]));
      graph.outputs.push(declare('logits', float, ['N', 5]));
      const kernel = constant(graph, 'kernel', [6, 3, 4, 4], randomNumbers(6 * 48, 1));
      const image = add(graph, 'Transpose', ['input'], { perm: [0, 3, 1, 2] });
      const map = add(graph, 'Conv', [image, kernel], { strides: [4, 4], kernel_shape: [4, 4] });
      const average = add(graph, 'AveragePool', [map], { kernel_shape: [8, 8], strides: [8, 8] });
      const weights = constant(graph, 'w', [5, 6], randomNumbers(30, 2));
      add(graph, 'Gemm', [add(graph, 'Flatten', [average]), weights], { transB: 1 }, 'logits');
      const prepared = prepareModel({
        name: 'windows',
        file: 'windows.onnx',
        bytes: serialise(graph),
        facts: { ...facts, width: side, height: side },
        topK: 3,
      });
      // The runtime cuts a window that reaches beyond the map.
      if (side <= 32) await expect(prepared).resolves.toBeDefined();
      else
        await expect(prepared).rejects.toMatchObject({
          code: side === 36 ? 'model-identity' : 'model-refused',
        });
    },
  );

  it.skipIf(shared === null).each([
    ['mobilenet-v2', 10],
    ['squeezenet-1.1', 19],
  ])('prepares %s at 320x320, with maps of %i rows', async (name, rows) => {
    const path = join(shared!, `models/${name}.onnx`);
    const { description } = await prepareModel({
      name,
      file: `${name}.onnx`,
      bytes: await readFile(path),
      facts: await readModelFacts(path, { size: 320 }),
      topK: 5,
    });
    expect(description).toMatchObject({
      input: { width: 320, height: 320 },
      map: { width: rows, height: rows },
    });
    expect(description.identity.gap).toBeLessThan(1e-5);
  });

  it('refuses a list of names that does not fit', async () => {
    await writeFile(join(folder, 'two.txt'), 'a\nb\n');
    await expect(prepare({ classes: join(folder, 'two.txt') })).rejects.toMatchObject({
      code: 'model-refused',
    });
  });

  it('does not let maps pass that do not add up to the logits (invariant 6)', async () => {
    const parsed = parseModel(await readFile(file));
    const { input } = model.description;
    const graph = fuseCam(parsed, { ...input, topK: 3, exposeFeatures: true }).bytes;
    const head = findHead(parsed);
    await expect(verifyModel(graph, head, input, 'small')).resolves.toBeDefined();
    const bias = head.bias.map((value) => value + 0.01);
    await expect(verifyModel(graph, { ...head, bias }, input, 'small')).rejects.toMatchObject({
      code: 'model-identity',
    });
    const weights = head.weights.map((value, i) => (i % 12 === 0 ? value + 0.5 : value));
    await expect(verifyModel(graph, { ...head, weights }, input, 'small')).rejects.toMatchObject({
      code: 'model-identity',
    });
  });
});

describe('models in the store', () => {
  it('are found by name, by version, and listed', async () => {
    const store = memoryStore();
    await saveModel(store, model, 'always');
    const other = await prepare({ mean: [0, 0, 0] });
    await saveModel(store, other, 'always');
    expect(await describeModel(store, 'small')).toEqual(other.description);
    expect(await loadModel(store, `small@${model.description.version}`)).toEqual({
      description: model.description,
      graph: expect.anything(),
    });
    const versions = await listModelVersions(store);
    const marked = [model, other].map(({ description }) => ({
      name: 'small',
      version: description.version,
      current: description === other.description,
      description,
    }));
    expect(versions).toEqual(marked.toSorted((a, b) => (a.version < b.version ? -1 : 1)));
  });

  it('keep what their name means until somebody says otherwise', async () => {
    const store = memoryStore();
    const other = await prepare({ mean: [0, 0, 0] });
    const { version } = model.description;
    expect(await saveModel(store, model, 'if-none')).toBe(version);
    expect(await saveModel(store, other, 'if-none')).toBe(version);
    expect(await describeModel(store, 'small')).toEqual(model.description);
    expect(await useModel(store, 'small', other.description.version)).toEqual(other.description);
    expect(await describeModel(store, 'small')).toEqual(other.description);
    await expect(useModel(store, 'small', '0'.repeat(12))).rejects.toMatchObject({ code: 'model-unknown' });
    expect(await describeModel(store, 'small')).toEqual(other.description);
  });

  it('mean one of two that are saved at a time under a new name, and both hear which', async () => {
    const other = await prepare({ mean: [0, 0, 0] });
    for (const [early, late] of [
      [model, other],
      [other, model],
    ] as const) {
      const store = memoryStore();
      // The second one comes in while the first asks whether the name is free.
      const first = await saveModel(
        {
          ...store,
          putIfAbsent: async (key, body) => {
            if (key.endsWith('current.json')) await saveModel(store, late, 'if-none');
            return await store.putIfAbsent(key, body);
          },
        },
        early,
        'if-none',
      );
      expect(first).toBe(late.description.version);
      expect(await describeModel(store, 'small')).toEqual(late.description);
    }
  });

  it('mean another version where their own cannot be read any more', async () => {
    const store = memoryStore();
    await saveModel(store, model, 'if-none');
    const { name, version } = model.description;
    await store.put(`models/${name}/${version}/model.json`, Buffer.from('{"name"'));
    expect(await listModelVersions(store)).toEqual([{ name, version, current: true, description: null }]);
    const other = await prepare({ mean: [0, 0, 0] });
    expect(await saveModel(store, other, 'if-none')).toBe(other.description.version);
    expect(await describeModel(store, 'small')).toEqual(other.description);
  });

  it('are never written over: another size or other class names are another version', async () => {
    const store = memoryStore();
    await saveModel(store, model, 'if-none');
    await writeFile(join(folder, 'others.txt'), 'v\nw\nx\ny\nz\n');
    const other = await prepare({ classes: join(folder, 'others.txt') });
    expect(other.description.sha256).toBe(model.description.sha256);
    expect(other.description.version).not.toBe(model.description.version);
    await saveModel(store, other, 'if-none');
    expect(await describeModel(store, 'small')).toEqual(model.description);
    expect(await describeModel(store, `small@${other.description.version}`)).toEqual(other.description);
  });

  it('are unknown, or damaged, with a sentence', async () => {
    const store = memoryStore();
    await expect(loadModel(store, 'small')).rejects.toMatchObject({ code: 'model-unknown' });
    await saveModel(store, model, 'always');
    const { name, version } = model.description;
    await store.put(`models/${name}/${version}/model.onnx`, new Uint8Array(10));
    await expect(loadModel(store, 'small')).rejects.toMatchObject({ code: 'model-damaged' });
    for (const description of ['{"name": "small"', '{"name": "small"}']) {
      await store.put(`models/${name}/${version}/model.json`, Buffer.from(description));
      await expect(describeModel(store, 'small')).rejects.toMatchObject({ code: 'model-damaged' });
    }
  });
});
