/** Problems of the API, told beside the field that they are about. */
import { expect, it } from 'vitest';
import { asProblem, mistakeAt, ProblemError, problemOf } from '../src/api/problem-error.js';

const answer = (body: object, type = 'application/problem+json') =>
  new Response(JSON.stringify(body), { status: 422, headers: { 'content-type': `${type}; charset=utf-8` } });

it('says what the API said, and where', async () => {
  const errors = [{ in: 'body', pointer: '#/rows/3/uri', detail: 'is relative' }];
  const problem = await problemOf(
    answer({ code: 'request-invalid', detail: 'body #/rows/3/uri: is relative.', request: 'r1', errors }),
  );
  expect(problem).toMatchObject({ code: 'request-invalid', status: 422, request: 'r1' });
  expect(mistakeAt(problem, '#/rows')).toBe('is relative');
  expect(mistakeAt(problem, '#/row')).toBeNull();
  expect(mistakeAt(null, '#/rows')).toBeNull();
});

it('says so where somebody else answered, or nobody', async () => {
  expect(await problemOf(answer({}, 'text/html'))).toMatchObject({ code: 'no-problem', status: 422 });
  expect(asProblem(new TypeError('fetch failed'))).toMatchObject({ code: 'no-answer', status: 0 });
  const known = new ProblemError('no', { code: 'usage', status: 400 });
  expect(asProblem(known)).toBe(known);
});
