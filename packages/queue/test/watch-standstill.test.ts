/** Whoever stood still for longer than a lease may have lost it, whatever it was about to do. */
import { expect, it } from 'vitest';
import { watchStandstill } from '../src/watch-standstill.js';

const holdUp = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it('tells of a standstill as soon as it is over, and of none that was short enough', async () => {
  let isPatientTold = false;
  const patient = watchStandstill(600_000, () => {
    isPatientTold = true;
  });
  let watch = { close: () => {} };
  const told = new Promise<void>((resolve) => {
    watch = watchStandstill(500, resolve);
  });
  holdUp(700);
  await told;
  expect(isPatientTold).toBe(false);
  watch.close();
  patient.close();
});
