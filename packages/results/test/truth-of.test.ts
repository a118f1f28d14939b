/** What a manifest's labels mean: a name that several classes share means none of them. */
import type { ModelDescription } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelNames } from '../src/export/label-names.js';
import { classIndex, truthOf } from '../src/truth-of.js';

const modelOf = (classNames: readonly string[] | null, classIds: readonly string[] | null = null) =>
  ({
    name: 'birds',
    classes: classNames?.length ?? 3,
    classNames,
    classIds,
  }) as unknown as ModelDescription;
const cranes = modelOf(['crane', 'robin', 'crane'], ['n1', 'n2', 'n3']);
const row = (...labels: (string | number)[]) => ({ index: 0, uri: 'a', id: 'a', labels });

it('takes no truth from a name that several classes share, and says how to write it', () => {
  expect(truthOf(row('crane'), cranes, 8, 8)).toEqual({
    labels: [],
    boxes: [],
    warnings: ['truth-ambiguous-class: crane may be several classes of birds: write crane (0) or crane (2)'],
  });
  expect(truthOf(row('crane (2)', 'n1', 'robin', 2), cranes, 8, 8)).toMatchObject({
    labels: [2, 0, 1],
    warnings: [],
  });
  expect(truthOf(row('heron'), cranes, 8, 8).warnings).toEqual([
    'truth-unknown-class: heron is no class of birds',
  ]);
});

it('knows every class by the name that exports give it, unless the model itself calls another one so', () => {
  const name = fc.constantFrom('crane', 'crane (0)', 'crane (2)', 'robin', '', ' robin');
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (classNames) => {
      for (const [label, exported] of labelNames(classNames, classNames.length).entries()) {
        const own = classNames.flatMap((one, i) => (one === exported ? [i] : []));
        const expected = own.length === 0 ? label : own.length === 1 ? own[0]! : null;
        expect(classIndex(exported, modelOf(classNames))).toBe(expected);
      }
    }),
  );
});

it('prefers identifiers to names', () => {
  expect(classIndex('robin', modelOf(['robin', 'wren'], ['wren', 'robin']))).toBe(1);
});
