/** Who may decode at the same time: many pictures among each other, or one alone. */
import { Semaphore } from 'async-mutex';

/** More than there are threads to decode on. */
const lanesMax = 1_024;
const lanes = new Semaphore(lanesMax);

/** Runs `task` beside others of its like. */
export function amongOthers<T>(task: () => Promise<T>): Promise<T> {
  return lanes.runExclusive(task, 1);
}

/** Runs `task` while no other task runs; those that come later wait. */
export function alone<T>(task: () => Promise<T>): Promise<T> {
  return lanes.runExclusive(task, lanesMax);
}
