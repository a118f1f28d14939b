/** Real networks over real pictures, against the independent reference's figures. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPolicy, locate } from '@camfleet/cam';
import type { Outcome } from '@camfleet/contracts';
import { batchSizes, createBatcher, prepareModel, readModelFacts, startSession } from '@camfleet/inference';
import sharp from 'sharp';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { readNpy } from '../packages/cam/test/npy.js';
import { triangleResize } from '../packages/imaging/test/triangle-resize.js';
import { assets } from './support/assets.js';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { rowsOf } from './support/rows-of.js';
import { temporaryFolder } from './support/temporary-folder.js';

const redis = inject('redis');
const s3 = inject('s3');
const shared = assets();
const missing = shared === null ? ' (skipped: no reference; set CAMFLEET_ASSETS to its folder)' : '';
const folder = await temporaryFolder();
const store = join(folder, 'store');

/** How many of the 300 images the reference gets right. */
const reference = {
  'mobilenet-v2': { top1Cls: 234, top5Cls: 284, gtKnown: 182, top1Loc: 146, top5Loc: 175 },
  'squeezenet-1.1': { top1Cls: 200, top5Cls: 269, gtKnown: 194, top1Loc: 138, top5Loc: 180 },
};
const models = Object.keys(reference) as (keyof typeof reference)[];
const manifest = join(shared ?? '', 'data/ilsvrc-val-300/manifest.jsonl');
const modelFile = (model: string) => join(shared ?? '', `models/${model}.onnx`);
const lines = (file: string) =>
  readFileSync(join(shared ?? '', file), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

const minutes = 60_000;

describe.skipIf(shared === null || redis === null)(`camfleet run on 300 validation images${missing}`, () => {
  const rows = new Map<string, Outcome[]>();

  it.each(models)(
    '%s: every figure within an image of the reference',
    async (model) => {
      const summary = summaryOf(
        await camfleet(['run', manifest, '--model', modelFile(model), '--store', store, '--json']),
      );
      expect(summary.images).toEqual({ total: 300, ok: 300, failed: 0, skipped: 0 });
      const { baselines, ...accuracy } = summary.accuracy!;
      expect(Math.round(baselines.centre! * 300)).toBe(189);
      expect(Math.round(baselines.whole! * 300)).toBe(153);
      for (const [figure, right] of Object.entries(reference[model])) {
        const ours = Math.round(accuracy[figure as keyof (typeof reference)[typeof model]]! * 300);
        expect(Math.abs(ours - right), `${figure}: ${ours}, the reference ${right}`).toBeLessThanOrEqual(1);
      }
      rows.set(model, await rowsOf(store, summary.run));
    },
    3 * minutes,
  );

  it(
    'gives the same rows in shards of 16 when one of two workers is killed in the middle (invariant 5)',
    async () => {
      const started = start([
        'run',
        manifest,
        '--model',
        'mobilenet-v2',
        '--store',
        store,
        '--json',
        '--workers',
        '2',
        '--shard-size',
        '16',
        '--debug',
      ]);
      const { pid } = await started.logged(
        ({ service, result }) => service === 'worker' && result === 'committed',
      );
      process.kill(pid, 'SIGKILL');
      expect(await rowsOf(store, summaryOf(await started.finished).run)).toEqual(rows.get('mobilenet-v2'));
    },
    3 * minutes,
  );

  it.skipIf(s3 === null)(
    'gives the same rows in shards of 64 into an S3 bucket (invariant 5)',
    async () => {
      const bucket = `reference-${Date.now()}`;
      await createBucket(s3!, bucket);
      const finished = await camfleet(
        [
          'run',
          manifest,
          '--model',
          modelFile('mobilenet-v2'),
          '--store',
          `s3://${bucket}/a/b`,
          '--shard-size',
          '64',
          '--json',
        ],
        {
          S3_ENDPOINT: s3!.endpoint,
          AWS_ACCESS_KEY_ID: s3!.accessKeyId,
          AWS_SECRET_ACCESS_KEY: s3!.secretAccessKey,
        },
      );
      expect(await rowsOf(`s3://${bucket}/a/b`, summaryOf(finished).run, s3!)).toEqual(
        rows.get('mobilenet-v2'),
      );
    },
    3 * minutes,
  );

  it(
    'takes a folder of photographs without a manifest',
    async () => {
      const photos = join(shared!, 'data/photos-100');
      const finished = await camfleet([
        'run',
        photos,
        '--model',
        'squeezenet-1.1',
        '--store',
        store,
        '--json',
      ]);
      expect(summaryOf(finished)).toMatchObject({ images: { total: 100, ok: 100 }, accuracy: null });
    },
    3 * minutes,
  );
});

const rowSchema = z.object({ uri: z.string(), width: z.number(), height: z.number() });
const pixelsSchema = z.object({ uri: z.string(), sha256: z.string() });
const boxesSchema = z.object({ boxes: z.record(z.string(), z.array(z.number()).nullable()) });

describe.skipIf(shared === null)(`the reference's own pixels${missing}`, () => {
  /** Both networks take the same input: it is made once. */
  const pixelsOf = new Map<string, Promise<Uint8Array>>();

  async function makePixels(uri: string, input: { height: number; width: number }, sha256: string) {
    const { data, info } = await sharp(join(shared!, 'data/ilsvrc-val-300', uri))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = triangleResize(data, info, input);
    expect(createHash('sha256').update(pixels).digest('hex')).toBe(sha256);
    return pixels;
  }

  it.each(models)(
    '%s: the same classes, logits and maps within 1e-3, and the same boxes',
    async (model) => {
      const file = modelFile(model);
      const { graph, description } = await prepareModel({
        name: model,
        file,
        bytes: await readFile(file),
        facts: await readModelFacts(file, {}),
        topK: 5,
      });
      const { input, map } = description;
      const sizes = batchSizes(16);
      const session = await startSession({ graph, provider: 'cpu', threads: 2, ...input, batchSizes: sizes });
      const batcher = createBatcher(session, {
        imageBytes: input.height * input.width * 3,
        wanted: 1,
        lanes: 1,
        batchSizes: sizes,
        waitMs: 20,
      });
      const npy = (name: string) =>
        readNpy(join(shared!, `reference/ilsvrc-val-300.${model}.${name}.npy`)).values;
      const [classes, logits, maps] = [npy('classes'), npy('logits'), npy('maps')];
      const hashes = lines('reference/ilsvrc-val-300.pixels.jsonl').map(
        (row) => pixelsSchema.parse(row).sha256,
      );
      const boxes = lines(`reference/ilsvrc-val-300.${model}.jsonl`).map(
        (row) => boxesSchema.parse(row).boxes,
      );
      const policy = findPolicy('paper-20')!;
      const cells = map.height * map.width;
      const slots = 6;

      const gaps = { logit: 0, map: 0 };
      const moved: unknown[] = [];
      let compared = 0;
      await Promise.all(
        lines('data/ilsvrc-val-300/manifest.jsonl').map(async (row, image) => {
          const { uri, width, height } = rowSchema.parse(row);
          const making = pixelsOf.get(uri) ?? makePixels(uri, input, hashes[image]!);
          pixelsOf.set(uri, making);
          const pixels = await making;
          // The sixth class is the true one, or nothing where it is among the five.
          const truth = classes[image * slots + 5]!;
          const inference = await batcher.infer(pixels, truth < 0 ? [] : [truth]);
          for (let slot = 0; slot < (truth < 0 ? 5 : 6); slot += 1) {
            const at = image * slots + slot;
            expect(inference.classes[slot]).toBe(classes[at]);
            gaps.logit = Math.max(gaps.logit, Math.abs(inference.logits[slot]! - logits[at]!));
            const ours = inference.maps.subarray(slot * cells, (slot + 1) * cells);
            for (let cell = 0; cell < cells; cell += 1) {
              gaps.map = Math.max(gaps.map, Math.abs(ours[cell]! - maps[at * cells + cell]!));
            }
            const box = locate(ours, map.height, map.width, width, height, policy);
            const expected = boxes[image]![String(classes[at])];
            if (JSON.stringify(box) !== JSON.stringify(expected))
              moved.push({ uri, class: classes[at], box, expected });
            compared += 1;
          }
        }),
      );
      await session.close();
      expect(gaps.logit).toBeLessThan(1e-3);
      expect(gaps.map).toBeLessThan(1e-3);
      // Maps that differ in the last bits may move a box by a pixel where a value lies on the threshold.
      expect(moved.length, JSON.stringify(moved)).toBeLessThanOrEqual(compared / 500);
    },
    3 * minutes,
  );
});
