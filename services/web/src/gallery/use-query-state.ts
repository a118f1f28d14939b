/** What is looked at, and its address: kept alike, though the address follows a slider only when it comes to rest. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { replacePlace } from '../router/place.js';

/** Browsers take no more than some changes of the address a second. */
const restMs = 250;

export interface QueryForm<State> {
  /** A view's state as its query says it. */
  read(query: URLSearchParams): State;
  /** The query that `read` reads back. */
  write(state: State): URLSearchParams;
  /** The view's address with these words. */
  href(query: Record<string, string>): string;
}

export interface QueryState<State> {
  readonly state: State;
  /** What is to be changed of what is looked at now. */
  readonly change: (change: (state: State) => Partial<State>) => void;
  /** Has the address say it at once. */
  readonly settle: () => void;
}

/** `form` must be the same object each time. */
export function useQueryState<State>(query: URLSearchParams, form: QueryForm<State>): QueryState<State> {
  const [state, setState] = useState(() => form.read(query));
  const latest = useRef(state);
  const written = useRef(query.toString());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const settle = useCallback(() => {
    clearTimeout(timer.current);
    const words = form.write(latest.current);
    if (words.toString() === written.current) return;
    written.current = words.toString();
    replacePlace(form.href(Object.fromEntries(words)));
  }, [form]);

  const change = useCallback(
    (some: (state: State) => Partial<State>) => {
      latest.current = { ...latest.current, ...some(latest.current) };
      setState(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, restMs);
    },
    [settle],
  );

  // A link that was followed, or the way back, says something else than was written last.
  const asked = query.toString();
  useEffect(() => {
    if (asked === written.current) return;
    clearTimeout(timer.current);
    written.current = asked;
    latest.current = form.read(new URLSearchParams(asked));
    setState(latest.current);
  }, [asked, form]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { state, change, settle };
}
