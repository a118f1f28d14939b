/** Thrown where a source did not answer properly however often it was asked. */
import type { Failure } from '@camfleet/contracts';

/** The caller decides: it throws on, so that the shard runs again later, or on its last attempt records `failure`. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
  /** Of code 'source-unavailable'. */
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}
