/** The main job, through every real part: a small network over real pictures. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome, Summary } from '@camfleet/contracts';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { startRedis } from './support/redis.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallDataSet } from './support/small-data-set.js';
import { temporaryFolder } from './support/temporary-folder.js';

const redis = inject('redis');
const images = 120;

const folder = await temporaryFolder();
const { store, model, run } = await writeSmallDataSet(folder, images);
/** The rows of the first run: every other must end with the same. */
let expected: Outcome[] = [];
let undisturbed: Summary | null = null;

beforeAll(async () => {
  if (redis === null) return;
  // The network's file, prepared on the way; all others find it prepared, by its name.
  undisturbed = summaryOf(await camfleet(run('--model', model)));
  expected = await rowsOf(store, undisturbed.run);
});

describe.skipIf(redis === null)('camfleet run', () => {
  it('turns a manifest into one ok row an image, a summary and _SUCCESS (invariant 1)', async () => {
    const summary = undisturbed!;
    // A threshold that is best for the whole set cannot be worse than the policy's, which is one of them.
    expect(summary.accuracy!.maxBoxAcc).toBeGreaterThanOrEqual(summary.accuracy!.gtKnown!);
    expect(summary).toMatchObject({
      state: 'complete',
      images: { total: images, ok: images, failed: 0, skipped: 0 },
      failures: {},
      warnings: {},
    });
    expect(summary.accuracy).toMatchObject({
      evaluated: images,
      evaluatedWithBoxes: images,
    });
    expect(expected.map(({ index }) => index)).toEqual(Array.from({ length: images }, (_, i) => i));
    expect(expected.every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(await readFile(join(store, 'runs', summary.run, '_SUCCESS'), 'utf8')).toBe('');
  });

  it.each([
    ['two workers and shards of 16', ['--workers', '2', '--shard-size', '16']],
    ['one worker, batches of 3 and shards of 50', ['--batch-size', '3', '--shard-size', '50']],
  ])('gives the same rows with %s (invariant 5)', async (_, args) => {
    const summary = summaryOf(await camfleet(run(...args)));
    expect(await rowsOf(store, summary.run)).toEqual(expected);
  });

  it('gives the summary of a complete run that is resumed', async () => {
    const resumed = await camfleet(['run', '--resume', undisturbed!.run, '--store', store, '--json']);
    expect(summaryOf(resumed)).toEqual(undisturbed);
  });

  it('takes a folder of pictures, and a glob, without a manifest', async () => {
    for (const [source, count] of [
      [join(folder, 'pictures'), images],
      [join(folder, 'pictures/000?.jpg'), 10],
    ] as const) {
      const finished = await camfleet(['run', source, '--model', 'small', '--store', store, '--json']);
      const summary = summaryOf(finished);
      expect(summary).toMatchObject({ images: { total: count, ok: count }, accuracy: null });
    }
  });

  it('draws other boxes from the stored maps as a run with that policy would have', async () => {
    const rebox = async (policy: string) =>
      summaryOf(await camfleet(['rebox', undisturbed!.run, '--policy', policy, '--store', store, '--json']));
    const same = await rebox('paper-20');
    expect(await rowsOf(store, same.run)).toEqual(expected);
    expect(same.accuracy).toEqual(undisturbed!.accuracy);

    const direct = summaryOf(await camfleet(run('--policy', 'heuristic-221')));
    const redrawn = await rebox('heuristic-221');
    expect(await rowsOf(store, redrawn.run)).toEqual(await rowsOf(store, direct.run));
    expect(redrawn.accuracy).toEqual(direct.accuracy);
  });

  it('draws boxes by a policy of the user, which stands whole in run.json', async () => {
    const file = join(folder, 'mine.json');
    const rule = { kind: 'largest-component', shareOfMaximum: 0.6, connectivity: 4 };
    await writeFile(file, JSON.stringify({ id: 'mine', rule }));
    const direct = summaryOf(await camfleet(run('--policy', file)));
    const rows = await rowsOf(store, direct.run);
    const frozen = async ({ run }: Summary) =>
      JSON.parse(await readFile(join(store, 'runs', run, 'run.json'), 'utf8')).parameters.policy;
    const policy = await frozen(direct);
    expect(policy).toMatchObject({ id: 'mine', version: expect.stringMatching(/^[0-9a-f]{12}$/), rule });
    const stands = `mine@${policy.version}`;
    expect(rows.map((row) => row.outcome === 'ok' && row.policy)).toEqual(rows.map(() => stands));
    expect(rows).not.toEqual(expected.map((row) => ({ ...row, policy: stands })));

    // What a run has frozen is a policy's file, wherever it is taken.
    await writeFile(file, JSON.stringify(policy));
    const redrawn = summaryOf(
      await camfleet(['rebox', undisturbed!.run, '--policy', file, '--store', store, '--json']),
    );
    expect(await rowsOf(store, redrawn.run)).toEqual(rows);
    expect(await frozen(redrawn)).toEqual(policy);
    expect(redrawn.accuracy).toEqual(direct.accuracy);
  });

  it('draws boxes anew beside a run of the same model on the same Redis', async () => {
    const own = await startRedis();
    try {
      const started = start(run('--shard-size', '4', '--debug'), { REDIS_URL: own.url });
      await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
      const args = ['rebox', undisturbed!.run, '--policy', 'paper-20', '--store', store, '--json'];
      const redrawn = summaryOf(await camfleet(args, { REDIS_URL: own.url }));
      expect(await rowsOf(store, redrawn.run)).toEqual(expected);
      const finished = await started.finished;
      expect(await rowsOf(store, summaryOf(finished).run)).toEqual(expected);
      expect(finished.stderr).not.toContain('shard failed');
    } finally {
      await own.stop();
    }
  });

  it('gives classes alone on request, the same ones', async () => {
    const summary = summaryOf(await camfleet(run('--classify-only')));
    const rows = await rowsOf(store, summary.run);
    expect(rows.map((row) => row.outcome === 'ok' && { ...row, maps: row.maps.length })).toEqual(
      expected.map((row) => {
        if (row.outcome !== 'ok') return false;
        const topK = 5;
        const classes = row.classes.slice(0, topK);
        const none = {
          boxes: classes.map(() => null),
          guesses: [],
          maps: 0,
          mapHeight: 0,
          mapWidth: 0,
          policy: '',
        };
        return { ...row, ...none, classes, scores: row.scores.slice(0, topK) };
      }),
    );
    expect(summary.accuracy).toMatchObject({
      top1Cls: undisturbed!.accuracy!.top1Cls,
      gtKnown: null,
      top1Loc: null,
    });
    const refused = await camfleet(['rebox', summary.run, '--policy', 'paper-20', '--store', store]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no maps to draw boxes from'),
    });
  });

  it('takes pictures named by path, by file: and by their place beside the manifest', async () => {
    const own = join(folder, 'addresses');
    await mkdir(own);
    const picture = join(folder, 'pictures/0000.jpg');
    const rows = [
      { uri: '../pictures/0000.jpg' },
      { uri: picture },
      { uri: `file://${picture}`, id: 'third' },
    ];
    await writeFile(join(own, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const finished = await camfleet([
      'run',
      join(own, 'rows.jsonl'),
      '--model',
      'small',
      '--store',
      store,
      '--json',
    ]);
    const [first, ...others] = await rowsOf(store, summaryOf(finished).run);
    expect(others.map(({ uri, id }) => ({ uri, id }))).toEqual([
      { uri: picture, id: picture },
      { uri: `file://${picture}`, id: 'third' },
    ]);
    for (const other of others) expect({ ...other, index: 0, uri: first!.uri, id: first!.id }).toEqual(first);
  });
});
