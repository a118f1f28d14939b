/** Addresses of views lead where they say, and back. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hrefOf, placeOf } from '../src/router/route.js';

it.each([
  ['', { view: 'runs' }],
  ['#/', { view: 'runs' }],
  ['#/runs', { view: 'runs' }],
  ['#/runs/20260101-ab', { view: 'run', run: '20260101-ab' }],
  ['#/runs/20260101-ab/gallery', { view: 'gallery', run: '20260101-ab' }],
  ['#/compare', { view: 'compare' }],
  ['#/models', { view: 'models' }],
  ['#/submit', { view: 'submit' }],
  ['#/runs/a/b', { view: 'unknown' }],
  ['#/runs/a/gallery/c', { view: 'unknown' }],
  ['#/nothing', { view: 'unknown' }],
  ['#/runs/%E0%A4%A', { view: 'run', run: '%E0%A4%A' }],
])('reads %s', (hash, route) => {
  expect(placeOf(hash).route).toEqual(route);
});

it('comes back to the same view and query, whatever a run is called and a filter holds', () => {
  const view = fc.constantFrom('run' as const, 'gallery' as const);
  const query = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(view, fc.string({ minLength: 1 }), query, (view, run, query) => {
      const place = placeOf(hrefOf({ view, run }, query));
      expect(place.route).toEqual({ view, run });
      expect(Object.fromEntries(place.query)).toEqual(query);
    }),
  );
});

it('leaves empty filters out', () => {
  expect(hrefOf({ view: 'compare' }, { a: 'x', b: '' })).toBe('#/compare?a=x');
});
