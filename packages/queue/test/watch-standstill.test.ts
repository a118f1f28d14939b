/** Whoever stood still for longer than a lease may have lost it, whatever it was about to do. */
import { expect, it } from 'vitest';
import { watchStandstill } from '../src/watch-standstill.js';

const holdUp = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it('tells of a standstill as soon as it is over', async () => {
  let watch = { close: () => {} };
  const told = new Promise<void>((resolve) => {
    watch = watchStandstill(500, resolve);
  });
  holdUp(700);
  await told;
  watch.close();
});

it('tells whoever looks before a timer does, and of none that was short enough', () => {
  const told = new Set<string>();
  const patient = watchStandstill(600_000, () => told.add('patient'));
  const watch = watchStandstill(500, () => told.add('impatient'));
  holdUp(700);
  patient.look();
  watch.look();
  expect([...told]).toEqual(['impatient']);
  watch.close();
  patient.close();
});
