/** Accuracy by model and policy: exact sums of commit records, whatever run and order they come in. */
import { emptyEvaluation } from '@camfleet/cam';
import { type CommitRecord, commitRecordSchema, type RunRequest } from '@camfleet/contracts';
import { expect, it } from 'vitest';
import { accuraciesOf, createRunSums, takeCommit } from '../src/run-sums.js';

const request = (policy: string, topK = 5) =>
  ({
    model: { name: 'm', version: '1', topK, classes: 1_000 },
    parameters: { policy: { id: policy, version: 2 }, classifyOnly: false },
  }) as unknown as RunRequest;

const record = (evaluation: Record<string, number>): CommitRecord =>
  commitRecordSchema.parse({
    shard: 0,
    attempt: 'a',
    worker: 'w',
    parts: [{ key: 'p', sha256: 's', bytes: 1, rows: 1 }],
    counts: { ok: 1, failed: 0, skipped: 0 },
    failures: {},
    warnings: {},
    evaluation,
    timings: { startedAt: new Date(0).toISOString(), seconds: 1, paddedImages: 0, fetchedBytes: 0 },
  });

const judged = (images: number, right: number) => ({
  ...emptyEvaluation(),
  images,
  imagesWithBoxes: images,
  pairs: images,
  top1Cls: images,
  top5Loc: right,
  gtKnown: right,
  centre: 1,
  // The right ones are right up to half of the maximum.
  'largest50+0': right,
  'largest50-500': right,
});

it('adds the runs of one model and policy, and keeps policies apart', () => {
  const runs = [createRunSums(request('a')), createRunSums(request('a')), createRunSums(request('b'))];
  takeCommit(runs[0]!, record(judged(10, 4)));
  takeCommit(runs[0]!, record(judged(20, 6)));
  takeCommit(runs[1]!, record(judged(70, 60)));
  takeCommit(runs[2]!, record(judged(8, 2)));
  expect(accuraciesOf(runs)).toMatchObject([
    {
      model: 'm@1',
      policy: 'a@2',
      accuracy: {
        evaluated: 100,
        top1Cls: 1,
        top5Loc: 0.7,
        gtKnown: 0.7,
        maxBoxAcc: 0.7,
        baselines: { centre: 3 / 100 },
      },
    },
    { policy: 'b@2', accuracy: { evaluated: 8, gtKnown: 0.25 } },
  ]);
});

it('has nothing of runs without truth, and no best five of a model that ranks fewer', () => {
  const bare = createRunSums(request('a'));
  takeCommit(bare, record({}));
  expect(accuraciesOf([bare])).toEqual([]);
  const three = createRunSums(request('a', 3));
  takeCommit(three, record(judged(10, 4)));
  expect(accuraciesOf([three])[0]!.accuracy).toMatchObject({ top5Loc: null, gtKnown: 0.4 });
});
