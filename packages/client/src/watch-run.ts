/** A run as it goes on, told by server-sent events; a connection that is lost is taken up again where it was. */
import { Problem } from '@camfleet/contracts';
import { type RunView, runSchema } from '@camfleet/protocol';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type ClientSettings, request, wait } from './request.js';

/** How long a server is waited for that has been there, in ms. */
const awayMsMax = 120_000;
/** The wait before a connection is taken up again, in ms, until the server says another. */
const comeBackMs = 2_000;

/**
 * The run's views, each once, to the one that has its summary. Throws as `request` does; 'server-unreachable' where a server
 * that was there stays away.
 */
export async function* watchRun(settings: ClientSettings, run: string): AsyncGenerator<RunView> {
  let lastEventId: string | null = null;
  let backMs = comeBackMs;
  let heardAt = Date.now();
  const onRetry = (ms: number) => {
    backMs = ms;
  };
  for (;;) {
    try {
      const headers: Record<string, string> = lastEventId === null ? {} : { 'last-event-id': lastEventId };
      const answer = await request(settings, `/v1/runs/${encodeURIComponent(run)}/events`, { headers });
      heardAt = Date.now();
      // It has ended, and we have been told.
      if (answer.status === 204) return;
      for await (const { event, id, data } of eventsOf(answer, onRetry)) {
        heardAt = Date.now();
        if (id !== undefined) lastEventId = id;
        const view = runSchema.parse(JSON.parse(data));
        yield view;
        if (event === 'end' || view.summary !== null) return;
      }
    } catch (error) {
      settings.signal.throwIfAborted();
      if (!isPassing(error) || (lastEventId === null && error instanceof Problem)) throw error;
      if (Date.now() - heardAt > awayMsMax) throw error;
    }
    await wait(backMs, settings.signal);
  }
}

function eventsOf(answer: Response, onRetry: (ms: number) => void) {
  return answer
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ onRetry }));
}

/** A connection that breaks off, or a server that is away for a moment; what it refuses, it refuses again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return error instanceof TypeError;
  return error.code === 'server-unreachable' || error.code === 'server-failed';
}
