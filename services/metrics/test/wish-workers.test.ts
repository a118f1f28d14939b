/** How many workers are wished for, case by case. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FleetLoad, type ScaleSettings, wishWorkers } from '../src/wish-workers.js';

const settings: ScaleSettings = {
  drainSeconds: 600,
  workersMin: 0,
  workersMax: 50,
  assumedImagesPerSecond: 5,
};
const load = (more: Partial<FleetLoad>): FleetLoad => ({
  work: [],
  scanning: 0,
  busyWorkers: 0,
  liveWorkers: 0,
  ...more,
});
const work = (backlogImages: number, imagesPerSecond: number | null, openShards = 1_000) => ({
  backlogImages,
  imagesPerSecond,
  openShards,
});

describe('wishWorkers', () => {
  it('wishes for nobody where there is nothing to do, or no more than the operator keeps', () => {
    expect(wishWorkers(load({ liveWorkers: 3 }), settings)).toMatchObject({ workers: 0, reason: 'idle' });
    expect(wishWorkers(load({}), { ...settings, workersMin: 2 }).workers).toBe(2);
  });

  it('lets paused runs wish for nobody, but keeps who is still busy with them', () => {
    // A paused run is no work; its shards in hand are finished.
    expect(wishWorkers(load({ busyWorkers: 4, liveWorkers: 9 }), settings)).toMatchObject({
      workers: 4,
      reason: 'busy',
    });
  });

  it('wishes for enough to work off the backlog in time', () => {
    // 60 000 images at 20 a second are 3 000 s of one worker: five of them do it in 600 s.
    expect(wishWorkers(load({ work: [work(60_000, 20)] }), settings)).toEqual({
      workers: 5,
      reason: 'backlog',
      backlogImages: 60_000,
      backlogSeconds: 3_000,
    });
  });

  it('takes each model at its own rate', () => {
    const mixed = load({ work: [work(60_000, 20), work(6_000, 2)] });
    expect(wishWorkers(mixed, settings)).toMatchObject({ workers: 10, backlogSeconds: 6_000 });
  });

  it('takes an assumed rate where none was measured', () => {
    expect(wishWorkers(load({ work: [work(6_000, null)] }), settings)).toMatchObject({
      workers: 2,
      backlogSeconds: 1_200,
    });
  });

  it('wishes for one to begin with while rows are counted', () => {
    expect(wishWorkers(load({ scanning: 1 }), settings)).toMatchObject({ workers: 1, reason: 'scanning' });
  });

  it('keeps those that are busy, since taking one away only gives its shard back', () => {
    const ending = load({ work: [work(100, 20, 20)], busyWorkers: 7, liveWorkers: 7 });
    expect(wishWorkers(ending, settings)).toMatchObject({ workers: 7, reason: 'busy' });
  });

  it('leaves a fleet alone that works and brings nothing about', () => {
    const stuck = load({ work: [work(1e6, 0)], busyWorkers: 2, liveWorkers: 3 });
    expect(wishWorkers(stuck, settings)).toMatchObject({ workers: 3, reason: 'stuck', backlogSeconds: null });
    expect(wishWorkers({ ...stuck, busyWorkers: 0, liveWorkers: 0 }, settings).workers).toBe(1);
  });

  it('wishes for no more than the operator allows when a burst comes', () => {
    const burst = load({ work: [work(1e8, 20, 1e6)], busyWorkers: 2 });
    expect(wishWorkers(burst, settings)).toMatchObject({ workers: 50, reason: 'limit' });
  });

  it('wishes for no more than there are shards to give out', () => {
    expect(wishWorkers(load({ work: [work(1e6, 1, 3)] }), settings)).toMatchObject({
      workers: 3,
      reason: 'few-shards',
    });
  });

  it('is always a whole number within bounds, and more backlog never wishes for fewer', () => {
    const count = fc.nat(1e7);
    fc.assert(
      fc.property(
        count,
        count,
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.nat(200),
        (images, more, rate, busy) => {
          const wish = (backlog: number) =>
            wishWorkers(load({ work: [work(backlog, rate, 1e6)], busyWorkers: busy }), settings).workers;
          const few = wish(images);
          expect(Number.isInteger(few) && few >= Math.min(busy, 50) && few <= 50).toBe(true);
          expect(wish(images + more)).toBeGreaterThanOrEqual(few);
        },
      ),
    );
  });
});
