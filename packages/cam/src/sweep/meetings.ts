import { grown } from '../grown.js';
import { reusable } from './reusable.js';

/** Pairs of peaks, each with the highest level at which their spans touch. */
export type Meetings = {
  count: number;
  level: Int32Array;
  one: Int32Array;
  two: Int32Array;
};

export const emptyMeetings = (): Meetings => ({
  count: 0,
  level: new Int32Array(0),
  one: new Int32Array(0),
  two: new Int32Array(0),
});

export function addMeeting(meetings: Meetings, level: number, one: number, two: number): void {
  const at = meetings.count++;
  if (at === meetings.level.length) {
    const capacity = 2 * at + 64;
    meetings.level = grown(new Int32Array(capacity), meetings.level);
    meetings.one = grown(new Int32Array(capacity), meetings.one);
    meetings.two = grown(new Int32Array(capacity), meetings.two);
  }
  meetings.level[at] = level;
  meetings.one[at] = one;
  meetings.two[at] = two;
}

const rooms = { place: reusable(Int32Array), order: reusable(Int32Array) };

/** [count]: the meetings' numbers by level, the highest first; levels are below n. Sorted by counting. */
export function highestFirst({ count, level }: Meetings, n: number): Int32Array {
  const place = rooms.place(n + 1);
  for (let i = 0; i < count; i++) place[n - level[i]!]!++;
  for (let i = 1; i <= n; i++) place[i] = place[i]! + place[i - 1]!;
  const order = rooms.order(count);
  // place[n − level − 1] is where the meetings of a level begin.
  for (let i = 0; i < count; i++) order[place[n - 1 - level[i]!]!++] = i;
  return order;
}
