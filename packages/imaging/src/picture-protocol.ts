/** What passes between the pool and its threads: memory goes there and comes back, and is used again. */
import type { ResizeRequest } from './resize-plan.js';
import type { Memory } from './spare-memory.js';

export interface PictureRequest extends ResizeRequest {
  /** `jpeg`: a file; `rgb`: pixels [stored.height, stored.width, 3]. */
  readonly kind: 'jpeg' | 'rgb';
  /** Left as they are. */
  readonly bytes: Uint8Array;
}

/** A request on its way: all memory is transferred. */
export interface PictureOrder extends Omit<PictureRequest, 'bytes'> {
  /** The bytes, and room behind them. */
  readonly memory: Memory;
  readonly length: number;
  /** Memory for the result, of just its size; null where there is none to be used again. */
  readonly room: Memory | null;
}

export interface PictureAnswer {
  /** That of the order. */
  readonly memory: Memory;
  readonly room: Memory | null;
  /** RGB of the input, null for a JPEG that is damaged or of another kind, or why the thread could not work at all. */
  readonly result: Memory | null | { readonly trouble: string };
}
