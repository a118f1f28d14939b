/** Every problem that the API answers with: its HTTP status and its title. The rest of the answer is about the one request. */
import type { ProblemCode } from '@camfleet/contracts';

interface ProblemType {
  readonly status: number;
  readonly title: string;
}

/** Those that the house knows as Problems, where a request can meet them. */
const ofTheHouse = {
  usage: { status: 400, title: 'the request makes no sense as it is' },
  'run-unknown': { status: 404, title: 'there is no such run' },
  'run-conflict': { status: 409, title: 'the run is not in a state for that' },
  'manifest-not-found': { status: 422, title: 'there is no such manifest' },
  'manifest-unreadable': { status: 422, title: 'the manifest cannot be read, or may not be' },
  'manifest-empty': { status: 422, title: 'the manifest has no rows' },
  'model-unknown': { status: 422, title: 'there is no such model' },
  'model-refused': { status: 422, title: 'the network cannot be prepared' },
  'model-identity': { status: 422, title: 'the network’s maps do not add up to its logits' },
  'model-damaged': { status: 500, title: 'the model in the store is damaged' },
  'policy-unknown': { status: 422, title: 'there is no such box policy' },
  'policy-refused': { status: 422, title: 'the box policy is not one' },
  'object-damaged': { status: 500, title: 'an object of the store is damaged' },
  'store-unreachable': { status: 503, title: 'the store does not answer' },
  'store-denied': { status: 503, title: 'the store refuses access' },
  'store-full': { status: 503, title: 'the store is full' },
} as const satisfies Partial<Record<ProblemCode, ProblemType>>;

/** Those of HTTP. */
const ofTheApi = {
  'request-invalid': { status: 400, title: 'the request does not fit its description' },
  'body-malformed': { status: 400, title: 'the body is not what its content type says' },
  'key-missing': { status: 401, title: 'an API key is needed' },
  'key-unknown': { status: 401, title: 'the API key does not hold' },
  'scope-missing': { status: 403, title: 'the API key does not allow that' },
  'rate-exceeded': { status: 429, title: 'too many requests' },
  'host-refused': { status: 403, title: 'the request was not addressed to this machine' },
  'origin-refused': { status: 403, title: 'the request comes from a page of another site' },
  'outcome-unknown': { status: 404, title: 'there is no such outcome' },
  'picture-unavailable': { status: 404, title: 'the picture cannot be had or shown' },
  'too-busy': { status: 503, title: 'too much is asked at a time' },
  'run-not-complete': { status: 409, title: 'that takes a complete run' },
  'not-indexed-yet': { status: 503, title: 'the run’s rows are being indexed' },
  'endpoint-unknown': { status: 404, title: 'there is no such endpoint' },
  'idempotency-key-reused': { status: 422, title: 'the Idempotency-Key belongs to another request' },
  'body-too-large': { status: 413, title: 'the body is larger than is taken here' },
  'body-late': { status: 408, title: 'the body took too long to arrive' },
  'media-type-unsupported': { status: 415, title: 'the body is of a type that is not taken here' },
  defect: { status: 500, title: 'the server has a defect' },
  'not-ready': { status: 503, title: 'what the server stands on does not answer' },
} as const satisfies Record<string, ProblemType>;

export const problemTypes = { ...ofTheApi, ...ofTheHouse };

export type ProblemTypeCode = keyof typeof problemTypes;

export const problemTypeCodes = Object.keys(problemTypes) as [ProblemTypeCode, ...ProblemTypeCode[]];
