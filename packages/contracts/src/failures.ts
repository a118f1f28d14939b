/** What can be wrong with one image: the closed table that part, commit record and summary speak from. */

export const stages = ['read', 'fetch', 'decode', 'infer', 'locate'] as const;
export type Stage = (typeof stages)[number];

interface FailureKind {
  readonly stage: Stage;
  /** Whether the source may answer better later: then the attempt tries again before it is an outcome. */
  readonly retryable: boolean;
  /** What the user reads beside the count. */
  readonly help: string;
}

export const failureTable = {
  'manifest-row-invalid': {
    stage: 'read',
    retryable: false,
    help: 'the manifest row is not a JSON object with a "uri"',
  },
  'source-not-found': { stage: 'fetch', retryable: false, help: 'there is no file at this address' },
  'source-forbidden': {
    stage: 'fetch',
    retryable: false,
    help: 'the source refused access: check its permissions or credentials',
  },
  'source-scheme-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the operator allows no addresses of this kind (SOURCE_SCHEMES)',
  },
  'source-credentials-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the address carries a name or password: use a public or a signed one',
  },
  'source-host-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the operator does not allow this host (SOURCE_HOSTS)',
  },
  'source-port-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the operator does not allow this port (SOURCE_PORTS)',
  },
  'source-network-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the host lies in a network that the operator does not allow (SOURCE_NETWORKS)',
  },
  'source-bucket-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the operator does not allow this bucket (SOURCE_BUCKETS)',
  },
  'source-folder-refused': {
    stage: 'fetch',
    retryable: false,
    help: 'the file lies outside the folders that the operator allows (SOURCE_FOLDERS)',
  },
  'source-unsupported': {
    stage: 'fetch',
    retryable: false,
    help: 'only paths, file:, s3:, http: and https: addresses can be opened',
  },
  'source-too-large': { stage: 'fetch', retryable: false, help: 'the file is larger than an image may be' },
  'source-empty': { stage: 'fetch', retryable: false, help: 'the file holds no bytes' },
  'source-unavailable': {
    stage: 'fetch',
    retryable: true,
    help: 'the source did not answer in any attempt: run these rows again when it is back',
  },
  'image-unrecognised': { stage: 'decode', retryable: false, help: 'the bytes are not an image' },
  'image-unsupported': {
    stage: 'decode',
    retryable: false,
    help: 'an image of a kind that is not decoded here: convert it to JPEG, PNG or WebP',
  },
  'image-truncated': {
    stage: 'decode',
    retryable: false,
    help: 'the image ends in the middle: fetch it anew',
  },
  'image-corrupt': { stage: 'decode', retryable: false, help: 'the image is damaged' },
  'image-too-large': { stage: 'decode', retryable: false, help: 'more pixels than are decoded here' },
  'image-timeout': { stage: 'decode', retryable: false, help: 'decoding took too long' },
  'result-not-finite': {
    stage: 'infer',
    retryable: false,
    help: 'the network answered with NaN or infinity: check the model and its preprocessing',
  },
  'worker-crashed': {
    stage: 'infer',
    retryable: false,
    help: 'the image ended every process that worked at it alone: look at the file, and report it',
  },
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof failureTable;

export const failureCodes = Object.keys(failureTable) as [FailureCode, ...FailureCode[]];

/** Why one image has no result. A value, not an exception: a bad image is an outcome. */
export interface Failure {
  readonly code: FailureCode;
  /** One sentence about this image. */
  readonly message: string;
}

export function failure(code: FailureCode, message: string): Failure {
  return { code, message };
}

export function isFailure(value: object): value is Failure {
  return 'code' in value && Object.hasOwn(failureTable, String(value.code));
}
