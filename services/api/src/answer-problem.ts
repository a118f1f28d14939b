/** Whatever goes wrong → problem details. */
import { Problem } from '@camfleet/contracts';
import {
  type ProblemDetails,
  type ProblemTypeCode,
  problemMediaType,
  problemTypes,
} from '@camfleet/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { knownCode, type Mistake, pointerTo, Refusal } from './refusal.js';
import { PartInvalid } from './validate.js';

export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // Given up because nobody is left to be answered.
  if (error.name === 'AbortError' && reply.raw.destroyed) return reply.hijack();
  const refusal = refusalOf(error, request);
  if (problemTypes[refusal.code].status >= 500) {
    request.log.error({ err: refusal.cause ?? error, request: request.id }, refusal.message);
  }
  return reply
    .code(problemTypes[refusal.code].status)
    .headers(refusal.headers)
    .type(problemMediaType)
    .send(detailsOf(refusal, request.id));
}

function detailsOf({ code, message, mistakes }: Refusal, request: string): ProblemDetails {
  const { status, title } = problemTypes[code];
  const errors = mistakes.length === 0 ? {} : { errors: [...mistakes] };
  return { type: `/docs#${code}`, code, title, status, detail: message, request, ...errors };
}

function refusalOf(error: FastifyError | Error, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof PartInvalid) return invalid(error, request);
  if (error instanceof Problem) return ofProblem(error);
  const code = 'statusCode' in error ? codesOfStatus[error.statusCode ?? 500] : undefined;
  if (code !== undefined) return new Refusal(code, `${sentences[code]}.`, { cause: error });
  return defect(error);
}

/** What the store or Redis say of themselves is for the operator: their addresses are nobody else's business. */
function ofProblem(problem: Problem): Refusal {
  const code = knownCode(problem);
  if (code === null) return defect(problem);
  const { status, title } = problemTypes[code];
  if (status < 500) return new Refusal(code, problem.message, { cause: problem });
  return new Refusal(code, `${title}: try again, and tell the operator if it stays so.`, { cause: problem });
}

function defect(cause: unknown): Refusal {
  return new Refusal('defect', 'Something went wrong that should not: tell the operator the request’s id.', {
    cause,
  });
}

/** Fastify says which part it was. */
const parts: Readonly<Record<string, Mistake['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

function invalid(error: PartInvalid & { validationContext?: string }, request: FastifyRequest): Refusal {
  const part = parts[error.validationContext ?? ''] ?? 'body';
  if (part === 'body' && request.body === undefined)
    return new Refusal('request-invalid', 'The request needs a body.');
  const mistakes = error.issues.map(({ path, message }) => ({
    in: part,
    pointer: pointerTo(path),
    detail: message,
  }));
  const [first] = mistakes;
  return new Refusal('request-invalid', `${part} ${first!.pointer}: ${first!.detail}.`, { mistakes });
}

const codesOfStatus: Readonly<Record<number, keyof typeof sentences>> = {
  400: 'body-malformed',
  404: 'endpoint-unknown',
  406: 'media-type-unsupported',
  413: 'body-too-large',
  415: 'media-type-unsupported',
};

const sentences = {
  'body-malformed': 'The body is not the JSON that its content type announces',
  'endpoint-unknown': 'There is no such endpoint: see /docs',
  'body-too-large': 'The body is larger than this endpoint takes: see /docs',
  'media-type-unsupported': 'This endpoint does not take a body of this content type: see /docs',
} as const satisfies Partial<Record<ProblemTypeCode, string>>;
