/** What is to be done, from runs and their progress, and who is there to do it. */
import type { RunProgress, RunRequest } from '@camfleet/contracts';
import { expect, it } from 'vitest';
import { fleetLoadOf, runLoadOf } from '../src/fleet-load.js';

const request = (name: string, kind?: 'rebox') =>
  ({ model: { name, version: '1' }, parent: kind === undefined ? null : { kind } }) as unknown as RunRequest;
const progress = (state: RunProgress['state'], rows: number | null, ok = 0): RunProgress => ({
  run: 'r',
  state,
  rows,
  shards: rows === null ? null : 10,
  shardsCommitted: 4,
  counts: { ok, failed: 1, skipped: 0 },
  resumedRows: 0,
  failures: {},
  timeline: null,
  accuracy: null,
});
const worker = (queue: string | null, inHand: number, kind: 'localise' | 'rebox' = 'localise') => ({
  queue,
  servesSince: 0,
  isPinned: false,
  refuses: [],
  inHand,
  kind,
  slots: 2,
  images: 0,
  at: 0,
});

it('sums the running runs of each model; paused ones are no work, those that are scanned or unknown wait', () => {
  const runs = [
    runLoadOf(request('m'), progress('running', 1_000, 99)),
    runLoadOf(request('m'), progress('running', 500)),
    runLoadOf(request('n'), progress('paused', 7_000)),
    runLoadOf(request('m'), progress('scanning', null)),
    runLoadOf(request('n'), undefined),
    runLoadOf(request('m', 'rebox'), progress('running', 50)),
  ];
  const workers = [worker('localise.m.1', 2), worker('localise.n.1', 0), worker('rebox.m.1', 1, 'rebox')];
  const rateOf = (queue: string) => (queue === 'localise.m.1' ? 12 : null);
  expect(fleetLoadOf(runs, workers, rateOf, { kind: 'localise', model: null })).toEqual({
    work: [{ backlogImages: 900 + 499, openShards: 12, imagesPerSecond: 12 }],
    scanning: 2,
    busyWorkers: 1,
    liveWorkers: 2,
  });
  expect(fleetLoadOf(runs, workers, rateOf, { kind: 'rebox', model: 'm' })).toMatchObject({
    work: [{ backlogImages: 49, imagesPerSecond: null }],
    busyWorkers: 1,
  });
  expect(fleetLoadOf(runs, workers, rateOf, { kind: 'localise', model: 'n@1' })).toMatchObject({
    work: [],
    scanning: 1,
    liveWorkers: 1,
  });
});
