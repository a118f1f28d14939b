/** What the API says at an address, kept up to date while it is looked at. */
import { useEffect, useState } from 'preact/hooks';
import { apiKey } from './api-key.js';
import { asProblem, type ProblemError } from './problem-error.js';
import { requestJson } from './request.js';

export interface Resource<Answer> {
  /** The last answer; it stays while a newer one is waited for, and where that is a problem. */
  readonly data: Answer | null;
  readonly problem: ProblemError | null;
  /** Asks at once. */
  refresh(): void;
}

/** `path` null: nothing is asked. `everyMs`: how often it is asked again while the page can be seen; null: once. */
export function useResource<Answer>(path: string | null, everyMs: number | null = null): Resource<Answer> {
  const [state, setState] = useState<{
    path: string | null;
    data: Answer | null;
    problem: ProblemError | null;
  }>({
    path,
    data: null,
    problem: null,
  });
  const [round, setRound] = useState(0);
  const key = apiKey.value;
  // A new key and a refresh ask anew.
  useEffect(() => {
    if (path === null) return;
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      try {
        const data = await requestJson<Answer>(path, { signal: left.signal });
        if (!left.signal.aborted) setState({ path, data, problem: null });
      } catch (error) {
        if (left.signal.aborted) return;
        setState((before) => ({
          path,
          data: before.path === path ? before.data : null,
          problem: asProblem(error),
        }));
      }
      if (everyMs !== null && !left.signal.aborted && !document.hidden) timer = setTimeout(ask, everyMs);
    };
    const onSeen = () => {
      if (everyMs !== null && !document.hidden) void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      left.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [path, everyMs, key, round]);
  const isOfPath = state.path === path;
  return {
    data: isOfPath ? state.data : null,
    problem: isOfPath ? state.problem : null,
    refresh: () => setRound((before) => before + 1),
  };
}
