/** Numbers as people read them. */
import { expect, it } from 'vitest';
import { inBytes, inDuration, inPercent, inRate, inShortTime } from '../src/ui/numbers.js';

it.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [185, '3 min 5 s'],
  [3_600, '1 h'],
  [7_799, '2 h 10 min'],
  [86_399, '1 d'],
  [356_400, '4 d 3 h'],
])('%d s are %s', (seconds, words) => expect(inDuration(seconds)).toBe(words));

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_200, '1.2 kB'],
  [48_000_000, '48 MB'],
  [3e15, '3000 TB'],
])('%d bytes are %s', (bytes, words) => expect(inBytes(bytes)).toBe(words));

it('tells shares and rates as finely as they mean something', () => {
  expect([inPercent(0.9342), inPercent(null), inPercent(0.2, 0)]).toEqual(['93.4\u00a0%', '–', '20\u00a0%']);
  expect([inRate(3.14), inRate(12.6), inRate(1_234.5)]).toEqual(['3.1', '13', '1,235']);
});

it('leaves the day out of what was today', () => {
  const now = new Date(2026, 0, 2, 15, 0);
  expect(inShortTime(new Date(2026, 0, 2, 9, 5).toISOString(), now)).toBe('today, 09:05');
  expect(inShortTime(new Date(2026, 0, 1, 9, 5).toISOString(), now)).toBe('Jan 1, 2026, 09:05');
});
