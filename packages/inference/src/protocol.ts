/** What the session's thread and its owner say to each other. Buffers are transferred, never copied. */
import type { ProblemCode } from '@camfleet/contracts';

export interface ThreadSettings {
  readonly graph: Uint8Array;
  readonly provider: Provider;
  /** Threads of one operator, on the processor. */
  readonly threads: number;
  readonly height: number;
  readonly width: number;
  /** Batch sizes to run once before the session counts as started. */
  readonly batchSizes: readonly number[];
}

/** Where the network runs; chosen by name, never by what happens to be there. */
export type Provider = 'cpu' | 'cuda';

export interface BatchRequest {
  readonly id: number;
  /** uint8 [images, height, width, 3], and room behind it: the memory comes back with the result, to be used again. */
  readonly pixels: Uint8Array;
  /** int64 [images, m]: classes mapped besides the top k; m may be 0. */
  readonly wanted: BigInt64Array;
  readonly images: number;
}

/** The fused graph's outputs for a batch of n images, k + m classes and maps of h x w. */
export interface BatchResult {
  /** [n, k + m]. */
  readonly classes: BigInt64Array;
  /** [n, k + m]. */
  readonly logits: Float32Array;
  /** [n, k + m, h, w]. */
  readonly maps: Float32Array;
  /** [n]. */
  readonly logsumexp: Float32Array;
}

/** A result, and the memory that its pixels came in. */
export interface BatchAnswer extends BatchResult {
  readonly pixels: Uint8Array;
}

export type ThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'result'; readonly id: number; readonly result: BatchAnswer }
  /** The session could not be opened: the thread ends. */
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly message: string }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
