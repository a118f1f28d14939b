/** How single images become batches, beside a session that answers when the test says so. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { batchSizes } from '../src/batch-sizes.js';
import { createBatcher } from '../src/batcher.js';
import type { Session } from '../src/session.js';

type Batch = Parameters<Session['run']>[0];

/** A session whose network says of each image what its one byte is; batches end in the order they began in, on demand. */
function heldSession() {
  const held: { batch: Batch; end: () => void }[] = [];
  const arrivals: (() => void)[] = [];
  const run = (batch: Batch) =>
    new Promise<Awaited<ReturnType<Session['run']>>>((resolve) => {
      const classes = BigInt64Array.from(batch.pixels.subarray(0, batch.images), BigInt);
      const floats = Float32Array.from(classes, Number);
      const result = { classes, logits: floats, maps: floats, logsumexp: floats, pixels: batch.pixels };
      held.push({ batch, end: () => resolve(result) });
      arrivals.shift()?.();
    });
  const next = async () => {
    if (held.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
    return held.shift()!;
  };
  return { run, next };
}

function setUp(lanes: number) {
  const session = heldSession();
  const batcher = createBatcher(session, {
    imageBytes: 1,
    wanted: 0,
    lanes,
    batchSizes: batchSizes(16),
    waitMs: 1,
  });
  const infer = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => batcher.infer(Uint8Array.of(from + i), []));
  return { session, batcher, infer };
}

const classesOf = (inferences: readonly { readonly classes: readonly number[] }[]) =>
  inferences.map(({ classes }) => classes[0]);

describe('createBatcher', () => {
  it.each([
    [1, [1]],
    [7, [8]],
    [9, [8, 1]],
    [13, [8, 4, 1]],
    [14, [16]],
    [16, [16]],
    [21, [16, 4, 1]],
  ])('runs %i images in batches of %j', async (count, sizes) => {
    const { session, infer } = setUp(1);
    const inferences = infer(0, count);
    const seen: number[] = [];
    for (const _ of sizes) {
      const { batch, end } = await session.next();
      seen.push(batch.images);
      end();
    }
    expect(seen).toEqual(sizes);
    const done = await Promise.all(inferences);
    expect(classesOf(done)).toEqual(Array.from({ length: count }, (_, i) => i));
    const padding = done.map((inference) => inference.padding);
    const padded = sizes.reduce((sum, size) => sum + size, 0) - count;
    expect(padding).toEqual([padded, ...Array.from({ length: count - 1 }, () => 0)]);
  });

  it('waits for more images while every lane has work', async () => {
    const { session, infer } = setUp(1);
    const first = infer(0, 1);
    const { batch, end } = await session.next();
    expect(batch.images).toBe(1);
    const others = infer(1, 16);
    const full = await session.next();
    expect(full.batch.images).toBe(16);
    end();
    full.end();
    expect(classesOf(await Promise.all([...first, ...others]))).toEqual(
      Array.from({ length: 17 }, (_, i) => i),
    );
  });

  it('keeps one full batch ready beside those that run, and no more', async () => {
    const { session, infer } = setUp(2);
    const inferences = infer(0, 80);
    const running = [await session.next(), await session.next(), await session.next()];
    let fourth = false;
    const later = session.next().then((batch) => {
      fourth = true;
      return batch;
    });
    await setImmediate();
    expect(fourth).toBe(false);
    running[0]!.end();
    const next = await later;
    for (const { end } of [...running.slice(1), next]) end();
    (await session.next()).end();
    expect(classesOf(await Promise.all(inferences))).toEqual(Array.from({ length: 80 }, (_, i) => i));
  });
});
