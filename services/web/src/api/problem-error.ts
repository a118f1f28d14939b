/** An answer of the API that is a problem (RFC 9457), or no answer at all. */

import type { ProblemDetails } from '@camfleet/protocol';

type FieldMistake = NonNullable<ProblemDetails['errors']>[number];

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** As GET /docs lists them; 'no-answer' where there was none, 'no-problem' where the answer was none of the API's. */
  readonly code: string;
  /** 0 where nobody answered. */
  readonly status: number;
  readonly errors: readonly FieldMistake[];
  /** The id of the request as it stands in the server's log. */
  readonly request: string | null;

  constructor(
    message: string,
    {
      code,
      status,
      errors = [],
      request = null,
      cause,
    }: {
      code: string;
      status: number;
      errors?: readonly FieldMistake[];
      request?: string | null;
      cause?: unknown;
    },
  ) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.request = request;
  }
}

/** What the API said of a request that it did not carry out. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const { status } = response;
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  if (!isProblem) {
    return new ProblemError(`The server answered ${status} and did not say why.`, {
      code: 'no-problem',
      status,
    });
  }
  const { detail, code, errors, request } = (await response.json()) as ProblemDetails;
  return new ProblemError(detail, { code, status, errors: errors ?? [], request });
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError('The server does not answer: see whether it still runs.', {
    code: 'no-answer',
    status: 0,
    cause: error,
  });
}

/** What is wrong with one field of the body, or null. `pointer`: "#/manifest"; what lies inside the field counts too. */
export function mistakeAt(problem: ProblemError | null, pointer: string): string | null {
  const found = problem?.errors.find(
    (mistake) =>
      mistake.in === 'body' && (mistake.pointer === pointer || mistake.pointer.startsWith(`${pointer}/`)),
  );
  return found?.detail ?? null;
}
