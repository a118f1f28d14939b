/** What passes between the pool and its threads. */
import type { ResizeRequest } from './resize-plan.js';

export interface PictureRequest extends ResizeRequest {
  /** `jpeg`: a file; `rgb`: pixels [stored.height, stored.width, 3]. */
  readonly kind: 'jpeg' | 'rgb';
  /** Transferred: gone for the sender. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** RGB of the input, null for a JPEG that is damaged or of another kind, or why the thread could not work at all. */
export type PictureAnswer = Uint8Array<ArrayBuffer> | null | { readonly trouble: string };
