/** A run's state as a word and a shape. */
import type { RunState } from '@camfleet/contracts';
import type { ComponentChild } from 'preact';

type Tone = 'good' | 'bad' | 'warn' | 'busy' | '';

const ring = <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.5" />;
const disc = <circle cx="8" cy="8" r="7" fill="currentColor" />;
const half = (
  <>
    {ring}
    <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
  </>
);
const tick = (
  <path d="M2.5 8.500 6.500 12.500 13.500 4" fill="none" stroke="currentColor" stroke-width="2.5" />
);
const cross = <path d="M3.500 3.500l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="2.5" />;
const bars = <path d="M4 3h3v10H4zm5 0h3v10H9z" fill="currentColor" />;

const looks: Record<RunState, { readonly tone: Tone; readonly shape: ComponentChild }> = {
  scanning: { tone: 'busy', shape: ring },
  running: { tone: 'busy', shape: half },
  finalising: { tone: 'busy', shape: disc },
  complete: { tone: 'good', shape: tick },
  paused: { tone: 'warn', shape: bars },
  cancelling: { tone: 'warn', shape: cross },
  cancelled: { tone: '', shape: cross },
  failed: { tone: 'bad', shape: cross },
};

export function RunStateMark({ state }: { readonly state: RunState }) {
  const { tone, shape } = looks[state];
  return (
    <span class={`state ${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {shape}
      </svg>
      {state}
    </span>
  );
}
