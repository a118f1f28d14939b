/** How an S3 server is reached, as plain values: whoever reads the environment fills them in. */

/** One request to S3, each try by itself. */
export interface S3Request {
  /** As S3 calls it: GetObject, PutObject, … */
  readonly operation: string;
  /** The answer's status; 'aborted' where we gave it up, 'none' where none came. */
  readonly code: number | 'aborted' | 'none';
  /** Until the answer began. */
  readonly seconds: number;
}

export interface S3Settings {
  /** URL of a server other than AWS; without it, AWS. */
  readonly endpoint?: string | undefined;
  /** Without it: the SDK's own sources, or us-east-1 where an endpoint is given. */
  readonly region?: string | undefined;
  /** Both keys or neither; without them the SDK looks where it always does (environment, profile, pod or instance role). */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  /** Bucket in the path, not in the host name; true where an endpoint is given, unless said otherwise. */
  readonly forcePathStyle?: boolean | undefined;
  /** Told of every request when its answer has begun. */
  readonly onRequest?: ((request: S3Request) => void) | undefined;
}
