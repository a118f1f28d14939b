/** The session in its thread: the same bits in any batch, a free event loop, and a clear end. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreparedModel } from '@camfleet/contracts';
import {
  batchSizes,
  createBatcher,
  prepareModel,
  readModelFacts,
  type Session,
  startSession,
} from '@camfleet/inference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSmallModel } from '../../../test/support/small-model.js';
import { randomImages } from '../src/random-images.js';

const imageBytes = 32 * 32 * 3;
let folder = '';
let model: PreparedModel;
const sessions: Session[] = [];

async function open(sizes: readonly number[]) {
  const { input } = model.description;
  const session = await startSession({
    graph: model.graph,
    provider: 'cpu',
    threads: 1,
    ...input,
    batchSizes: sizes,
  });
  sessions.push(session);
  return session;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-test-'));
  const file = await writeSmallModel(folder);
  model = await prepareModel({
    name: 'small',
    file,
    bytes: await readFile(file),
    facts: await readModelFacts(file, {}),
    topK: 3,
  });
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await rm(folder, { recursive: true, force: true });
});

const images = Array.from({ length: 11 }, (_, i) => {
  const noise = randomImages(2, 32, 32).subarray(imageBytes);
  return noise.map((value, at) => (value * (i + 1) + at * i) % 256);
});

describe('batches', () => {
  it('give every image the same bits, whatever else is in them and however they are padded (invariant 5)', async () => {
    const results = [];
    for (const largest of [1, 4, 16]) {
      const sizes = batchSizes(largest);
      const batcher = createBatcher(await open(sizes), {
        imageBytes,
        wanted: 2,
        lanes: 1,
        batchSizes: sizes,
        waitMs: 5,
      });
      results.push(await Promise.all(images.map((pixels, i) => batcher.infer(pixels, [i % 5]))));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(results[0]![3]!.classes).toHaveLength(5);
    expect(results[0]![3]!.classes[3]).toBe(3);
  });

  it('count their padding, and start short when no more images come', async () => {
    const sizes = batchSizes(8);
    const batcher = createBatcher(await open(sizes), {
      imageBytes,
      wanted: 0,
      lanes: 1,
      batchSizes: sizes,
      waitMs: 5,
    });
    const fifteen = [...images, ...images].slice(0, 15);
    const inferences = await Promise.all(fifteen.map((pixels) => batcher.infer(pixels, [])));
    // A full batch of 8, and 7 padded to 8.
    expect(inferences.reduce((sum, { padding }) => sum + padding, 0)).toBe(1);
  });

  it('fail for all of their images, and the next one goes on', async () => {
    const answers = [Promise.reject(new Error('out of memory')), Promise.reject(new Error('again'))];
    for (const answer of answers) answer.catch(() => {});
    const session = { run: () => answers.shift()! };
    const batcher = createBatcher(session, {
      imageBytes: 3,
      wanted: 0,
      lanes: 1,
      batchSizes: [1, 2],
      waitMs: 1,
    });
    const both = await Promise.allSettled([1, 2].map(() => batcher.infer(new Uint8Array(3), [])));
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(batcher.infer(new Uint8Array(3), [])).rejects.toThrow('again');
  });
});

describe('the session', () => {
  it('leaves the event loop free while the network runs (invariant 9)', async () => {
    const session = await open([2_048]);
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await session.run({
      pixels: new Uint8Array(2_048 * imageBytes),
      wanted: new BigInt64Array(0),
      images: 2_048,
    });
    running = false;
    // On the thread that runs it, the network would let one or two turns pass: before and after.
    expect(turns).toBeGreaterThan(3);
  });

  it('says that it died, and fails what was under way', async () => {
    const { input } = model.description;
    const session = await startSession({
      graph: model.graph,
      provider: 'cpu',
      threads: 1,
      ...input,
      batchSizes: [1],
    });
    await expect(
      session.run({ pixels: new Uint8Array(5), wanted: new BigInt64Array(0), images: 1 }),
    ).rejects.toThrow(/the network failed/);
    await session.close();
  });

  it('fails at once what comes after its thread has ended', async () => {
    const session = await open([1]);
    await session.close();
    const batch = () => ({ pixels: new Uint8Array(imageBytes), wanted: new BigInt64Array(0), images: 1 });
    await expect(session.run(batch())).rejects.toThrow(/ended/);
    const batcher = createBatcher(session, { imageBytes, wanted: 0, lanes: 1, batchSizes: [1], waitMs: 1 });
    await expect(batcher.infer(images[0]!, [])).rejects.toThrow(/ended/);
  });

  it('refuses a graph that is none, and a provider that is missing', async () => {
    const settings = { threads: 1, height: 32, width: 32, batchSizes: [1] };
    await expect(startSession({ ...settings, graph: new Uint8Array(9), provider: 'cpu' })).rejects.toThrow(
      /cannot be loaded/,
    );
    // As where there is memory for the network, and none for its first batch.
    const failing = startSession({ ...settings, graph: model.graph, width: 3, provider: 'cpu' });
    await expect(failing).rejects.toMatchObject({
      code: 'model-damaged',
      message: expect.stringContaining('cannot be loaded'),
    });
    await expect(startSession({ ...settings, graph: model.graph, provider: 'cuda' })).rejects.toMatchObject({
      code: 'provider-missing',
      message: expect.stringMatching(/install an NVIDIA driver.*--provider cpu/),
    });
  });
});
