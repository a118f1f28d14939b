/** The limits that bear on sources; tests and the operator may set their own. */
import { limits } from '@camfleet/contracts';

export interface SourceLimits {
  readonly imageBytesMax: number;
  readonly manifestLineBytes: number;
  readonly manifestBytesMax: number;
  readonly manifestSecondsMax: number;
  /** For one request to answer and send everything; for a manifest, the longest silence. */
  readonly fetchMs: number;
  readonly fetchTriesMax: number;
  /** The first wait before another try; it doubles from there, and chance adds up to as much again. */
  readonly fetchBackoffMs: number;
}

export const sourceLimits: SourceLimits = {
  imageBytesMax: limits.imageBytesMax,
  manifestLineBytes: limits.manifestLineBytes,
  manifestBytesMax: limits.manifestBytesMax,
  manifestSecondsMax: limits.manifestSecondsMax,
  fetchMs: limits.fetchMs,
  fetchTriesMax: limits.fetchTriesMax,
  fetchBackoffMs: 200,
};
