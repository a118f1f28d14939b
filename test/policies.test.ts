/** camfleet policies: what is built in, for people and for programs. */
import { boxPolicies } from '@camfleet/cam';
import { definePolicy } from '@camfleet/results';
import { expect, it } from 'vitest';
import { camfleet } from './support/camfleet.js';

it('lists every built-in policy in one line, told from its data', async () => {
  const { code, stdout } = await camfleet(['policies']);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "paper-20@1        largest 8-connected component at 20 % of the maximum; one guess a class
    heuristic-221@1   8-connected components at 20, 100, 110 of 255 of the maximum, without those over more than 50 % of a larger one; guesses of 3 classes: 2, 2, 1
    wsol-v1@1         largest contour of the published protocol at 20 %; one guess a class
    wsol-v2@1         all contours of the published protocol at 20 %; one guess a class
    "
  `);
});

it('prints them whole with --json', async () => {
  const { code, stdout } = await camfleet(['policies', '--json']);
  expect(code).toBe(0);
  expect(stdout.trimEnd()).not.toContain('\n');
  expect(JSON.parse(stdout)).toEqual({ policies: boxPolicies });
});

it('shows in its help a file that is one', async () => {
  const { stdout } = await camfleet(['policies', '--help']);
  const shown = /^ +(\{"id".*\})$/m.exec(stdout)![1]!;
  expect(definePolicy(JSON.parse(shown), 'the help').id).toBe('mine');
});
