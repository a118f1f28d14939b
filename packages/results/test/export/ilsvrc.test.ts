/** ILSVRC: a line an image, judged as the challenge does. */
import type { Outcome } from '@camfleet/contracts';
import { describe, expect, it } from 'vitest';
import { ilsvrc } from '../../src/export/ilsvrc.js';
import { usualOutcomes } from '../some-outcomes.js';
import { textOf } from './stored-run.js';

describe('ILSVRC', () => {
  it('has a line of the guesses for every row, also where there are none', async () => {
    const guesses = [
      { label: 7, box: [0, 1, 200, 300] as const },
      { label: 0, box: null },
      { label: 999, box: [499, 374, 500, 375] as const },
    ];
    const [first, second, third, fourth] = usualOutcomes(4) as [Outcome, Outcome, Outcome, Outcome];
    const outcomes = [{ ...first, guesses }, second, { ...third, guesses: [] }, fourth];
    expect((await textOf(ilsvrc, outcomes as Outcome[])).split('\n')).toEqual([
      '8 0 1 199 299 1 0 0 0 0 1000 499 374 499 374',
      '8 0 1 199 300 8 0 0 0 0',
      '0 0 0 0 0',
      '0 0 0 0 0',
      '',
    ]);
  });

  it('keeps a row that failed in its place', async () => {
    const outcomes = usualOutcomes(30);
    const lines = (await textOf(ilsvrc, outcomes)).trimEnd().split('\n');
    expect(lines.map((line) => line === '0 0 0 0 0')).toEqual(
      outcomes.map(({ outcome }) => outcome === 'failed'),
    );
    for (const line of lines) expect(line.split(' ').length % 5).toBe(0);
  });
});
