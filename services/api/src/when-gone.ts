/** When an answer has gone, or its connection: whoever asked waits for nothing more. */
import type { ServerResponse } from 'node:http';

/** Calls once it has: at once where that has been already. */
export function whenGone(answer: ServerResponse, call: () => void): void {
  // What has closed is not heard to close again.
  if (answer.destroyed) call();
  else answer.once('close', call);
}

/** Aborted then. A request's own 'close' is no sign of it: that comes with the end of its body. */
export function goneSignal(answer: ServerResponse): AbortSignal {
  const gone = new AbortController();
  whenGone(answer, () => gone.abort());
  return gone.signal;
}
