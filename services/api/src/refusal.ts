/** A request that is answered with a problem. */
import { Problem } from '@camfleet/contracts';
import { type ProblemTypeCode, problemTypes } from '@camfleet/protocol';

/** One thing that is wrong, and where: a JSON pointer into the part of the request that `in` names. */
export interface Mistake {
  readonly in: 'body' | 'query' | 'path' | 'header';
  readonly pointer: string;
  readonly detail: string;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemTypeCode;
  readonly mistakes: readonly Mistake[];
  /** Sent with the answer. */
  readonly headers: Readonly<Record<string, string>>;

  /** `message`: one sentence about this request. */
  constructor(
    code: ProblemTypeCode,
    message: string,
    { mistakes = [], headers = {}, cause }: Partial<Pick<Refusal, 'mistakes' | 'headers' | 'cause'>> = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.mistakes = mistakes;
    this.headers = headers;
  }
}

/** `path` as RFC 6901 writes it in a fragment of a URI. */
export function pointerTo(path: readonly PropertyKey[]): string {
  const written = (step: PropertyKey) =>
    encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#${path.map((step) => `/${written(step)}`).join('')}`;
}

/** Does the work; what it says is wrong with the user's words is told with the field of the body that they stand in. */
export async function blaming<Result>(
  path: readonly PropertyKey[],
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Problem ? knownCode(error) : null;
    if (code === null || problemTypes[code].status >= 500) throw error;
    const { message } = error as Problem;
    throw new Refusal(code, message, {
      mistakes: [{ in: 'body', pointer: pointerTo(path), detail: message }],
      cause: error,
    });
  }
}

/** Null where no request should meet this problem: then it is a defect. */
export function knownCode({ code }: Problem): ProblemTypeCode | null {
  return Object.hasOwn(problemTypes, code) ? (code as ProblemTypeCode) : null;
}
