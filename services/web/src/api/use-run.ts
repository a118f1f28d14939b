/** A run as it goes on: told by the server while somebody looks, asked for where telling breaks off. */
import type { RunView } from '@camfleet/protocol';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { useEffect, useState } from 'preact/hooks';
import { apiKey } from './api-key.js';
import { asProblem, type ProblemError } from './problem-error.js';
import { request } from './request.js';

export interface LiveRun {
  /** Null until the first word of it. */
  readonly run: RunView | null;
  readonly problem: ProblemError | null;
  /** Listens anew: a run that had ended may have changed by what was done here. */
  refresh(): void;
}

/** How long after a stream broke off it is taken up again, in ms. */
const againMs = 2_000;

export function useRun(name: string): LiveRun {
  const [run, setRun] = useState<RunView | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [round, setRound] = useState(0);
  const key = apiKey.value;
  useEffect(() => {
    let listening: AbortController | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = async () => {
      clearTimeout(timer);
      listening?.abort();
      const mine = new AbortController();
      listening = mine;
      const hear = (told: RunView) => {
        if (mine.signal.aborted) return;
        setRun(told);
        setProblem(null);
      };
      try {
        if (await follow(name, hear, mine.signal)) return;
      } catch (error) {
        if (mine.signal.aborted) return;
        setProblem(asProblem(error));
        // Who is not there, or is not let in, will not be in two seconds either.
        if (error instanceof Error && 'status' in error && [401, 403, 404].includes(Number(error.status)))
          return;
      }
      if (!mine.signal.aborted) timer = setTimeout(listen, againMs);
    };
    // A tab in the background keeps no connection: a browser has few for one server.
    const onSeen = () => {
      if (document.hidden) listening?.abort();
      else void listen();
    };
    if (!document.hidden) void listen();
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      clearTimeout(timer);
      listening?.abort();
      document.removeEventListener('visibilitychange', onSeen);
    };
    // A new key and a refresh listen anew.
  }, [name, key, round]);
  return { run: run?.run === name ? run : null, problem, refresh: () => setRound((before) => before + 1) };
}

/** Whether the run has ended, so that nothing more is to be heard of it. */
async function follow(name: string, hear: (run: RunView) => void, signal: AbortSignal): Promise<boolean> {
  const { body } = await request(`/v1/runs/${encodeURIComponent(name)}/events`, { signal });
  const events = body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      hear(JSON.parse(value.data) as RunView);
      if (value.event === 'end') return true;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
