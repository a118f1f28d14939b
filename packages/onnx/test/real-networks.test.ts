// Real classifiers, ours and, where the shared assets are at hand, those of ImageNet: the fused graph against the plain network
// and the identity of its head.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findHead, fuseCam, parseModel } from '../src/index.js';
import { denseMaps, logitsFromMaps, topClasses } from './dense-cam.js';
import { randomNumbers } from './graph-builder.js';
import { normalise, openSession, runFused, runPlain } from './run-graph.js';
import { showTensor } from './show-tensor.js';

const assets = resolve(import.meta.dirname, '../../..', process.env.CAMFLEET_ASSETS ?? '../shared');
const ours = resolve(import.meta.dirname, '../../demo-model/models');
const images = 4;
// Smooth blotches rather than noise, so that the classes differ from image to image.
const waves = randomNumbers(images * 3 * 3, 9);
const blotches = (side: number) =>
  Uint8Array.from({ length: images * side * side * 3 }, (_, i) => {
    const [c, x, y, n] = [
      i % 3,
      Math.floor(i / 3) % side,
      Math.floor(i / 3 / side) % side,
      Math.floor(i / 3 / side / side),
    ];
    const wave = (j: number) => (waves[(n * 3 + c) * 3 + j] ?? 0) / 6;
    return 127 + 120 * Math.sin(x * wave(0) + y * wave(1)) * Math.cos(y * wave(2));
  });

const grey = [127.5, 127.5, 127.5] as const;
const imageNet = { folder: `${assets}/models`, side: 224, classes: 1000, input: 'input' };
const networks = [
  { ...imageNet, id: 'mobilenet-v2', mean: grey, std: grey, map: 7 },
  {
    ...imageNet,
    id: 'squeezenet-1.1',
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
    map: 13,
  },
  { folder: ours, id: 'objects', side: 96, classes: 40, input: 'image', mean: grey, std: grey, map: 12 },
] as const;

for (const { folder, id, side, classes: classCount, input, mean, std, map } of networks) {
  const path = `${folder}/${id}.onnx`;
  const present = existsSync(path);
  const dims = [images, side, side, 3] as const;
  const name = present ? id : `${id} is skipped, since ${path} is absent (set CAMFLEET_ASSETS)`;
  test.skipIf(!present)(name, { timeout: 60_000 }, async () => {
    const pixels = blotches(side);
    const bytes = new Uint8Array(readFileSync(path));
    const model = parseModel(bytes);
    const head = findHead(model);
    const fused = fuseCam(model, { topK: 5, mean, std, channelOrder: 'rgb' });
    expect(fused).toMatchObject({
      input: { height: side, width: side },
      classes: classCount,
      channels: head.channels,
    });
    const session = await openSession(fused.bytes);
    const wanted = Array.from({ length: images }, (_, n) => [n * 10]);
    const batch = await runFused(session, pixels, dims, wanted);
    expect(batch.mapDims).toEqual([images, 6, map, map]);
    const shown = showTensor(bytes, head.features, [images, head.channels, map, map]);
    const plain = await runPlain(await openSession(shown), {
      name: input,
      values: normalise(pixels, dims, mean, std),
      dims: [images, 3, side, side],
    });
    const area = map * map;
    for (let n = 0; n < images; n++) {
      const logits = plain.logits?.slice(n * classCount, (n + 1) * classCount) ?? [];
      const classes = [...topClasses(logits, 5), n * 10];
      expect(batch.classes.slice(n * 6, n * 6 + 6)).toEqual(classes);
      const features =
        plain[head.features]?.slice(n * head.channels * area, (n + 1) * head.channels * area) ?? [];
      const truth = { ...head, weights: Array.from(head.weights), bias: Array.from(head.bias), padding: 0 };
      const maps = denseMaps(features, truth, head.channels);
      const identity = logitsFromMaps(maps, truth, map) ?? [];
      for (const [i, c] of classes.entries()) {
        expect(Math.abs((batch.logits[n * 6 + i] ?? Number.NaN) - (logits[c] ?? 0))).toBeLessThanOrEqual(
          1e-5 * Math.max(1, Math.abs(logits[c] ?? 0)),
        );
        expect(Math.abs((identity[c] ?? Number.NaN) - (logits[c] ?? 0))).toBeLessThanOrEqual(
          1e-4 * Math.max(1, Math.abs(logits[c] ?? 0)),
        );
        for (let p = 0; p < area; p++) {
          const expected = maps[c]?.[p] ?? Number.NaN;
          expect(Math.abs((batch.maps[(n * 6 + i) * area + p] ?? Number.NaN) - expected)).toBeLessThanOrEqual(
            1e-4 * Math.max(1, Math.abs(expected)),
          );
        }
      }
      const one = pixels.slice(n * side * side * 3, (n + 1) * side * side * 3);
      const single = await runFused(session, one, [1, side, side, 3], [wanted[n] ?? []]);
      expect(single.maps).toEqual(batch.maps.slice(n * 6 * area, (n + 1) * 6 * area));
      expect(single.logits).toEqual(batch.logits.slice(n * 6, (n + 1) * 6));
      expect(single.logsumexp).toEqual(batch.logsumexp.slice(n, n + 1));
    }
  });
}
