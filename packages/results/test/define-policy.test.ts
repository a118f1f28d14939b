/** A user's own policy: what is taken, what is refused, and that name and version mean one thing only. */
import { createHash } from 'node:crypto';
import { boxPolicies, findPolicy } from '@camfleet/cam';
import { boxPolicySchema } from '@camfleet/contracts';
import { describe, expect, it } from 'vitest';
import { definePolicy } from '../src/define-policy.js';

const rule = { kind: 'largest-component', shareOfMaximum: 0.35, connectivity: 4 };
const define = (json: unknown) => definePolicy(json, 'own.json');

describe('definePolicy', () => {
  it('takes every rule, and fills in what is left out', () => {
    expect(define({ id: 'own', rule })).toEqual({
      id: 'own',
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      rule,
      guesses: findPolicy('paper-20')!.guesses,
    });
    const { guesses } = findPolicy('heuristic-221')!;
    const pooled = { kind: 'pooled-levels', levelsOf255: [30, 60.5], overlapOfLarger: 0.4 };
    expect(define({ id: 'own', rule: pooled, guesses })).toMatchObject({
      rule: { ...pooled, connectivity: 8 },
      guesses,
    });
    const contours = { kind: 'published-contours', shareOfMaximum: 0, contours: 'all' };
    expect(define({ id: 'own', rule: contours })).toMatchObject({ rule: contours });
  });

  it('makes the version of what is drawn: the same for the same, another for anything else', () => {
    const { version, guesses } = define({ id: 'own', rule });
    const same = [
      { rule: { connectivity: 4, shareOfMaximum: 0.35, kind: 'largest-component' }, id: 'own' },
      { id: 'own', rule, guesses },
      { id: 'own', version, rule, guesses },
    ];
    expect(same.map((json) => define(json).version)).toEqual(same.map(() => version));
    const others = [
      { id: 'own', rule: { ...rule, connectivity: 8 } },
      { id: 'own', rule: { ...rule, shareOfMaximum: 0.350001 } },
      { id: 'own', rule, guesses: guesses.slice(0, 3) },
      { id: 'own', rule: { kind: 'published-contours', shareOfMaximum: 0.35, contours: 'largest' } },
    ];
    const versions = others.map((json) => define(json).version);
    expect(new Set([version, ...versions]).size).toBe(others.length + 1);
  });

  it.each([
    [[], 'the policy must be an object'],
    [{ id: 'own' }, 'rule must be an object with a kind'],
    [
      { id: 'own', rule: { kind: 'best' } },
      'rule.kind must be largest-component, pooled-levels or published-contours',
    ],
    [
      { id: 'Own', treshold: 1, rule: { kind: 'largest-component', shareOfMaximum: 35, connectivity: 6 } },
      'id must be a name of at most 40 small letters, digits and hyphens; ' +
        'rule.shareOfMaximum must be a number from 0 to 1; rule.connectivity must be 4 or 8; ' +
        'the policy does not take treshold; it takes id, version, rule, guesses',
    ],
    [
      {
        id: 'own',
        rule: { kind: 'pooled-levels', levelsOf255: [], overlapOfLarger: 0.5 },
        guesses: [{ rank: -1, box: 0 }],
      },
      'rule.levelsOf255 must be a list of 1 to 16 levels; guesses.0.rank must be a whole number from 0 to 999',
    ],
    [{ id: 'paper-20', rule }, 'id "paper-20" is a built-in policy\'s: choose another'],
    [
      { id: 'own', version: '2', rule },
      /version "2" is not what it defines, which is [0-9a-f]{12}: leave it out/,
    ],
  ])('refuses %j', (json, sentence) => {
    expect(() => define(json)).toThrow(
      expect.objectContaining({
        code: 'policy-refused',
        message:
          typeof sentence === 'string'
            ? `own.json is not a box policy: ${sentence}`
            : expect.stringMatching(sentence),
      }),
    );
  });
});

describe('the built-in policies', () => {
  it('stand in run.json as they are', () => {
    for (const policy of boxPolicies) expect(boxPolicySchema.parse(policy)).toEqual(policy);
  });

  it('draw under their version what they always drew: a change is a new version, and a new line here', () => {
    const digest = (data: object) =>
      createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 12);
    expect(
      boxPolicies.map(({ id, version, rule, guesses }) => `${id}@${version} ${digest({ rule, guesses })}`),
    ).toMatchInlineSnapshot(`
      [
        "paper-20@1 2d6c939e32fe",
        "heuristic-221@1 b631ec21ef0e",
        "wsol-v1@1 903cdbb7b5ac",
        "wsol-v2@1 fd8c930ff257",
      ]
    `);
  });
});
