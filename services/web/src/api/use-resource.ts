/** What the API says at an address, kept up to date while it is looked at. */
import { useEffect, useState } from 'preact/hooks';
import { apiKey } from './api-key.js';
import { asProblem, type ProblemError } from './problem-error.js';
import { requestJson } from './request.js';
import { whileSeen } from './while-seen.js';

export interface Resource<Answer> {
  /** The last answer; it stays while a newer one is waited for, and where that is a problem. */
  readonly data: Answer | null;
  readonly problem: ProblemError | null;
  /** Asks at once. */
  refresh(): void;
}

interface Heard<Answer> {
  readonly path: string | null;
  readonly data: Answer | null;
  readonly problem: ProblemError | null;
}

/** `path` null: nothing is asked. `everyMs`: how often it is asked again while the page can be seen; null: once. */
export function useResource<Answer>(path: string | null, everyMs: number | null = null): Resource<Answer> {
  const [heard, setHeard] = useState<Heard<Answer>>({ path, data: null, problem: null });
  const [round, setRound] = useState(0);
  const key = apiKey.value;
  // A new key and a refresh ask anew.
  useEffect(() => {
    if (path === null) return;
    const left = new AbortController();
    const { signal } = left;
    const ask = async () => {
      try {
        const data = await requestJson<Answer>(path, { signal });
        if (!signal.aborted) setHeard({ path, data, problem: null });
      } catch (error) {
        if (signal.aborted) return;
        const problem = asProblem(error);
        setHeard((before) => ({ path, data: before.path === path ? before.data : null, problem }));
      }
    };
    void (everyMs === null ? ask() : whileSeen(ask, everyMs, signal));
    return () => left.abort();
  }, [path, everyMs, key, round]);
  const isOfPath = heard.path === path;
  return {
    data: isOfPath ? heard.data : null,
    problem: isOfPath ? heard.problem : null,
    refresh: () => setRound((before) => before + 1),
  };
}
